import { describe, expect, it } from 'vitest';
import { readRows } from '../../../../../functions/nightly/measures/classify/read-rows.ts';
import { evaluateTask } from '../../../../../functions/nightly/measures/evaluate-task.ts';
import type { Options } from '../../../../../functions/nightly/measures/options.ts';
import { csvTables } from '../../../../../shared/adapters/csv/text-tables.ts';
import { memoryDatasets } from '../../../../../shared/adapters/memory/datasets.ts';
import { sha256Hash } from '../../../../../shared/adapters/system/hash.ts';
import { seededRandom } from '../../../../../shared/math/random.ts';
import { arithmeticOf } from '../../../../support/arithmetic.ts';
import { plantedTable } from '../../../../support/builders/feature-table.ts';
import { silentLog, steppingClock } from '../../../../support/system-ports.ts';

const evaluated = (text: string, options: Options) =>
  evaluateTask({
    datasets: memoryDatasets({ shop: { 'rows.csv': text, LICENSE: 'free' } }),
    tables: csvTables,
    arithmetic: arithmeticOf(1),
    clock: steppingClock(),
    log: silentLog,
    hash: sha256Hash,
  })({ dataset: 'shop', task: 'classify', options: { label: 'bought', ...options } });

/** As a file, with a name for each row and a day of its own. */
function planted(rowCount: number, label = (isPositive: number) => (isPositive === 1 ? 'yes' : 'no')): string {
  const { table, isPositive } = plantedTable(1, rowCount);
  const lines = Array.from(isPositive, (one, row) => {
    const told = table.columns.map((column) => {
      const value = column.kind === 'number' ? column.values[row]! : column.codes[row]!;
      return column.kind === 'number' ? (Number.isNaN(value) ? '' : value) : `kind ${value}`;
    });
    const day = new Date(86_400_000 * (20_000 + row)).toISOString().slice(0, 10);
    return [`n${row}`, `g${row % 20}`, day, ...told, label(one)].join(',');
  });
  return ['name,group,day,first,second,kind,noise,bought', ...lines].join('\n');
}

describe('evaluate --task classify', () => {
  it('measures what is chosen beside each method and the base rate, the same each time', async () => {
    const report = await evaluated(planted(300), { folds: '2', drop: 'group,day' });
    const { chosen, logistic, forest, boosted, base } = report.metrics;
    for (const method of [chosen, logistic, forest, boosted]) expect(method!['auc']).toBeGreaterThan(0.65);
    expect(base!['auc']).toBe(0.5);
    expect(chosen!['logLoss']!).toBeLessThan(base!['logLoss']! - 0.02);
    expect(report.counts).toMatchObject({ rows: 300, columns: 4, folds: 2, unlabelled: 0 });
    expect(report.details['leftOut']).toEqual({ name: 'it names rows: few have the same value' });
    expect(report.details['importance']).toHaveLength(4);
    const few = () => evaluated(planted(60), { folds: '2', drop: 'group,day' });
    expect((await few()).metrics).toEqual((await few()).metrics);
  });

  it('knows nothing where labels are chance, and does not say that it does', async () => {
    const random = seededRandom(3);
    const chance = planted(300, () => (random() < 0.4 ? 'yes' : 'no'));
    const { metrics } = await evaluated(chance, { folds: '2', drop: 'group,day' });
    expect(Math.abs(metrics['chosen']!['auc']! - 0.5)).toBeLessThan(0.1);
    expect(metrics['chosen']!['logLoss']!).toBeLessThan(metrics['base']!['logLoss']! + 0.03);
  });

  it('takes the smallest shop, groups and times', async () => {
    const small = await evaluated(planted(30), { folds: '2', group: 'group', drop: 'day' });
    expect(small.protocol).toContain('rows of one "group" together');
    expect(Number.isFinite(small.metrics['chosen']!['logLoss'])).toBe(true);
    const newest = await evaluated(planted(60), { folds: '2', time: 'day', drop: 'group' });
    expect(newest.protocol).toContain('foreseen from all older ones');
    expect(newest.counts['folds']).toBe(2);
  });

  it('says what is wrong with what it was given', async () => {
    const text = planted(30);
    await expect(evaluated(text, { label: 'bougth' })).rejects.toThrow('rows.csv has no column "bougth"');
    await expect(evaluated(text, { label: 'kind' })).rejects.toThrow('name one by --positive');
    await expect(evaluated(text, { positive: 'maybe' })).rejects.toThrow('they are');
    await expect(evaluated(text, { folds: '1' })).rejects.toThrow('--folds: want a whole number from 2 to 20');
    await expect(evaluated(text, { group: 'group', time: 'day' })).rejects.toThrow('want one of them');
    await expect(evaluated(text, { time: 'kind' })).rejects.toThrow('--time: row 1 of "kind"');
  });
});

