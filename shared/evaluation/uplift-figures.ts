import { normalInterval } from '../math/normal-interval.ts';
import { orderOf } from '../math/order-of.ts';
import type { Interval } from '../math/paired-bootstrap.ts';
import {
  type QiniPoint,
  qiniArea,
  qiniGain,
  qiniInfluence,
  qiniPoints,
  rowEffects,
  type TreatedOutcomes,
} from '../math/qini.ts';

/** What an outcome of 1 is worth and what treating a row costs, in one unit. */
export interface Worth {
  readonly value: number;
  readonly cost: number;
}

export interface UpliftFigures {
  /** Area between the Qini curve and the line of chance, a row: see `qiniArea`. */
  readonly qiniArea: Interval;
  /**
   * Area under (mean treated − mean control outcome of the first rows) · share of rows. Source: Gutierrez & Gérardy
   * (2017), "Causal inference and uplift modelling: a review of the literature".
   */
  readonly auuc: number;
  /** Mean treated less mean control outcome, among the first rows; null where an arm has none there. */
  readonly upliftAt: Readonly<Record<string, Interval | null>>;
  /** What a row gains by treating the first rows rather than nobody, less the cost. */
  readonly gainAt: Readonly<Record<string, Interval>>;
}

/** Shares of the rows, the highest scores first, of which uplift and gain are told. */
export const TOP_SHARES = [0.1, 0.3, 0.5, 1];

/**
 * How well scores say whom treating changes most.
 *
 * @param scores - (n): foreseen effects, of rows that were not learnt from; higher first.
 * @throws RangeError when there is no row or lengths differ.
 */
export function upliftFigures(scores: Float64Array, data: TreatedOutcomes, worth: Worth): UpliftFigures {
  const points = qiniPoints(scores, data);
  const area = qiniArea(points);
  const { standardError, level, n } = normalInterval(qiniInfluence(scores, data));
  const reach = DEVIATES_95 * standardError;
  const order = orderOf(scores.map((score) => -score || 0));
  const named = <T>(of: (first: Int32Array) => T) =>
    Object.fromEntries(
      TOP_SHARES.map((share) => [`${100 * share}%`, of(order.subarray(0, Math.max(1, Math.floor(share * n))))]),
    );
  return {
    qiniArea: { mean: area, low: area - reach, high: area + reach, level, n },
    auuc: areaUnderUplift(points),
    upliftAt: named((first) => upliftOf(first, data)),
    gainAt: named((first) => gainOf(first, data, worth)),
  };
}

const DEVIATES_95 = 1.959963984540054;

function areaUnderUplift(points: readonly QiniPoint[]): number {
  const n = points.at(-1)!.count;
  const height = ({ count, treated, control, treatedOutcome, controlOutcome }: QiniPoint) =>
    treated === 0 || control === 0 ? 0 : ((treatedOutcome / treated - controlOutcome / control) * count) / n;
  let area = 0;
  for (let at = 1; at < points.length; at++)
    area += ((points[at]!.count - points[at - 1]!.count) * (height(points[at]!) + height(points[at - 1]!))) / 2;
  return area / n;
}

/** Weighed as `qiniPoints` does; the interval by the variance of both means. */
function upliftOf(first: Int32Array, { isTreated, outcomes, propensities }: TreatedOutcomes): Interval | null {
  const arms = [0, 1].map((arm) => {
    const rows = first.filter((row) => isTreated[row] === arm);
    const weights = Float64Array.from(rows, (row) => 1 / (arm === 1 ? propensities[row]! : 1 - propensities[row]!));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const mean = rows.reduce((sum, row, at) => sum + weights[at]! * outcomes[row]!, 0) / total;
    const squares = rows.reduce((sum, row, at) => sum + (weights[at]! * (outcomes[row]! - mean)) ** 2, 0);
    return { count: rows.length, mean, variance: squares / total ** 2 };
  });
  const [control, treated] = [arms[0]!, arms[1]!];
  if (control.count === 0 || treated.count === 0) return null;
  const mean = treated.mean - control.mean;
  const reach = DEVIATES_95 * Math.sqrt(treated.variance + control.variance);
  return { mean, low: mean - reach, high: mean + reach, level: 0.95, n: first.length };
}

/** By what each row says of the effect; rows that are not treated gain nothing. */
function gainOf(first: Int32Array, data: TreatedOutcomes, { value, cost }: Worth): Interval {
  const effects = rowEffects(data);
  const gains = new Float64Array(effects.length);
  for (const row of first) gains[row] = value * effects[row]! - cost;
  const { mean, low, high, level, n } = normalInterval(gains);
  return { mean, low, high, level, n };
}

/** At most so many places of the Qini curve, evenly spread: shares of the rows, and what is gained a row up to there. */
export function qiniCurve(
  scores: Float64Array,
  data: TreatedOutcomes,
  placeCount = 100,
): readonly (readonly [share: number, gain: number])[] {
  const points = qiniPoints(scores, data);
  const n = scores.length;
  const step = Math.max(1, n / placeCount);
  let next = 0;
  return points.flatMap((point, at) => {
    if (point.count < next && at < points.length - 1) return [];
    next = point.count + step;
    return [[point.count / n, qiniGain(point) / n] as const];
  });
}
