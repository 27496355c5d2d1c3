import { describe, expect, it } from 'vitest';
import { evaluateTask } from '../../../../../functions/nightly/measures/evaluate-task.ts';
import { csvTables } from '../../../../../shared/adapters/csv/text-tables.ts';
import { memoryDatasets } from '../../../../../shared/adapters/memory/datasets.ts';
import { sha256Hash } from '../../../../../shared/adapters/system/hash.ts';
import { arithmeticOf } from '../../../../support/arithmetic.ts';
import { silentLog, steppingClock } from '../../../../support/system-ports.ts';

type Texts = Readonly<Record<string, string>>;
const measured = (task: string, files: Texts, options: Texts = {}) =>
  evaluateTask({
    datasets: memoryDatasets({ shop: files }),
    tables: csvTables,
    arithmetic: arithmeticOf(1),
    clock: steppingClock(),
    log: silentLog,
    hash: sha256Hash,
  })({ dataset: 'shop', task, options });
const refused = (task: string, files: Texts, options?: Texts) =>
  measured(task, files, options).catch((error: Error) => error.message);

const TOPICS: Texts = {
  cancel: 'cancel order',
  track: 'where is parcel',
  size: 'which size fits',
  bill: 'invoice pdf',
};
const OPENINGS = ['please', 'hello', 'can you', 'now:', 'sorry,', 'ok', 'again', 'so'];
const rows = (openings: readonly string[]) =>
  Object.entries(TOPICS).flatMap(([intent, text]) => openings.map((opening) => `${opening} ${text},${intent}`));
const table = (openings: readonly string[]) => ['said,wants', ...rows(openings)].join('\n').replaceAll(', ', ' ');
const COLUMNS = { text: 'said', label: 'wants' };

describe('evaluate --task intent', () => {
  it('learns from one file, asks the other, and holds an intent in four out', async () => {
    const files = { 'train.csv': table(OPENINGS), 'test.csv': table(['well', 'hm']), 'README.md': '' };
    const { metrics, counts, details } = await measured('intent', files, COLUMNS);
    expect(counts).toEqual({ examples: 32, texts: 8, intents: 4, heldOutIntents: 1 });
    expect(metrics['model']).toMatchObject({ accuracy: 1, macroF1: 1, leastRecall: 1, labelsFound: 1 });
    expect(metrics['mostFrequent']).toMatchObject({ accuracy: 0.25 });
    expect(details['confusions']).toEqual([]);
    expect(details['heldOutIntents']).toHaveLength(1);
  });

  it('tells how much of what is out of scope is left out, the more so the less in scope is answered', async () => {
    const more = ['gift card', 'opening hours', 'wrong colour', 'broken zip', 'newsletter', 'student discount'];
    const texts = (openings: readonly string[]) =>
      [table(openings), ...more.flatMap((topic) => openings.map((opening) => `${opening} ${topic},${topic}`))]
        .join('\n')
        .replaceAll(', ', ' ');
    const files = { 'train.csv': texts(OPENINGS), 'test.csv': texts(['well', 'hm']) };
    const { details } = await measured('intent', files, COLUMNS);
    const curve = details['outOfScopeCurve'] as readonly Readonly<Record<string, number>>[];
    const recalls = curve.map(({ outOfScopeRecall }) => outOfScopeRecall);
    expect([curve.length, recalls[0], recalls]).toEqual([7, 1, recalls.toSorted()]);
  });

  it('parts one table by a hash, and says what is wrong', async () => {
    const { counts } = await measured('intent', { 'said.csv': table(OPENINGS) }, COLUMNS);
    expect(counts['examples']! + counts['texts']!).toBe(32);
    expect(await refused('intent', { 'said.csv': table(OPENINGS) }, { text: 'said' })).toMatch(
      /^--label: want the name/,
    );
    expect(await refused('intent', { 'a.csv': '', 'b.csv': '' }, COLUMNS)).toMatch(/found a[.]csv, b[.]csv/);
    expect(await refused('intent', { 'said.csv': 'said,wants\nhello,greet' }, COLUMNS)).toMatch(/two intents or more/);
  });
});

describe('evaluate --task faq', () => {
  const faq = JSON.stringify({
    questions: [
      { question: 'Can I return it?', answer: 'Within a month.' },
      { question: 'Do you ship abroad?', answer: 'To Norway.' },
      { question: 'Is it sent back for free?', answer: 'Within a month.' },
    ],
  });
  const asked = 'entry,language,text\n1,en,retrun something\n2,zh,能寄到国外吗\n2 1,en,send it abroad';

  it('tells how far up the right answer stands, by group, and takes the same answer for right', async () => {
    const { metrics, counts } = await measured('faq', { 'faq.json': faq, 'asked.csv': asked }, { group: 'language' });
    expect(counts).toEqual({ questions: 3, asked: 3 });
    expect(metrics['model']).toMatchObject({ first: 1, in3: 1, firstMeant: 1, 'first:en': 1, 'first:zh': 1 });
    expect(metrics['alike']!['first:zh']).toBe(0);
  });

  it('reads a table too, and says what is wrong', async () => {
    const files = { 'faq.csv': 'q,a\nCan I return it?,Yes', 'asked.csv': 'entry,text\n1,return' };
    expect((await measured('faq', files, { question: 'q', answer: 'a' })).metrics['model']).toMatchObject({ first: 1 });
    expect(await refused('faq', { 'asked.csv': asked })).toMatch(/answered questions, found none/);
    expect(await refused('faq', { 'faq.json': faq })).toMatch(/--asked FILE/);
    expect(await refused('faq', { 'faq.json': '[', 'asked.csv': asked })).toBe('faq.json: is no JSON');
    expect(await refused('faq', { 'faq.json': '{"questions":[{}]}', 'asked.csv': asked })).toMatch(/questions\[0\]/);
    expect(await refused('faq', { 'faq.json': faq, 'asked.csv': 'entry,text\n4,x' })).toBe(
      'asked.csv: row 1, "entry": want numbers from 1 to 3, got "4"',
    );
  });
});

describe('evaluate --task slots', () => {
  const files = {
    'said.csv':
      'text,label,value\nundo order 4711,order,4711\na refund of 12 euros,paid,12\n2 red shoes,product,shoe\nhi,,',
    'items.csv': 'itemId,title\nshoe,Red Shoes\nhat,Straw Hat',
  };
  const columns = { text: 'text', label: 'label', value: 'value', currency: 'EUR' };

  it('measures each kind, products by the titles beside it', async () => {
    const kinds = 'order=order,paid=amount,product=product';
    const { metrics, counts } = await measured('slots', files, { ...columns, kinds });
    expect(counts).toEqual({ texts: 4, labelled: 3 });
    const all = { precision: 1, recall: 1, f1: 1 };
    expect(metrics).toEqual({ order: all, amount: all, product: all });
  });

  it('says which kind or currency there is not', async () => {
    expect(await refused('slots', files, { ...columns, kinds: 'paid=money' })).toMatch(
      /KIND one of order, amount, .*"paid=money"/,
    );
    expect(await refused('slots', files, { ...columns, currency: 'euro' })).toMatch(/--currency: want a code/);
  });
});
