import { describe, expect, it } from 'vitest';
import { glossaryTranslator } from '../../../../shared/adapters/glossary/translator.ts';
import { piecesOf, unmarked } from '../../../../shared/adapters/translate/marked-pieces.ts';
import { termsIn } from '../../../../shared/domain/term.ts';
import { hasSharedData, sharedText } from '../../../support/shared-data.ts';

/** No lines where the data set is not on this machine: its tests stand aside. */
const linesOf = (dataset: string, file: string): readonly string[] =>
  hasSharedData(dataset) ? sharedText(dataset, file).trim().split('\n') : [];
const sentences = linesOf('mt-tatoeba-en-zh', 'en-zh.tsv');
const goods = linesOf('catalogue-litemall-zh', 'goods.jsonl');

describe.runIf(sentences.length > 0)('sentences that people translated, as terms', () => {
  const chinese = new Map<string, string>();
  for (const line of sentences) {
    const [english = '', translation = ''] = line.split('\t');
    if (!chinese.has(english.toLowerCase()) && english.length <= 100) chinese.set(english.toLowerCase(), translation);
    if (chinese.size === 2000) break;
  }
  const terms = Array.from(chinese, ([term, translation]) => ({ term, translation }));

  it('are told as they were translated, each whole, however many there are', async () => {
    const direction = { source: 'en', target: 'zh' };
    for (const { term, translation } of terms.filter((_, i) => i % 10 === 0)) {
      expect(await glossaryTranslator.translate(term, direction, terms)).toEqual({
        text: translation,
        untranslated: [],
      });
      const { untranslated } = await glossaryTranslator.translate(`Zebras say: ${term}`, direction, terms);
      expect(untranslated).toEqual(['Zebras say:']);
    }
  });
});

describe.runIf(goods.length > 0)('a Chinese shop’s catalog', () => {
  const names = goods.map((line) => (JSON.parse(line) as { name: string }).name);
  const terms = [
    { term: '纯棉', translation: 'cotton' },
    { term: '四件套', translation: 'bedding set' },
    { term: '轻奢' },
  ];
  const into = { source: 'zh', target: 'en' };

  it('is never said to be translated where a word of it is not', async () => {
    expect(names.length).toBeGreaterThan(200);
    let known = 0;
    for (const name of names) {
      const { text, untranslated } = await glossaryTranslator.translate(name, into, terms);
      const left = untranslated.join('');
      if (text !== name) known++;
      expect(/\p{Script=Han}/u.test(text.replaceAll('轻奢', ''))).toBe(/\p{Script=Han}/u.test(left));
      for (const stretch of untranslated) expect(text).toContain(stretch);
    }
    expect(known).toBeGreaterThan(10);
  });

  it('goes through marks and back with its terms, as one long text too', () => {
    const text = names.join('。\n');
    const pieces = piecesOf(text, 'zh', terms);
    expect(pieces.every(({ marked }) => Buffer.byteLength(marked) <= 10_000)).toBe(true);
    const back = pieces.map((piece) => unmarked(piece, piece.marked)).join('');
    let expected = '';
    let at = 0;
    for (const { from, to, term } of termsIn(text, terms)) {
      expected += text.slice(at, from) + (term.translation ?? text.slice(from, to));
      at = to;
    }
    expect(back).toBe(expected + text.slice(at));
  });
});
