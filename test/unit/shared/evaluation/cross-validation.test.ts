import { describe, expect, it } from 'vitest';
import { type FoldedRows, foldsOf } from '../../../../shared/evaluation/cross-validation.ts';
import { seededRandom } from '../../../../shared/math/random.ts';

const random = seededRandom(1);
const isPositive = Uint8Array.from({ length: 203 }, () => (random() < 0.2 ? 1 : 0));
const all = Int32Array.from({ length: 203 }, (_, row) => row);

/** Each row that is tested, once, and never learnt from in the same fold. */
function expectParts(data: FoldedRows, rows: Int32Array, parts: number): void {
  const folds = foldsOf(data, rows, parts, 1);
  expect(folds).toHaveLength(parts);
  expect(folds.flatMap(({ test }) => [...test]).toSorted((a, b) => a - b)).toEqual([...rows]);
  for (const { train, test } of folds) {
    expect(new Set([...train, ...test]).size).toBe(rows.length);
    expect(train).toHaveLength(rows.length - test.length);
  }
}

describe('foldsOf', () => {
  it('deals out each class evenly', () => {
    expectParts({ isPositive }, all, 5);
    const positives = isPositive.reduce((sum, label) => sum + label, 0);
    for (const { test } of foldsOf({ isPositive }, all, 5, 1)) {
      const here = test.reduce((sum, row) => sum + isPositive[row]!, 0);
      expect(Math.abs(here - positives / 5)).toBeLessThan(1);
      expect(Math.abs(test.length - 203 / 5)).toBeLessThan(1);
    }
  });

  it('deals otherwise for another seed, and only the rows it was given', () => {
    expect(foldsOf({ isPositive }, all, 5, 1)).toEqual(foldsOf({ isPositive }, all, 5, 1));
    expect(foldsOf({ isPositive }, all, 5, 1)).not.toEqual(foldsOf({ isPositive }, all, 5, 2));
    expectParts(
      { isPositive },
      all.filter((row) => row % 3 > 0),
      4,
    );
  });

  it('keeps groups together, in parts of about one size', () => {
    const groups = Int32Array.from(all, (row) => Math.floor(Math.sqrt(row)));
    expectParts({ isPositive, groups }, all, 4);
    for (const { train, test } of foldsOf({ isPositive, groups }, all, 4, 1)) {
      const learnt = new Set(Array.from(train, (row) => groups[row]!));
      expect(test.some((row) => learnt.has(groups[row]!))).toBe(false);
      expect(Math.abs(test.length - 203 / 4)).toBeLessThan(15);
    }
  });

  it('foresees what is newer than all that it learns from', () => {
    const times = Float64Array.from(all, (row) => (row * 37) % 50);
    const folds = foldsOf({ isPositive, times }, all, 4, 1);
    expect(folds).toHaveLength(4);
    let before = -1;
    for (const { train, test } of folds) {
      expect(Math.max(...Array.from(train, (row) => times[row]!))).toBeLessThan(
        Math.min(...Array.from(test, (row) => times[row]!)),
      );
      expect(train.length).toBeGreaterThan(before);
      before = train.length;
    }
    expect(folds[0]!.train.length + folds.reduce((sum, { test }) => sum + test.length, 0)).toBe(203);
  });

  it('leaves out parts that would be empty', () => {
    expect(foldsOf({ isPositive, groups: new Int32Array(203) }, all, 3, 1)).toHaveLength(0);
    expect(foldsOf({ isPositive, times: new Float64Array(203) }, all, 3, 1)).toHaveLength(0);
    expect(() => foldsOf({ isPositive }, all, 1, 1)).toThrow('partCount: want an integer ≥ 2, got 1');
  });
});