describe('reading rows', () => {
  const read = (text: string, options: Options = {}) =>
    readRows(csvTables.read(text, 'rows.csv'), { label: 'y', ...options });
  const lines = (...rows: readonly string[]) => rows.join('\n');

  it('tells numbers, dates and categories from what is there, and what is missing from all', () => {
    const { table, names, isPositive, unlabelled } = read(
      lines(
        'a,b,c,y',
        '1.5,red,2024-01-02,no',
        ',blue,2024-01-03,yes',
        '2,red,,no',
        '3,blue,2024-01-02,',
        '4,?,2024-01-02,no',
        '9,blue,2024-01-02,no',
      ),
    );
    expect(names).toEqual(['a', 'b', 'c']);
    expect(table.columns[0]).toEqual({ kind: 'number', values: Float64Array.of(1.5, Number.NaN, 2, 4, 9) });
    expect([...isPositive]).toEqual([0, 1, 0, 0, 0]);
    expect(table.columns[1]).toEqual({ kind: 'category', codes: Int32Array.of(1, 0, 1, -1, 0), categoryCount: 2 });
    expect(unlabelled).toBe(1);
    expect(table.columns[2]).toEqual({
      kind: 'number',
      values: Float64Array.of(19724, 19725, Number.NaN, 19724, 19724),
    });
  });

  it('takes yes, true or 1 for positive, else the rarer label, else what was asked for', () => {
    const labelled = (...labels: readonly string[]) =>
      lines('a,y', ...labels.map((label, row) => `${row % 3},${label}`));
    expect(read(labelled('Yes', 'Yes', 'No', 'Yes')).positive).toBe('Yes');
    expect(read(labelled('0', '1', '1', '1')).positive).toBe('1');
    expect(read(labelled('stay', 'stay', 'leave', 'stay')).positive).toBe('leave');
    expect(read(labelled('a', 'b', 'c', 'c'), { positive: 'c' }).isPositive).toEqual(Uint8Array.of(0, 0, 1, 1));
  });

  it('leaves out what is one value, counts rows or names them', () => {
    const { names, leftOut } = read(
      lines('same,row,id,a,y', ...Array.from({ length: 8 }, (_, i) => `x,${i + 5},u${i},${i % 3},${i % 2}`)),
    );
    expect(names).toEqual(['a']);
    expect(Object.keys(leftOut)).toEqual(['same', 'row', 'id']);
    expect(() => read(lines('same,y', 'x,0', 'x,1'))).toThrow('no column is left');
  });

  it('reads a label as it is meant, however it is written', () => {
    const labelled = (labels: readonly string[], options: Options = {}) =>
      read(lines('a,y', ...labels.map((label, row) => `${row % 3},${label}`)), options);
    expect(labelled(['Yes ', 'no', 'YES', ' No', 'yes', 'yes']).isPositive).toEqual(Uint8Array.of(1, 0, 1, 0, 1, 1));
    expect(labelled(['Yes ', 'no', 'YES', ' No', 'yes', 'yes']).positive).toBe('yes');
    expect(labelled(['1.0', '0', '1', '0.0']).isPositive).toEqual(Uint8Array.of(1, 0, 1, 0));
    expect(labelled(['True', 'False', 'False', 'False']).positive).toBe('True');
    expect(labelled(['Stay', 'Leave', 'Stay', 'Leave'], { positive: 'stay ' }).isPositive).toEqual(
      Uint8Array.of(1, 0, 1, 0),
    );
  });

  it('names the column, the value and the limit where a label cannot be foreseen', () => {
    const labelled =
      (...labels: readonly string[]) =>
      () =>
        read(lines('a,y', ...labels.map((label, row) => `${row % 3},${label}`)));
    expect(labelled('a', 'b', 'c', 'a')).toThrow('--label: "y" has 3 values (b, c, a): name one by --positive');
    expect(labelled(...Array.from({ length: 12 }, (_, i) => `v${i}`))).toThrow(/12 values \(v0, .*, …\)/);
    expect(labelled('no', 'No', '')).toThrow('--label: all 2 rows of "y" are "No": want two values');
    expect(labelled('', 'NA')).toThrow('--label: no row has a value of "y"');
  });

  it('names what is wrong with groups and times, by the row of the file', () => {
    const text = lines('a,g,t,y', '1,x,2024-01-01,', '2,x,2024-01-02,0', '3,x,2024-02-30,1', '1,x,2024-01-02,1');
    expect(() => read(text, { group: 'g' })).toThrow('--group: all rows have one "g", "x": want two groups or more');
    expect(() => read(text, { time: 't' })).toThrow(
      '--time: row 3 of "t": want a number or an ISO date, got "2024-02-30"',
    );
    expect(() => read(text, { time: 'g' })).toThrow('--time: row 2 of "g"');
    expect(() => read(text, { time: 'y' })).toThrow('--time: "y" is the label');
    expect(() => read(text, { group: 'y' })).toThrow('--group: "y" is the label');
    const once = lines('a,t,y', '1,2024-01-02,0', '5,2024-01-02,1');
    expect(() => read(once, { time: 't' })).toThrow(
      '--time: all rows have one "t", "2024-01-02": want two times or more',
    );
  });

  it('reads numbers as people write them: blanks around, thousands, decimal commas, percent', () => {
    const { table, names } = read(
      lines('a;b;c;d;y', ' 1.5 ;1,234.5;1.234,5;5 %;0', '2;12;0,25;7.5%;1', ';1,000,000;12;;1'),
    );
    expect(names).toEqual(['a', 'b', 'c', 'd']);
    expect(table.columns.map((column) => column.kind === 'number' && [...column.values])).toEqual([
      [1.5, 2, Number.NaN],
      [1234.5, 12, 1_000_000],
      [1234.5, 0.25, 12],
      [5, 7.5, Number.NaN],
    ]);
  });

  it('says why a column is left out, and which word keeps it from being numbers', () => {
    const rows = Array.from({ length: 12 }, (_, i) => `,${i === 5 ? 'unknown' : i * 1.5},7,${i % 2},${i % 2}`);
    expect(read(lines('empty,nearly,same,a,y', ...rows)).leftOut).toEqual({
      empty: 'it is empty throughout',
      nearly: 'it names rows: few have the same value; all but "unknown" and the like are numbers',
      same: 'it is one value throughout',
    });
  });

  it.each([
    ['with a byte order mark', '\ufeffy,a\n1,2\n0,5\n'],
    ['with lines that end as on Windows', 'a,y\r\n2,1\r\n5,0\r\n'],
    ['with lines that end as on old Macs', 'a,y\r2,1\r5,0\r'],
    ['parted by semicolons, with commas within quotes', '"a, b, c, d";y\n2;1\n5;0\n'],
    ['parted by tabs', 'a\ty\n2\t1\n5\t0\n'],
    ['parted by bars', 'a|y\n2|1\n5|0\n'],
    ['with blanks around headings', ' a , y \n2,1\n5,0\n'],
    ['with columns that have no name', 'a,y,,\n2,1,,\n5,0,,\n'],
    ['with quotes and lines within quotes', '"a ""b""\nc",y\n"2",1\n5,0\n'],
  ])('reads a file %s', (_, text) => {
    const { table, isPositive } = read(text);
    expect(table.columns).toEqual([{ kind: 'number', values: Float64Array.of(2, 5) }]);
    expect(isPositive).toEqual(Uint8Array.of(1, 0));
  });
});
