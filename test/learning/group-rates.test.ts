import { describe, expect, it } from 'vitest';
import { countGroups, rateOf } from '../../shared/learning/group-rates.ts';
import { seededRandom } from '../../shared/math/random.ts';

const LEVEL = 0.8;

describe('rates of groups', () => {
  it('lie in their intervals as often as is said, for groups whose rates differ', () => {
    const random = seededRandom(3);
    let [inside, asked] = [0, 0];
    for (let run = 0; run < 60; run++) {
      const rates = Float64Array.from({ length: 8 }, () => 0.1 + 0.4 * random());
      const groups = Int32Array.from({ length: 400 }, () => Math.floor(random() * 8));
      const counts = countGroups(
        groups,
        Uint8Array.from(groups, (group) => (random() < rates[group]! ? 1 : 0)),
        8,
      );
      for (let group = 0; group < 8; group++) {
        const { low, high } = rateOf(counts, group, LEVEL);
        asked++;
        if (rates[group]! >= low && rates[group]! <= high) inside++;
      }
    }
    expect(inside / asked).toBeGreaterThan(0.75);
    expect(inside / asked).toBeLessThan(0.87);
  });

  it('are those of all where a group has no trials, and wide where nobody has', () => {
    const counts = countGroups([0, 0, 0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 1, 0, 0, 0], 2);
    const [known, unknown] = [rateOf(counts, 0, LEVEL), rateOf(counts, 1, LEVEL)];
    expect(unknown.mean).toBeCloseTo(2.5 / 9, 12);
    expect(unknown.high - unknown.low).toBeGreaterThan(known.high - known.low);
    const nobody = rateOf(countGroups([], [], 1), 0, LEVEL);
    expect(nobody.mean).toBe(0.5);
    expect(nobody.high - nobody.low).toBeGreaterThan(0.7);
  });
});
