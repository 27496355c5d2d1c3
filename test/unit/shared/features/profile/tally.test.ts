import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heaviest, type Tally, tallied } from '../../../../../shared/features/profile/tally.ts';

const LIMIT = 5;
const tallyOf = (keys: readonly string[]): Tally =>
  keys.reduce<Tally>((tally, key) => tallied(tally, key, 1, LIMIT), []);

describe('a tally', () => {
  it('counts exactly while there is room, whatever the keys are called', () => {
    const tally = tallyOf(['__proto__', 'a', 'constructor', 'a', '__proto__', 'a']);
    expect(heaviest(tally, 2)).toEqual([
      { name: 'a', weight: 3, share: 3 / 6 },
      { name: '__proto__', weight: 2, share: 2 / 6 },
    ]);
  });

  it('orders equals by name', () => {
    expect(heaviest(tallyOf(['b', 'c', 'a']), 3).map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });

  it('never weighs too little, nor too much by more than all weights / limit, and loses nothing above that', () => {
    const keys = fc.array(fc.integer({ min: 0, max: 12 }).map(String), { maxLength: 200 });
    fc.assert(
      fc.property(keys, (seen) => {
        const tally = tallyOf(seen);
        const most = seen.length / LIMIT;
        expect(tally.length).toBeLessThanOrEqual(LIMIT);
        expect(tally.reduce((sum, [, weight]) => sum + weight, 0)).toBe(seen.length);
        const weights = new Map(tally);
        for (const key of new Set(seen)) {
          const truth = seen.filter((one) => one === key).length;
          if (truth > most) expect(weights.has(key)).toBe(true);
          const weight = weights.get(key);
          if (weight === undefined) continue;
          expect(weight).toBeGreaterThanOrEqual(truth);
          expect(weight - truth).toBeLessThanOrEqual(most);
        }
      }),
    );
  });
});
