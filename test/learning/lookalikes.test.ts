import { describe, expect, it } from 'vitest';
import type { Rows } from '../../shared/learning/isolation-forest.ts';
import { findLookalikes } from '../../shared/learning/lookalikes.ts';
import { drawNormal, seededRandom } from '../../shared/math/random.ts';

const WIDTH = 6;

/** People of whom some are of a kind: by their columns they buy more of two things, or lie in the middle of two others. */
function planted(n: number, seed: number) {
  const random = seededRandom(seed);
  const values = Float64Array.from({ length: n * WIDTH }, () => drawNormal(random));
  const isOfKind = Array.from({ length: n }, (_, row) => {
    const [a, b, c, d] = values.subarray(row * WIDTH);
    return random() < 1 / (1 + Math.exp(5 - 1.5 * a! - 1.5 * b! + c! * c! + d! * d!));
  });
  const isSeed = isOfKind.map((of) => of && random() < 0.5);
  return { rows: { values, width: WIDTH }, isOfKind, isSeed };
}

const everybody = () => true;

/** Those of the kind among the first part, beside their share of all who are ranked. */
function lift(ranked: Int32Array, isOfKind: readonly boolean[], depth: number): number {
  const share = (rows: Int32Array) => rows.filter((row) => isOfKind[row]).length / rows.length;
  return share(ranked.subarray(0, Math.floor(depth * ranked.length))) / share(ranked);
}

describe('lookalikes', () => {
  const { rows, isOfKind, isSeed } = planted(10_000, 1);
  const settings = { isSeed: (row: number) => isSeed[row]!, isAllowed: everybody, seed: 1 };
  const found = findLookalikes(rows, settings);

  it('have at least three times as many of the planted kind among the first twentieth', () => {
    expect(lift(found.ranked, isOfKind, 0.05)).toBeGreaterThan(5);
  });

  it('are everybody but the seeds, the most alike first', () => {
    expect(new Set(found.ranked).size).toBe(isSeed.filter((is) => !is).length);
    expect(found.ranked.some((row) => isSeed[row])).toBe(false);
    expect(found.scores.every((score, i) => i === 0 || score <= found.scores[i - 1]!)).toBe(true);
  });

  it('neither hold nor learn from who may not be used', () => {
    const isAllowed = (row: number) => row % 3 !== 0;
    const some = findLookalikes(rows, { ...settings, isAllowed });
    expect(some.ranked.every(isAllowed)).toBe(true);
    expect(some.seedCount).toBe(isSeed.filter((is, row) => is && isAllowed(row)).length);
    // Were those who may not be used seeds or others, nothing would change.
    const turned = { ...settings, isAllowed, isSeed: (row: number) => (isAllowed(row) ? isSeed[row]! : !isSeed[row]) };
    expect(findLookalikes(rows, turned).ranked).toEqual(some.ranked);
  });

  it('say nothing where seeds are like anybody: no lift', () => {
    const random = seededRandom(3);
    const chance = isOfKind.map(() => random() < 0.05);
    const { ranked } = findLookalikes(rows, { ...settings, isSeed: (row) => chance[row]! });
    const other = isOfKind.map((_, row) => row % 20 === 0);
    expect(Math.abs(lift(ranked, other, 0.05) - 1)).toBeLessThan(0.7); // 475 rows with p = .05: standard error .2
  });

  it('are the same for the same seed, also where others are sampled', () => {
    const many = planted(26_000, 4);
    const asked = { ...settings, isSeed: (row: number) => many.isSeed[row]! };
    const first = findLookalikes(many.rows, asked);
    expect(findLookalikes(many.rows, asked)).toEqual(first);
    expect(lift(first.ranked, many.isOfKind, 0.05)).toBeGreaterThan(5);
  });

  it('want fifty seeds that may be used, and say how many there are', () => {
    const seeds = isSeed.flatMap((is, row) => (is ? [row] : [])).slice(0, 60);
    const given = new Set(seeds);
    const few = { ...settings, isSeed: (row: number) => given.has(row) };
    const some: Rows = { values: rows.values.subarray(0, 6000 * WIDTH), width: WIDTH };
    expect(seeds.at(-1)).toBeLessThan(6000);
    expect(findLookalikes(some, few).seedCount).toBe(60);
    const isAllowed = (row: number) => row !== seeds[0] && !seeds.slice(45).includes(row);
    expect(() => findLookalikes(some, { ...few, isAllowed })).toThrow(
      'want at least 50 seeds that may be used, got 44',
    );
    const small: Rows = { values: rows.values.subarray(0, 60 * WIDTH), width: WIDTH };
    expect(() => findLookalikes(small, { ...settings, isSeed: everybody })).toThrow('want somebody who is no seed');
  });
});
