import { minimise } from '../../math/minimise.ts';
import { choleskyFactor, invertPositiveDefinite } from '../../math/positive-definite.ts';
import { drawNormal } from '../../math/random.ts';
import type { OrderHistories } from './order-histories.ts';

/** What the models say of n people, and what they are corrected by. */
export interface ForeseenValues {
  /** Expected orders, > 0. */
  readonly orders: Float64Array;
  /** Expected worth of one, > 0. */
  readonly worth: Float64Array;
  /** What the person has spent so far. */
  readonly totals: Float64Array;
  readonly histories: OrderHistories;
}

/** Of ln(orders · worth): what is added to it, a weight for each of `columnsOf`. */
export interface ValueCorrection {
  readonly weights: Float64Array;
  /** L of the weights' covariance L Lᵀ, row by row. */
  readonly spread: Float64Array;
}

/** Expected values of n people, and how far off they may all be together. */
export interface CorrectedValues {
  readonly mean: Float64Array;
  /** By which factor a person's value is another one, were the correction another that the past allows for. */
  readonly draw: (random: () => number) => (row: number) => number;
}

/** As much is believed in the models as this many people say, and a tenth of it in their level. */
const BELIEF = 100;
const LEVEL_BELIEF = 10;
const STOP = { tolerance: 1e-7, maxIterations: 300 };

/**
 * What the models get wrong of a shop, learnt from a time that is over. They take it that worth and frequency say
 * nothing of each other, that all weeks are alike, and that only what a person has done counts, not how much they have
 * spent: this says how far it holds. A quasi-Poisson regression with the logarithm as link on top of the models' own
 * value, drawn towards leaving that as it is; so with few people it is what the models say.
 *
 * Source: McCullagh & Nelder (1989), "Generalized Linear Models", section 9.2.4; the offset, section 6.2; the spread,
 * which holds whatever the variance is: White (1982), "Maximum Likelihood Estimation of Misspecified Models".
 *
 * @param later - what each was worth in that time, ≥ 0.
 */
export function fitValueCorrection(foreseen: ForeseenValues, later: Float64Array): ValueCorrection {
  const n = later.length;
  const columns = columnsOf(foreseen);
  const width = columns[0]?.length ?? 0;
  const mean = later.reduce((sum, value) => sum + value, 0) / n;
  if (!(mean > 0)) return { weights: new Float64Array(width), spread: new Float64Array(width * width) };
  const { x } = minimise(
    (weights, gradient) => {
      gradient.fill(0);
      let loss = 0;
      columns.forEach((values, row) => {
        let log = Math.log(foreseen.orders[row]! * foreseen.worth[row]!);
        for (let c = 0; c < width; c++) log += weights[c]! * values[c]!;
        const expected = Math.exp(log) / mean;
        const actual = later[row]! / mean;
        loss += (expected - actual * log) / n;
        for (let c = 0; c < width; c++) gradient[c]! += ((expected - actual) * values[c]!) / n;
      });
      for (let c = 0; c < width; c++) {
        const belief = beliefIn(c) / n;
        loss += (belief / 2) * weights[c]! ** 2;
        gradient[c]! += belief * weights[c]!;
      }
      return loss;
    },
    width,
    STOP,
  );
  return { weights: x, spread: spreadOf(foreseen, columns, later, mean, x) };
}

const beliefIn = (column: number): number => (column === 0 ? LEVEL_BELIEF : BELIEF);

/** Root of H⁻¹ (Σ s sᵀ) H⁻¹, with H the curvature of the loss and s each person's part of its gradient. */
function spreadOf(
  foreseen: ForeseenValues,
  columns: readonly (readonly number[])[],
  later: Float64Array,
  mean: number,
  weights: Float64Array,
): Float64Array {
  const width = weights.length;
  const [curved, scored] = [new Float64Array(width * width), new Float64Array(width * width)];
  for (let c = 0; c < width; c++) curved[c * width + c] = beliefIn(c);
  columns.forEach((values, row) => {
    const added = values.reduce((sum, value, c) => sum + weights[c]! * value, 0);
    const expected = (foreseen.orders[row]! * foreseen.worth[row]! * Math.exp(added)) / mean;
    const error = expected - later[row]! / mean;
    for (let i = 0; i < width; i++) {
      for (let j = 0; j < width; j++) {
        curved[i * width + j]! += expected * values[i]! * values[j]!;
        scored[i * width + j]! += error * error * values[i]! * values[j]!;
      }
    }
  });
  const inverse = invertPositiveDefinite(curved, width);
  const product = (a: Float64Array, b: Float64Array) =>
    a.map((_, at) => {
      let sum = 0;
      for (let k = 0; k < width; k++) sum += a[at - (at % width) + k]! * b[k * width + (at % width)]!;
      return sum;
    });
  const covariance = product(product(inverse, scored), inverse);
  // Few people can leave a direction without any spread.
  for (let c = 0; c < width; c++) covariance[c * width + c]! += 1e-9;
  return choleskyFactor(covariance, width);
}

/** The models' value of each person, corrected. */
export function correctedValues(foreseen: ForeseenValues, { weights, spread }: ValueCorrection): CorrectedValues {
  const columns = columnsOf(foreseen);
  const width = weights.length;
  const dot = (by: Float64Array, row: number) => columns[row]!.reduce((sum, value, c) => sum + by[c]! * value, 0);
  return {
    mean: foreseen.orders.map((orders, row) => orders * foreseen.worth[row]! * Math.exp(dot(weights, row))),
    draw(random) {
      const normal = Float64Array.from({ length: width }, () => drawNormal(random));
      const moved = normal.map((_, i) => {
        let sum = 0;
        for (let j = 0; j <= i; j++) sum += spread[i * width + j]! * normal[j]!;
        return sum;
      });
      return (row) => Math.exp(dot(moved, row));
    },
  };
}

/** A person who has spent nothing counts as one who spent this share of the mean. */
const LEAST_SPENT = 0.1;

/** Level; ln of orders; of worth and of what was spent, each by the mean spent; how late in their time the newest order was. */
function columnsOf({ orders, worth, totals, histories }: ForeseenValues): readonly (readonly number[])[] {
  const spent = totals.reduce((sum, total) => sum + total, 0) / totals.length;
  const scale = spent > 0 ? spent : 1;
  return Array.from(orders, (count, row) => [
    1,
    Math.log(count),
    Math.log(worth[row]! / scale),
    Math.log(totals[row]! / scale + LEAST_SPENT),
    histories.watched[row]! > 0 ? histories.newest[row]! / histories.watched[row]! : 0,
  ]);
}
