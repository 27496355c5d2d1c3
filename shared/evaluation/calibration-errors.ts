import { orderOf } from '../math/order-of.ts';

/** n rows of two kinds, and how probable a method held each to be positive. */
export interface ForeseenRows {
  /** (n): 1 where the row is positive, else 0. */
  readonly isPositive: Uint8Array;
  /** (n), in [0, 1]. */
  readonly probabilities: Float64Array;
}

/** Rows that were held to be about as probable. */
export interface CalibrationBin {
  readonly count: number;
  /** Mean of their probabilities. */
  readonly foreseen: number;
  /** Share of them that are positive. */
  readonly observed: number;
}

/** Bins of the calibration error; Guo et al. have 15 for tens of thousands of rows, most others 10. */
export const CALIBRATION_BINS = 10;

/** Log loss keeps probabilities so far from 0 and 1, or one sure mistake would be all of it. */
const LEAST_PROBABILITY = 1e-15;

/** Negative mean log likelihood of what was observed, in nats; null without rows. */
export function meanLogLoss({ isPositive, probabilities }: ForeseenRows): number | null {
  let sum = 0;
  for (let i = 0; i < probabilities.length; i++) sum += logLossOf(isPositive[i]!, probabilities[i]!);
  return probabilities.length === 0 ? null : sum / probabilities.length;
}

/** Of one row, in nats; probabilities are kept 1e-15 from 0 and 1. */
export function logLossOf(isPositive: number, probability: number): number {
  const given = isPositive === 1 ? probability : 1 - probability;
  return -Math.log(Math.max(LEAST_PROBABILITY, given));
}

/** Mean squared distance between probability and 0 or 1; null without rows. Brier (1950). */
export function brierScore({ isPositive, probabilities }: ForeseenRows): number | null {
  let sum = 0;
  for (let i = 0; i < probabilities.length; i++) sum += (probabilities[i]! - isPositive[i]!) ** 2;
  return probabilities.length === 0 ? null : sum / probabilities.length;
}

/** Bins of equal width over [0, 1], those with rows only: [0, .1), [.1, .2) … [.9, 1]. */
export function binsOfEqualWidth(rows: ForeseenRows, binCount = CALIBRATION_BINS): readonly CalibrationBin[] {
  const bins = Array.from({ length: binCount }, emptySums);
  rows.probabilities.forEach((probability, i) => {
    addTo(bins[Math.min(binCount - 1, Math.floor(probability * binCount))]!, rows, i);
  });
  return bins.flatMap(binOf);
}

/** Bins of equally many rows, from the least probable on; ties are parted in the rows' order. */
export function binsOfEqualCount(rows: ForeseenRows, binCount = CALIBRATION_BINS): readonly CalibrationBin[] {
  const order = orderOf(rows.probabilities);
  const bins = Array.from({ length: binCount }, emptySums);
  order.forEach((i, rank) => {
    addTo(bins[Math.floor((rank * binCount) / order.length)]!, rows, i);
  });
  return bins.flatMap(binOf);
}

/**
 * Expected calibration error: the mean over rows of how far the observed share of their bin is from the foreseen one.
 * Null without rows. It depends on the bins: state them.
 *
 * Source: Naeini, Cooper & Hauskrecht (2015), "Obtaining well calibrated probabilities using Bayesian binning"; Guo,
 * Pleiss, Sun & Weinberger (2017), "On calibration of modern neural networks", equation 3.
 */
export function expectedCalibrationError(bins: readonly CalibrationBin[]): number | null {
  let [sum, count] = [0, 0];
  for (const bin of bins) {
    sum += bin.count * Math.abs(bin.foreseen - bin.observed);
    count += bin.count;
  }
  return count === 0 ? null : sum / count;
}

interface Sums {
  count: number;
  foreseen: number;
  positives: number;
}

const emptySums = (): Sums => ({ count: 0, foreseen: 0, positives: 0 });

function addTo(sums: Sums, { isPositive, probabilities }: ForeseenRows, row: number): void {
  sums.count++;
  sums.foreseen += probabilities[row]!;
  sums.positives += isPositive[row]!;
}

const binOf = ({ count, foreseen, positives }: Sums): readonly CalibrationBin[] =>
  count === 0 ? [] : [{ count, foreseen: foreseen / count, observed: positives / count }];
