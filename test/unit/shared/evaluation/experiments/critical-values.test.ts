import { describe, expect, it } from 'vitest';
import { criticalValues } from '../../../../../shared/evaluation/experiments/critical-values.ts';
import { normalTail } from '../../../../../shared/math/distributions.ts';
import { drawNormal, seededRandom } from '../../../../../shared/math/random.ts';

const fifths = (spent: (part: number) => number) =>
  criticalValues([1, 2, 3, 4, 5].map((k) => ({ information: k, spent: spent(k / 5) })));

describe('critical values of looks', () => {
  it('are the published ones of spending like Pocock and like O’Brien & Fleming, to three decimals', () => {
    // Jennison & Turnbull (2000), "Group Sequential Methods", and the R package gsDesign: five looks, 5 % on two sides.
    const pocock = fifths((part) => 0.05 * Math.log(1 + (Math.E - 1) * part));
    expect(pocock.map((z) => z.toFixed(3))).toEqual(['2.438', '2.427', '2.410', '2.397', '2.386']);
    const obrien = fifths((part) => 4 * normalTail(2.2414027 / Math.sqrt(part)));
    expect(obrien.map((z) => z.toFixed(2))).toEqual(['4.88', '3.36', '2.68', '2.29', '2.03']);
  });

  it('are the normal quantile at one look, in whatever unit information is', () => {
    for (const information of [1e-6, 1, 1e9]) {
      expect(criticalValues([{ information, spent: 0.05 }])[0]).toBeCloseTo(1.959964, 5);
    }
  });

  it('let through what is spent by each look, where looks are uneven', () => {
    const looks = [
      { information: 100, spent: 0.02 },
      { information: 130, spent: 0.05 },
      { information: 900, spent: 0.08 },
      { information: 1000, spent: 0.1 },
    ];
    const bounds = criticalValues(looks);
    const random = seededRandom(5);
    const beyond = looks.map(() => 0);
    const RUNS = 40_000;
    for (let run = 0; run < RUNS; run++) {
      let [at, information] = [0, 0];
      for (const [k, look] of looks.entries()) {
        at += Math.sqrt(look.information - information) * drawNormal(random);
        information = look.information;
        if (Math.abs(at) / Math.sqrt(information) < bounds[k]!) continue;
        for (let later = k; later < looks.length; later++) beyond[later]!++;
        break;
      }
    }
    looks.forEach(({ spent }, k) => {
      const error = Math.sqrt((spent * (1 - spent)) / RUNS);
      expect(Math.abs(beyond[k]! / RUNS - spent)).toBeLessThan(4 * error);
    });
  });

  it('are refused for a look that knows or spends no more', () => {
    const look = { information: 1, spent: 0.01 };
    expect(() => criticalValues([look, { ...look, spent: 0.02 }])).toThrow(RangeError);
    expect(() => criticalValues([look, { ...look, information: 2 }])).toThrow(/look 1 of 2/);
  });
});
