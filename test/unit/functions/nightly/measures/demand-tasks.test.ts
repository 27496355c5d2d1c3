import { describe, expect, it } from 'vitest';
import { measureAnomaly } from '../../../../../functions/nightly/measures/anomaly.ts';
import { measureForecast } from '../../../../../functions/nightly/measures/forecast.ts';
import type { MeasuredFiles } from '../../../../../functions/nightly/measures/measure.ts';
import { measureOutlier } from '../../../../../functions/nightly/measures/outlier.ts';
import { measureSocial } from '../../../../../functions/nightly/measures/social.ts';
import { csvTables } from '../../../../../shared/adapters/csv/text-tables.ts';
import { sha256Hash } from '../../../../../shared/adapters/system/hash.ts';
import { seededRandom } from '../../../../../shared/math/random.ts';
import { arithmeticOf } from '../../../../support/arithmetic.ts';

const filesOf = (texts: Readonly<Record<string, string>>): MeasuredFiles => ({
  names: Object.keys(texts).toSorted(),
  text: async (file) => texts[file]!,
  table: async (file, header) => csvTables.read(texts[file]!, file, header),
});
const silent = () => {};
const tools = {
  arithmetic: arithmeticOf(1),
  log: { info: silent, warn: silent },
  hash: sha256Hash,
  timed: () => 0,
};
const lines = (heading: string, rows: readonly (readonly (string | number)[])[]) =>
  [heading, ...rows.map((row) => row.join(','))].join('\n');

describe('measuring forecasts', () => {
  const random = seededRandom(1);
  const values = Array.from({ length: 84 }, (_, t) => 50 + 20 * (t % 7 === 5 ? 1 : 0) + 3 * random());

  it('reads a train and a test file with short rows, and beats the seasonal naive forecast', async () => {
    const row = (id: string, cells: readonly number[], width: number) => [
      `"${id}"`,
      ...Array.from({ length: width }, (_, i) => `"${cells[i] ?? ''}"`),
    ];
    const heading = (width: number) => Array.from({ length: width + 1 }, (_, i) => `"V${i + 1}"`).join(',');
    const files = filesOf({
      'x-train.csv': lines(heading(77), [row('a', values.slice(0, 77), 77), row('b', values.slice(14, 77), 77)]),
      'x-test.csv': lines(heading(7), [row('a', values.slice(77), 7), row('b', values.slice(77), 7)]),
    });
    const { counts, metrics, details } = await measureForecast(files, { season: '7' }, tools);
    expect(counts).toEqual({ series: 2, points: 14 });
    expect(metrics['model']!['mase']!).toBeLessThan(metrics['seasonalNaive7']!['mase']!);
    expect(details['seasons']).toEqual([7]);
  });

  it('reads a row a moment, in any order, as it reads a column a series', async () => {
    const day = (t: number) => new Date(Date.UTC(2026, 0, 1 + t)).toISOString().slice(0, 10);
    const wide = lines(
      'time,a',
      values.map((value, t) => [day(t), value]),
    );
    const long = lines('item,day,sold', values.map((value, t) => ['a', day(t), value]).toReversed());
    const options = { season: '7', horizon: '7' };
    const byColumn = await measureForecast(filesOf({ 'wide.csv': wide }), options, tools);
    const byMoment = await measureForecast(
      filesOf({ 'long.csv': long }),
      { ...options, id: 'item', time: 'day', value: 'sold' },
      tools,
    );
    expect(byMoment.metrics).toEqual(byColumn.metrics);
  });

  it('takes counts that are mostly 0 for intermittent demand, an empty cell for 0', async () => {
    const rows = Array.from({ length: 40 }, (_, t) => [
      t + 1000,
      ...Array.from({ length: 30 }, () => (random() < 0.3 ? 2 : '')),
    ]);
    const heading = ['time', ...Array.from({ length: 30 }, (_, i) => `i${i}`)].join(',');
    const { metrics } = await measureForecast(filesOf({ 'parts.csv': lines(heading, rows) }), { horizon: '6' }, tools);
    expect(Object.keys(metrics)).toEqual(['model', 'sba', 'ses', 'zero']);
    expect(metrics['model']!['pinball0.9']!).toBeLessThan(metrics['zero']!['pinball0.9']!);
    expect(metrics['zero']!['fillRate0.9']).toBe(0);
  });

  it('names the file and what is wrong in it', async () => {
    const failing = (texts: Record<string, string>, options = {}) => measureForecast(filesOf(texts), options, tools);
    await expect(failing({ 'a.csv': 'time,x\n1,2\n2,oops' })).rejects.toThrow(
      'a.csv: row 2, column "x": want a number, got "oops"',
    );
    await expect(failing({ 'a.csv': 'day,x\n1,2\n2,3' })).rejects.toThrow('a.csv has no column "time"');
    await expect(failing({ 'a.csv': 'time,x\n1,2\n2,3' }, { horizon: '2' })).rejects.toThrow(
      '--horizon: want a whole number from 1 to 1',
    );
    await expect(failing({ 'a.csv': 'time,x\n1,2.5\n2,3' }, { season: '7,2' })).rejects.toThrow(
      '--season: want whole numbers',
    );
    await expect(failing({ 'train.csv': 'a,b\ns,1', 'test.csv': 'a,b\nt,1' })).rejects.toThrow(
      'test.csv: no row for series "s"',
    );
  });
});

