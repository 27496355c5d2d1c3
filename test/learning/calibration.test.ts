import { describe, expect, it } from 'vitest';
import { calibrated, fitIsotonic, fitPlatt } from '../../shared/learning/calibration.ts';
import { logistic } from '../../shared/math/logistic.ts';
import { drawNormal, seededRandom } from '../../shared/math/random.ts';

/** A hundred and twenty rows by arithmetic alone, with ties. */
const SCORES = Float64Array.from({ length: 120 }, (_, i) => ((i * 37) % 41) / 8 - 2);
const LABELS = Uint8Array.from(SCORES, (score, i) => ((i * 31) % 17 < (score + 3) * 3 ? 1 : 0));

describe('Platt scaling', () => {
  it('is what SciPy 1.17.1 finds for the same likelihood', () => {
    const found = fitPlatt(SCORES, LABELS);
    if (found.kind !== 'platt') throw new Error('want platt');
    expect(found.slope).toBeCloseTo(0.906834933840313, 6);
    expect(found.intercept).toBeCloseTo(0.421468654811781, 6);
  });

  it('leaves probabilities alone that are right, and mends those that are too sure', () => {
    const random = seededRandom(2);
    const truth = Float64Array.from({ length: 20_000 }, () => 1.5 * drawNormal(random) - 1);
    const isPositive = Uint8Array.from(truth, (score) => (random() < logistic(score) ? 1 : 0));
    const mended = calibrated(
      fitPlatt(
        truth.map((score) => 3 * score + 2),
        isPositive,
      ),
      truth.map((score) => 3 * score + 2),
    );
    for (let i = 0; i < 50; i++) expect(Math.abs(mended[i]! - logistic(truth[i]!))).toBeLessThan(0.03);
  });

  it('is finite where scores part the classes, are all alike, or go the wrong way', () => {
    const [parted] = calibrated(fitPlatt(Float64Array.of(-9, -8, 8, 9), Uint8Array.of(0, 0, 1, 1)), Float64Array.of(9));
    expect(parted).toBeGreaterThan(0.6);
    expect(parted).toBeLessThan(1);
    const alike = calibrated(fitPlatt(Float64Array.of(3, 3, 3), Uint8Array.of(0, 0, 1)), Float64Array.of(3));
    expect(alike[0]).toBeGreaterThan(0.3);
    expect(alike[0]).toBeLessThan(0.5);
    const wrong = fitPlatt(Float64Array.of(1, 2, 3, 4), Uint8Array.of(1, 1, 0, 0));
    expect(calibrated(wrong, Float64Array.of(1, 4))).toEqual(Float64Array.of(0.5, 0.5));
  });
});

describe('isotonic calibration', () => {
  it('is the closest non-decreasing function', () => {
    const found = calibrated(fitIsotonic(SCORES, LABELS), SCORES);
    const order = [...SCORES.keys()].toSorted((a, b) => SCORES[a]! - SCORES[b]!);
    for (let k = 1; k < order.length; k++)
      expect(found[order[k]!]!).toBeGreaterThanOrEqual(found[order[k - 1]!]! - 1e-15);
  });

  it('pools to the largest of means to the right of the smallest to the left, as the min-max formula says', () => {
    const calibration = fitIsotonic(SCORES, LABELS);
    if (calibration.kind !== 'isotonic') throw new Error('want isotonic');
    const levels = [...new Set(SCORES)].toSorted((a, b) => a - b);
    const mean = (from: number, to: number) => {
      const labels = [...LABELS].filter((_, i) => SCORES[i]! >= from && SCORES[i]! <= to);
      return labels.reduce((sum, label) => sum + label, 0) / labels.length;
    };
    const expected = levels.map((at) =>
      Math.max(
        ...levels
          .filter((from) => from <= at)
          .map((from) => Math.min(...levels.filter((to) => to >= at).map((to) => mean(from, to)))),
      ),
    );
    const least = 1 / 122;
    const wanted = [...new Set(expected.map((p) => Math.min(1 - least, Math.max(least, p))))];
    expect(calibration.probabilities).toHaveLength(wanted.length);
    wanted.forEach((probability, k) => {
      expect(calibration.probabilities[k]).toBeCloseTo(probability, 12);
    });
  });

  it('goes straight from step to step, and level outside', () => {
    const fitted = fitIsotonic(Float64Array.of(0, 0, 1, 1), Uint8Array.of(0, 1, 1, 1));
    expect([...calibrated(fitted, Float64Array.of(-5, 0.5, 5))]).toEqual([0.5, (0.5 + 5 / 6) / 2, 5 / 6]);
  });

  it('refuses scores without labels, and what is no number', () => {
    expect(() => fitIsotonic(new Float64Array(0), new Uint8Array(0))).toThrow(RangeError);
    expect(() => fitPlatt(Float64Array.of(1, 2), Uint8Array.of(1))).toThrow('got 2 and 1');
    expect(() => fitIsotonic(Float64Array.of(Number.NaN), Uint8Array.of(1))).toThrow('finite');
  });
});
