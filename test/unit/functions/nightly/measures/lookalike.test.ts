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
    datasets: memoryDatasets({ shop: { 'people.csv': text } }),
    tables: csvTables,
    arithmetic: arithmeticOf(1),
    clock: steppingClock(),
    log: silentLog,
    hash: sha256Hash,
  })({ dataset: 'shop', task: 'lookalike', options });

const random = seededRandom(2);
const table = [
  'id,orders,noise,kind',
  ...Array.from({ length: 2000 }, (_, i) => {
    const isVip = i % 10 === 0;
    return `${i},${(isVip ? 2 : 0) + drawNormal(random)},${drawNormal(random)},${isVip ? 'vip' : 'other'}`;
  }),
].join('\n');

describe('evaluate --task lookalike', () => {
  it('hides half of a kind and finds it among the first, of the rarer value where none is named', async () => {
    const { metrics, counts } = await measured(table, { id: 'id', label: 'kind' });
    expect(counts).toMatchObject({ rows: 2000, columns: 2 });
    expect(counts['seeds']! + counts['hidden']!).toBe(200);
    expect(metrics['model']!['lift@5%']).toBeGreaterThan(3);
    expect(metrics['model']!['lift@5%']).toBeGreaterThan(metrics['nearestToCentre']!['lift@5%']!);
  });

  it('says how many seeds there are where they are too few, and what else is wrong', async () => {
    const refused = (text: string, options: Readonly<Record<string, string>>) =>
      measured(text, options).catch((error: Error) => error.message);
    const short = table.split('\n').slice(0, 101).join('\n');
    expect(await refused(short, { label: 'kind' })).toMatch(/--positive vip: want at least 50 seeds, got \d, half of/);
    expect(await refused(table, {})).toMatch(/--label: want the name of a column/);
    expect(await refused('a,kind\n1,x\n2,x', { label: 'kind' })).toBe('--label: want a column of two values, got 1');
  });
});