describe('measuring alarms', () => {
  it('finds a planted spike, scores it by its window, and puts published scores beside it', async () => {
    const random = seededRandom(3);
    const moment = (t: number) =>
      new Date(Date.UTC(2026, 0, 1) + t * 300_000).toISOString().slice(0, 19).replace('T', ' ');
    const rows = Array.from({ length: 2000 }, (_, t) => [moment(t), t === 1500 ? 99 : 10 + random()]);
    const files = filesOf({
      'g__x.csv': lines('timestamp,value', rows),
      'windows.json': JSON.stringify({ 'g/x.csv': [[`${moment(1500)}.000000`, `${moment(1600)}.000000`]] }),
      'published_scores.csv': 'detector,file,score\nnull,g/x.csv,-1',
    });
    const { metrics, counts } = await measureAnomaly(files, {}, tools);
    expect(counts).toEqual({ series: 1, points: 2000, windows: 1 });
    expect(metrics['model']!['nab']!).toBeGreaterThan(90);
    expect(metrics['null']!['nab']).toBe(0);
  });

  it('names a window that is not in its series', async () => {
    const files = filesOf({
      'x.csv': 'timestamp,value\n2026-01-01 00:00:00,1',
      'windows.json': '{"x.csv": [["2027-01-01 00:00:00", "2027-01-02 00:00:00"]]}',
    });
    await expect(measureAnomaly(files, {}, tools)).rejects.toThrow('x.csv: no window from 2027-01-01 00:00:00');
  });
});

describe('measuring outliers', () => {
  it('finds what is far away, and says of a set without outliers that it cannot', async () => {
    const random = seededRandom(4);
    const rows = Array.from({ length: 200 }, (_, i) => [random(), random() + (i < 20 ? 5 : 0), i < 20 ? 1 : 0]);
    const far = await measureOutlier(filesOf({ 's.csv': lines('x1,x2,outlier', rows) }), {}, tools);
    expect(far.metrics['model']!['rocArea']!).toBeGreaterThan(0.95);
    const none = lines(
      'x1,outlier',
      rows.map(([x]) => [x!, 0]),
    );
    const { metrics, reasons } = await measureOutlier(filesOf({ 'n.csv': none }), {}, tools);
    expect(metrics['model']!['rocArea']).toBeNull();
    expect(reasons['n.rocArea']).toBe('no split has rows of both kinds');
  });
});

describe('measuring communities', () => {
  it('compares with the truth beside the edges', async () => {
    const clique = (names: readonly string[]) => names.flatMap((a, i) => names.slice(i + 1).map((b) => `${a} ${b}`));
    const edges = ['# who knows whom', ...clique(['a', 'b', 'c', 'd']), ...clique(['w', 'x', 'y', 'z']), 'a w'].join(
      '\n',
    );
    const truth = [...'abcd'].map((name) => `${name} 1`).concat([...'wxyz'].map((name) => `${name} 2`));
    const files = filesOf({ 'edges.txt': edges, 'truth.txt': truth.join('\n') });
    const { metrics, counts } = await measureSocial(files, {}, tools);
    expect(counts).toEqual({ people: 8, edges: 13 });
    expect(metrics['model']).toMatchObject({ communities: 2, nmi: 1 });
    expect(metrics['connectedParts']).toMatchObject({ communities: 1 });
  });
});
