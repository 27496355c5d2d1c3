import { describe, expect, it } from 'vitest';
import { fitCalibration } from '../../shared/learning/forecasting/calibrated-quantiles.ts';
import { drawNormal, seededRandom } from '../../shared/math/random.ts';

const LEVELS = [0.1, 0.5, 0.9];
const HORIZON = 12;

/** Series of unlike scales whose noise grows with the horizon, foreseen with intervals of a wrong width. */
function planted(seriesCount: number, width: number, seed: number) {
  const random = seededRandom(seed);
  return Array.from({ length: seriesCount }, () => {
    const scale = Math.exp(2 * drawNormal(random));
    const spread = new Float64Array(HORIZON).fill(scale);
    const quantiles = [-width, 0, width].map((at) => new Float64Array(HORIZON).fill(100 + at * scale));
    const later = Float64Array.from(
      { length: HORIZON },
      (_, h) => 100 + scale * (1 + (2 * h) / HORIZON) * drawNormal(random),
    );
    return { forecast: { quantiles, spread, floor: Number.NEGATIVE_INFINITY }, later };
  });
}

describe('calibrated quantiles', () => {
  it.each([0.1, 4])('hold as often as they say, early and late, where they were %f spreads wide', (width) => {
    const calibrated = fitCalibration(planted(400, width, 1), LEVELS);
    const fresh = planted(400, width, 2);
    for (const [from, until] of [
      [0, HORIZON / 4],
      [HORIZON - HORIZON / 4, HORIZON],
    ] as const) {
      const held = fresh.map(({ forecast, later }) => {
        const [low, , high] = calibrated(forecast);
        return later.subarray(from, until).filter((value, h) => value >= low![from + h]! && value <= high![from + h]!)
          .length;
      });
      const share = held.reduce((a, b) => a + b) / (fresh.length * (until - from));
      // 1,200 values tried and 1,200 fresh ones, 4 standard errors of their difference.
      expect(Math.abs(share - 0.8)).toBeLessThan(4 * Math.sqrt((2 * 0.8 * 0.2) / 1200));
    }
  });

  it('leave the median, end where they would cross, and do not go below what never was', () => {
    const calibrated = fitCalibration(planted(40, 50, 3), LEVELS);
    const path = (value: number) => Float64Array.of(value);
    const narrow = { quantiles: [path(3), path(4), path(5)], spread: path(1), floor: 0 };
    expect(calibrated(narrow)).toEqual([path(4), path(4), path(4)]);
    const wider = fitCalibration(planted(40, 0, 3), LEVELS);
    const [low, median, high] = wider({ quantiles: [path(0.1), path(0.2), path(0.4)], spread: path(9), floor: 0 });
    expect([low![0], median![0]]).toEqual([0, 0.2]);
    expect(high![0]).toBeGreaterThan(5);
  });

  it('stay as they are where few series were tried', () => {
    const few = planted(19, 0.1, 1);
    expect(fitCalibration(few, LEVELS)(few[0]!.forecast)).toBe(few[0]!.forecast.quantiles);
  });
});
