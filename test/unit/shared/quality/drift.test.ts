import { describe, expect, it } from 'vitest';
import type { Share } from '../../../../shared/domain/quality.ts';
import { seededRandom } from '../../../../shared/math/random.ts';
import { designEffect, distributionShift, shareShift } from '../../../../shared/quality/drift.ts';

/** People with [how many, of how many] each. */
const shareAmong = (people: readonly (readonly [number, number])[]): Share =>
  people.reduce(
    (sum, [count, of]) => ({
      count: sum.count + count,
      of: sum.of + of,
      countSquares: sum.countSquares + count * count,
      products: sum.products + count * of,
      ofSquares: sum.ofSquares + of * of,
    }),
    { count: 0, of: 0, countSquares: 0, products: 0, ofSquares: 0 },
  );
/** People whose events are all so, or all not: as alike as can be. */
const alike = (random: () => number, people: number, share: number, events: number) =>
  shareAmong(Array.from({ length: people }, () => [random() < share ? events : 0, events] as const));

describe('a share that moved', () => {
  it('is no chance where it moved far, and is where it did not', () => {
    const before = shareAmong(Array.from({ length: 1000 }, () => [1, 2] as const));
    expect(shareShift(shareAmong(Array(100).fill([1, 2])), before)).toBeGreaterThan(0.5);
    expect(shareShift(shareAmong(Array(100).fill([2, 2])), before)).toBeLessThan(1e-9);
    expect(shareShift(shareAmong(Array(100).fill([0, 2])), before)).toBeLessThan(1e-9);
  });

  it('of what never was counts few as no chance, and one as one', () => {
    const never = shareAmong(Array(2000).fill([0, 1]));
    const today = (count: number) => shareAmong(Array.from({ length: 150 }, (_, i) => [i < count ? 1 : 0, 1] as const));
    expect(shareShift(today(1), never)).toBeGreaterThan(0.01);
    expect(shareShift(today(5), never)).toBeLessThan(1e-5);
  });

  it('says nothing where one of the days has nothing', () => {
    expect(shareShift(shareAmong([]), shareAmong([[1, 2]]))).toBe(1);
    expect(shareShift(shareAmong([[1, 2]]), shareAmong([]))).toBe(1);
  });

  it('is counted by people where the events of one are alike: false alarms keep to their probability', () => {
    const random = seededRandom(1);
    const before = alike(random, 2000, 0.3, 10);
    expect(designEffect(before)).toBeGreaterThan(9);
    const probabilities = Array.from({ length: 2000 }, () => shareShift(alike(random, 60, 0.3, 10), before));
    expect(probabilities.filter((p) => p < 0.01).length / 2000).toBeLessThan(0.02);
    expect(probabilities.filter((p) => p < 0.2).length / 2000).toBeGreaterThan(0.05); // and is not asleep
  });
});

describe('a distribution that moved', () => {
  const binned = (random: () => number, people: number, shift: number) => {
    const bins: Record<string, number> = {};
    for (let i = 0; i < people; i++) {
      const bin = String(Math.floor(10 * random() + 10 * random()) + shift);
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    return { bins, people };
  };

  it('has an index of nearly nothing, and a probability that keeps its word, where it stayed', () => {
    const random = seededRandom(2);
    const before = binned(random, 5000, 0);
    const shifts = Array.from({ length: 1000 }, () => distributionShift(binned(random, 200, 0), before)!);
    expect(shifts.filter(({ probability }) => probability < 0.01).length / 1000).toBeLessThan(0.02);
    expect(shifts.filter(({ index }) => index > 0.25)).toEqual([]);
  });

  it('has a large index and no chance where it moved', () => {
    const random = seededRandom(3);
    const shift = distributionShift(binned(random, 200, 5), binned(random, 5000, 0))!;
    expect(shift.index).toBeGreaterThan(0.5);
    expect(shift.probability).toBeLessThan(1e-9);
  });

  it('is not judged by few people or by one bin', () => {
    const many = binned(seededRandom(4), 100, 0);
    expect(distributionShift({ ...many, people: 19 }, many)).toBeUndefined();
    expect(distributionShift({ bins: { 3: 50 }, people: 50 }, { bins: { 3: 50 }, people: 50 })).toBeUndefined();
  });
});
