import { describe, expect, it } from 'vitest';
import { evaluateTask } from '../../../../../functions/nightly/measures/evaluate-task.ts';
import { csvTables } from '../../../../../shared/adapters/csv/text-tables.ts';
import { memoryDatasets } from '../../../../../shared/adapters/memory/datasets.ts';
import { sha256Hash } from '../../../../../shared/adapters/system/hash.ts';
import { drawNormal, seededRandom } from '../../../../../shared/math/random.ts';
import { arithmeticOf } from '../../../../support/arithmetic.ts';
import { silentLog, steppingClock } from '../../../../support/system-ports.ts';

const measured = (text: string, options: Readonly<Record<string, string>> = {}) =>
  evaluateTask({
    datasets: memoryDatasets({ shop: { 'people.csv': text, 'README.md': 'of no account' } }),
    tables: csvTables,
    arithmetic: arithmeticOf(1),
    clock: steppingClock(),
    log: silentLog,
    hash: sha256Hash,
  })({ dataset: 'shop', task: 'segment', options });

const random = seededRandom(2);
const table = [
  'id,orders,weekend,city,kind',
  ...Array.from({ length: 90 }, (_, i) => {
    const kind = i % 3;
    const [orders, weekend] = [kind === 0 ? 9 : 1, kind === 1 ? 9 : 1].map((at) => at + drawNormal(random) / 2);
    return `${i},${orders},${i === 7 ? '' : weekend},Ulm,${'abc'[kind]}`;
  }),
].join('\n');

describe('evaluate --task segment', () => {
  it('finds planted kinds, agrees with the label that it did not see, and changes nobody on a second night', async () => {
    const { metrics, details, counts } = await measured(table, { drop: 'id', label: 'kind' });
    expect(counts).toEqual({ rows: 90, columns: 2 });
    expect(Object.keys(metrics)).toEqual(['k2', 'k3', 'k4', 'k5', 'k6', 'chosen']);
    expect(metrics['chosen']).toMatchObject({ segments: 3, labelChurn: 0 });
    expect(metrics['chosen']!['labelAgreement']).toBeGreaterThan(0.95);
    expect(details['leftOut']).toEqual(['city']);
    const plot = String(details['plot']);
    expect(plot.match(/<circle /g)).toHaveLength(90);
    expect(new Set(plot.match(/fill="#[0-9a-f]{6}"/g)).size).toBe(3);
    expect(plot).not.toMatch(/NaN|Infinity/);
    const segments = details['segments'] as { readonly size: number; readonly words: string }[];
    expect(segments.map(({ words }) => words)).toEqual(expect.arrayContaining(['much orders, little weekend']));
    expect(segments.reduce((sum, { size }) => sum + size, 0)).toBe(90);
  });

  it('takes the k that is asked for, and says what cannot be', async () => {
    const { metrics } = await measured(table, { id: 'id', k: '4' });
    expect(metrics['chosen']).toMatchObject({ segments: 4 });
    const refused = (text: string, options: Readonly<Record<string, string>> = {}) =>
      measured(text, options).catch((error: Error) => error.message);
    expect(await refused(table, { k: '40' })).toBe('--k: want a whole number from 1 to 12, got "40"');
    expect(await refused('city\nUlm')).toBe('people.csv: want a column of numbers and a row');
    expect(await refused(table, { drop: 'town' })).toMatch(/--drop: people[.]csv has no column "town"/);
  });

  it('has one segment of one row, without a silhouette', async () => {
    const { metrics, reasons, details } = await measured('orders\n3');
    expect(reasons).toEqual({ 'chosen.silhouette': 'all rows are together' });
    expect(details['plot']).not.toMatch(/NaN|Infinity/);
    expect(metrics['chosen']).toMatchObject({ segments: 1, inertia: 0, silhouette: null });
  });
});
