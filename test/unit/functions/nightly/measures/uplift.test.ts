import { describe, expect, it } from 'vitest';
import { evaluateTask } from '../../../../../functions/nightly/measures/evaluate-task.ts';
import { csvTables } from '../../../../../shared/adapters/csv/text-tables.ts';
import { memoryDatasets } from '../../../../../shared/adapters/memory/datasets.ts';
import { sha256Hash } from '../../../../../shared/adapters/system/hash.ts';
import { drawNormal, seededRandom } from '../../../../../shared/math/random.ts';
import { arithmeticOf } from '../../../../support/arithmetic.ts';
import { silentLog, steppingClock } from '../../../../support/system-ports.ts';

const measured = (
  files: Readonly<Record<string, string>>,
  task: string,
  options: Readonly<Record<string, string>> = {},
) =>
  evaluateTask({
    datasets: memoryDatasets({ shop: files }),
    tables: csvTables,
    arithmetic: arithmeticOf(1),
    clock: steppingClock(),
    log: silentLog,
    hash: sha256Hash,
  })({ dataset: 'shop', task, options });
const refused = (text: string, task: string, options: Readonly<Record<string, string>>) =>
  measured({ 'rows.csv': text }, task, options).catch((error: Error) => error.message);

const random = seededRandom(4);
/** Loyal people gain by the mail, all others nothing; the effect stands beside. */
const mails = Array.from({ length: 1200 }, () => {
  const [loyal, spent] = [random() < 0.4 ? 1 : 0, drawNormal(random)];
  const mail = ['none', 'news', 'sale'][Math.floor(random() * 3)]!;
  const visit = random() < 0.2 + (mail === 'sale' ? 0.5 * loyal : 0) ? 1 : 0;
  return [loyal, spent.toFixed(3), mail, visit, 0.5 * loyal].join(',');
});
const table = ['loyal,spent,mail,visit,effect', ...mails].join('\n');
const options = {
  treatment: 'mail',
  outcome: 'visit',
  treated: 'sale',
  control: 'none',
  truth: 'effect',
  folds: '3',
  learners: 'T-linear,R-linear,forest',
};

