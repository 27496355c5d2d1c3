import { describe, expect, it } from 'vitest';
import { ISOLATION_DEFAULTS, isolationForest, type Rows } from '../../shared/learning/isolation-forest.ts';
import { drawNormal, seededRandom } from '../../shared/math/random.ts';

const rowsOf = (rows: readonly (readonly number[])[]): Rows => ({
  values: Float64Array.from(rows.flat()),
  width: rows[0]?.length ?? 1,
});
const cloud = (seed: number, count: number): number[][] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => [drawNormal(random), drawNormal(random), drawNormal(random)]);
};

describe('an isolation forest', () => {
  const rows = [...cloud(1, 500), [9, 9, 0], [0, -9, 9]];
  const scores = isolationForest(rowsOf(rows)).score(rowsOf(rows));

  it('scores planted outliers above everything else', () => {
    const ordinary = Math.max(...scores.subarray(0, 500));
    expect(scores[500]).toBeGreaterThan(ordinary);
    expect(scores[501]).toBeGreaterThan(ordinary);
    expect(scores[501]).toBeGreaterThan(0.7);
    expect(scores.every((score) => score > 0 && score < 1)).toBe(true);
  });

  it('is the same to the byte for the same seed, and another for another', () => {
    const again = isolationForest(rowsOf(rows)).score(rowsOf(rows));
    expect(again).toEqual(scores);
    const other = isolationForest(rowsOf(rows), { ...ISOLATION_DEFAULTS, seed: 2 }).score(rowsOf(rows));
    expect(other).not.toEqual(scores);
  });

  it('does not care for a column’s unit or for a column that says nothing', () => {
    const scaled = rowsOf(rows.map((row) => row.map((value) => 1024 * value)));
    expect(isolationForest(scaled).score(scaled)).toEqual(scores);
    const alike = rowsOf(Array.from({ length: 50 }, () => [7, 7]));
    expect(new Set(isolationForest(alike).score(alike)).size).toBe(1);
  });

  it('gives rows that it was grown from the mean depth of a random search tree, and rows far away one cut', () => {
    const line = rowsOf(Array.from({ length: 256 }, (_, i) => [i]));
    const forest = isolationForest(line, { treeCount: 100, sampleSize: 256, seed: 1 });
    const paths = forest.score(line).map((score) => -Math.log2(score));
    // In units of c(256), which is that mean for even spacing; 100 trees leave an error of some 2 %.
    expect(paths.reduce((sum, path) => sum + path, 0) / paths.length).toBeCloseTo(1, 1);
    const c256 = 2 * (Math.log(255) + 0.5772156649) - (2 * 255) / 256;
    expect(forest.score(rowsOf([[1e9]]))[0]).toBeCloseTo(2 ** (-1 / c256), 6);
  });

  it('refuses what it cannot be grown from', () => {
    expect(() => isolationForest({ values: new Float64Array(0), width: 2 })).toThrow(RangeError);
    expect(() => isolationForest({ values: new Float64Array(3), width: 2 })).toThrow(RangeError);
    expect(() => isolationForest({ values: Float64Array.of(1, Number.NaN), width: 2 })).toThrow(RangeError);
  });
});
