import { describe, expect, it } from 'vitest';
import { bestClass, confidenceOf, fitClassDoubt, type TriedClass } from '../../../../shared/learning/class-doubt.ts';
import { coarseClasses, coarseScores } from '../../../../shared/learning/coarse-classes.ts';
import { fitLinearClasses, scoreClasses } from '../../../../shared/learning/linear-classes.ts';
import { drawNormal, seededRandom } from '../../../../shared/math/random.ts';

const random = seededRandom(3);
const COST = 0.5;
const [D, K] = [3, 3];
const labels = Int32Array.from({ length: 90 }, (_, i) => i % K);
const rows = Array.from(labels, (label) => ({
  columns: Int32Array.of(0, 1, 2),
  weights: Float32Array.from({ length: D }, (_, j) => (j === label ? 1 : 0) + 0.4 * drawNormal(random)),
}));
const found = fitLinearClasses(rows, labels, { classCount: K, columnCount: D, cost: COST });

/** Gradient of ½ ‖w‖² + cost · Σ max(0, 1 − margin)² of a class, the bias last. */
function gradient(k: number): number[] {
  const w = Array.from({ length: D }, (_, j) => found.weights[j * K + k]!);
  const sum = [...w, found.biases[k]!];
  rows.forEach(({ weights }, i) => {
    const x = [...weights, 1];
    const sign = labels[i] === k ? 1 : -1;
    const margin = sign * x.reduce((dot, value, j) => dot + value * [...w, found.biases[k]!][j]!, 0);
    if (margin < 1)
      x.forEach((value, j) => {
        sum[j]! -= 2 * COST * (1 - margin) * sign * value;
      });
  });
  return sum;
}

describe('fitLinearClasses', () => {
  it('is where the loss that it minimises is flat, class by class', () => {
    // A row's multiplier is off by at most 2 · cost · the tolerance, and moves the slope of a column by that times x.
    const TOLERANCE = 0.05;
    const sums = [0, 1, 2].map((j) => rows.reduce((sum, { weights }) => sum + Math.abs(weights[j]!), 0));
    for (let k = 0; k < K; k++) {
      gradient(k).forEach((slope, j) => {
        expect(Math.abs(slope)).toBeLessThan(2 * COST * TOLERANCE * (sums[j] ?? rows.length));
      });
    }
  });

  it('gives coarse scores that differ by half a step a column at most', () => {
    const scores = new Float32Array(K);
    const coarse = coarseClasses(found);
    for (const row of rows) {
      scoreClasses(found, row, scores);
      const most = row.weights.reduce((sum, x, j) => sum + (Math.abs(x) * coarse.scales[j]!) / 2, 0);
      coarseScores(coarse, row).forEach((score, k) => {
        expect(Math.abs(score - scores[k]!)).toBeLessThanOrEqual(most + 1e-5);
      });
    }
  });

  it('knows nothing without rows', () => {
    const empty = fitLinearClasses([], new Int32Array(0), { classCount: 2, columnCount: 1, cost: 1 });
    expect([...empty.weights, ...empty.biases]).toEqual([0, 0, 0, 0]);
  });
});

describe('class doubt', () => {
  it('finds the best class and how far it is ahead, of equal ones the first', () => {
    expect(bestClass(Float32Array.of(1, 3, 2))).toEqual({ class: 1, score: 3, lead: 1 });
    expect(bestClass(Float32Array.of(3, 1, 2))).toEqual({ class: 0, score: 3, lead: 1 });
    expect(bestClass(Float32Array.of(2, 2))).toEqual({ class: 0, score: 2, lead: 0 });
    expect(bestClass(Float32Array.of(-1))).toEqual({ class: 0, score: -1, lead: -1 });
  });

  const tried = (outcome: TriedClass['outcome'], score: number): TriedClass => ({ outcome, score, lead: score });
  const known = Array.from({ length: 90 }, (_, i) => tried(i < 6 ? 'wrong' : 'right', 1 + i / 90));
  const unknown = Array.from({ length: 30 }, (_, i) => tried('unknown', -1 + i / 60));

  it('is surer of higher scores, and puts the threshold between what is known and what is not', () => {
    const doubt = fitClassDoubt([...known, ...unknown]);
    const sure = (one: TriedClass) => confidenceOf(doubt, one);
    expect(sure(tried('right', 2))).toBeGreaterThan(sure(tried('right', 1.2)));
    expect(unknown.every((one) => sure(one) < doubt.least)).toBe(true);
    expect(known.filter((one) => sure(one) >= doubt.least)).toHaveLength(84);
  });

  it('keeps .85 of what is known, though more unknown ones could be told by giving up more', () => {
    const deep = [...known, ...Array.from({ length: 300 }, (_, i) => tried('unknown', 1 + i / 301))];
    const doubt = fitClassDoubt(deep);
    const kept = known.filter((one) => one.outcome === 'right' && confidenceOf(doubt, one) >= doubt.least);
    expect(kept.length / known.length).toBeGreaterThanOrEqual(0.85);
  });

  it('takes everything where nothing unknown was tried', () => {
    expect(fitClassDoubt(known).least).toBe(0);
    expect(fitClassDoubt([]).least).toBe(0);
  });
});
