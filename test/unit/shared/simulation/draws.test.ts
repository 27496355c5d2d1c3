import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../shared/math/random.ts';
import { drawIndex, drawUuid, fork, shuffled } from '../../../../shared/simulation/draws.ts';

describe('draws', () => {
  it('draw a position as often as its weight says, and one of weight 0 never', () => {
    const random = seededRandom(3);
    const counts = [0, 0, 0, 0];
    const n = 10_000;
    for (let i = 0; i < n; i++) counts[drawIndex([1, 0, 3, 0], random)]! += 1;

    expect(counts[1]! + counts[3]!).toBe(0);
    expect(Math.abs(counts[0]! - n / 4)).toBeLessThan(4 * Math.sqrt(n * 0.25 * 0.75));
  });

  it('draw the last position that has weight when rounding leaves a crumb', () => {
    expect(drawIndex([0.1, 0.2, 0.3, 0], () => 1)).toBe(2);
  });

  it('refuse weights of which none is above 0', () => {
    expect(() => drawIndex([0, 0], Math.random)).toThrow('want a weight above 0 among 2');
    expect(() => drawIndex([Number.NaN], Math.random)).toThrow(RangeError);
  });

  it('shuffle a list into a permutation of it, and leave the list alone', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (list, seed) => {
        const before = [...list];
        expect(shuffled(list, seededRandom(seed)).sort()).toEqual([...list].sort());
        expect(list).toEqual(before);
      }),
    );
    expect(shuffled([1, 2, 3, 4, 5, 6], seededRandom(1))).not.toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('draw UUIDs of version 4', () => {
    const random = seededRandom(5);
    const ids = Array.from({ length: 1_000 }, () => drawUuid(random));

    expect(new Set(ids).size).toBe(1_000);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('fork into a stream of its own', () => {
    const random = seededRandom(6);
    const [a, b] = [fork(random), fork(random)];

    expect([a(), a(), a()]).not.toEqual([b(), b(), b()]);
  });
});