describe('evaluate --task uplift', () => {
  it('measures each learner and what is chosen on rows that were not learnt from, and beside true effects', async () => {
    const { metrics, counts, details } = await measured({ 'rows.csv': table }, 'uplift', options);
    expect(counts).toMatchObject({ columns: 2, splits: 1 });
    expect(counts['rows']! + counts['otherTreatments']!).toBe(1200);
    const chosen = metrics['chosen']!;
    expect(chosen['uplift@30%']).toBeGreaterThan(2 * chosen['uplift@100%']!);
    expect(chosen['qiniArea']).toBeGreaterThan(0.02); // of a perfect order: half of .4 · .6 · .5 · ½ = .03
    expect(chosen['rootPehe']).toBeLessThan(0.15); // one effect for everybody: .245
    expect(Object.keys(details['qiniCurves'] as object)).toContain('T-linear');
  });

  it('reads files without a header by names, ranges among them, each as a repetition', async () => {
    const files = { 'a.csv': mails.slice(0, 600).join('\n'), 'b.csv': mails.slice(600).join('\n') };
    const named = { ...options, header: 'x1..x2,mail,visit,effect' };
    const { counts, metrics } = await measured(files, 'uplift', named);
    expect(counts).toMatchObject({ files: 2, columns: 2 });
    expect(metrics['chosen']!['rootPehe']).toBeLessThan(0.25);
  });

  it('refuses a treatment that was not drawn by lot, naming the columns, unless its propensity is known', async () => {
    const chosen = mails.map((line) => {
      const [loyal, spent, , visit] = line.split(',');
      return [loyal, spent, random() < (loyal === '1' ? 0.8 : 0.2) ? 1 : 0, visit, loyal === '1' ? 0.8 : 0.2].join(',');
    });
    const text = ['loyal,spent,mail,visit,p', ...chosen].join('\n');
    const asked = { treatment: 'mail', outcome: 'visit', folds: '2', learners: 'T-linear' };
    expect(await refused(text, 'uplift', { ...asked, drop: 'p' })).toMatch(
      /--treatment: it was not drawn by lot: "loyal".* tell who is treated \(area under the curve 0\.[78]/,
    );
    expect(await refused(text, 'uplift', { ...asked, propensity: 'p' })).toHaveProperty('metrics');
    expect(await refused(text.replace(/0\.8$/, '1'), 'uplift', { ...asked, propensity: 'p' })).toMatch(
      /rows.csv: row 1200, column "p": want a probability above 0 and below 1, got 1|^.object/,
    );
  });

  it('names the option, the column, the value and the limit of what is wrong', async () => {
    const wrong = (change: Readonly<Record<string, string>>) => refused(table, 'uplift', { ...options, ...change });
    expect(await wrong({ treated: 'gone' })).toMatch(
      /--treated: no row of "mail" is "gone"; they are "news", "none", "sale"/,
    );
    expect(await wrong({ control: 'sale' })).toMatch(/both are "sale"/);
    expect(await wrong({ outcome: 'mail', treatment: 'loyal', treated: '1', control: '0' })).toMatch(
      /row \d+, column "mail": want a number, got "(sale|news|none)"/,
    );
    expect(await wrong({ outcome: 'mail', treatment: 'mail' })).toBe('--outcome: "mail" is the treatment');
    expect(await wrong({ cost: '-1' })).toBe('--cost: want a number of at least 0, got "-1"');
    expect(await wrong({ truth: 'effect,visit,spent' })).toMatch(/--truth: want one column/);
    expect(await wrong({ learners: 'best' })).toMatch(/--learners: want some of T-linear, .*, got "best"/);
    expect(await wrong({ header: 'x9..x1' })).toMatch(/--header: want a range like x1..x25/);
    expect(await refused(table, 'uplift', { treatment: 'mail', outcome: 'visit' })).toMatch(
      /--treated, --control: "mail" has 3 values .*: name the two/,
    );
    expect(await refused(table.split('\n').slice(0, 12).join('\n'), 'uplift', options)).toMatch(
      /--treatment: \d rows are "\w+", want 20/,
    );
  });
});

/** Drawn by known probabilities; action c is worth .5, the others .1. */
const chances = { a: 0.6, b: 0.3, c: 0.1 };
const choices = Array.from({ length: 3000 }, () => {
  const u = random();
  const action = u < chances.a ? 'a' : u < chances.a + chances.b ? 'b' : 'c';
  return [action, random() < (action === 'c' ? 0.5 : 0.1) ? 1 : 0, chances[action], action === 'c' ? 1 : 0].join(',');
});
const log = ['action,click,p,best', ...choices].join('\n');
const asked = { action: 'action', reward: 'click', propensity: 'p' };

describe('evaluate --task off-policy', () => {
  it('tells what a policy is worth from the log of another, within four standard errors', async () => {
    const { metrics, notes } = await measured({ 'log.csv': log }, 'off-policy', { ...asked, policy: 'uniform' });
    const truth = (0.1 + 0.1 + 0.5) / 3;
    for (const method of ['ips', 'snips', 'dr', 'switchDr']) {
      const { value, low, high } = metrics[method]!;
      // An interval is 3.92 standard errors wide.
      expect(Math.abs(value! - truth)).toBeLessThan(high! - low!);
    }
    expect(metrics['dm']!['low']).toBeNull();
    expect(notes).toEqual([]);
  });

  it('takes a policy from a column, or from the log that it was drawn by', async () => {
    const { metrics } = await measured({ 'log.csv': log }, 'off-policy', { ...asked, policy: 'best' });
    expect(metrics['snips']!['value']).toBeGreaterThan(0.4);
    expect(Object.keys(metrics)).toEqual(['ips', 'clippedIps', 'snips']);
    const half = (from: number) => ['action,click,p,best', ...choices.slice(from, from + 1500)].join('\n');
    const both = await measured({ 'one.csv': half(0), 'two.csv': half(1500) }, 'off-policy', asked);
    expect(both.metrics['ips']!['two value']).toBeCloseTo(both.metrics['own log']!['one value']!, 9); // the same policy: all weights are 1
  });

  it('judges slates by what stands before', async () => {
    const slates = Array.from({ length: 900 }, (_, slate) => {
      const isAFirst = random() < 0.5;
      return [1, 2].map((position) => {
        const action = (position === 1) === isAFirst ? 'a' : 'b';
        return [
          slate,
          position,
          action,
          random() < (action === 'a' ? 0.4 : 0.1) ? 1 : 0,
          position === 1 ? 0.5 : 1,
        ].join(',');
      });
    }).flat();
    const text = ['slate,position,action,click,p', ...slates].join('\n');
    const { metrics } = await measured({ 'log.csv': text }, 'off-policy', {
      ...asked,
      policy: 'uniform',
      slate: 'slate',
      position: 'position',
    });
    for (const method of ['slateIps', 'independentIps', 'rewardInteractionIps', 'cascadeDr']) {
      expect(metrics[method]!['low']).toBeLessThan(0.5);
      expect(metrics[method]!['high']).toBeGreaterThan(0.5);
    }
  });

  it('says so where there is not enough evidence, and what is wrong with a log', async () => {
    const short = log.split('\n').slice(0, 200).join('\n');
    const { notes } = await measured({ 'log.csv': short }, 'off-policy', { ...asked, policy: 'uniform' });
    expect(notes!.join()).toMatch(
      /uniform, ips, .*: not enough evidence: the effective sample is \d+ of 199, want 400/,
    );
    const wrong = (text: string, change: Readonly<Record<string, string>> = {}) =>
      refused(text, 'off-policy', { ...asked, policy: 'uniform', ...change });
    expect(await wrong(log.replace(',0.6,', ',0,'))).toMatch(/column "p": want a probability above 0 to 1, got 0/);
    expect(await wrong(log, { reward: 'action' })).toMatch(/column "action": want a number, got "/);
    expect(await wrong(log, { policy: 'gone' })).toMatch(
      /--policy: log.csv has no column "gone"|--policy: rows.csv has no column "gone"/,
    );
    expect(await wrong(log, { slate: 'best' })).toBe('--slate: want --position too, by which its rows are in order');
    expect(await refused(log, 'off-policy', asked)).toMatch(/--policy: want uniform, a column/);
    expect(await wrong('action,click,p\na,1,1\na,0,1')).toMatch(/--action: "action" has 1 values, want 2 to 1000/);
  });
});
