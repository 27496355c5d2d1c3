import { orderOf } from './order-of.ts';

/** n rows of which some were treated, by lot or with known probability. */
export interface TreatedOutcomes {
  /** (n): 0 or 1. */
  readonly isTreated: Uint8Array;
  /** (n), in any unit. */
  readonly outcomes: Float64Array;
  /** (n), in (0, 1): with which probability each row was treated. */
  readonly propensities: Float64Array;
}

/** After the first `count` rows by score, those of one score together. */
export interface QiniPoint {
  readonly count: number;
  /** Rows treated among them, and not treated; each as often as its propensity was below the mean one. */
  readonly treated: number;
  readonly control: number;
  /** Sums of their outcomes. */
  readonly treatedOutcome: number;
  readonly controlOutcome: number;
}

/**
 * Rows from the highest score down, a point a score. Where all propensities are one, rows count as they are; else a
 * treated row counts mean propensity / its own, and one of control likewise, so that both are samples of all.
 *
 * @throws RangeError when there is no row, or lengths differ.
 */
export function qiniPoints(scores: Float64Array, data: TreatedOutcomes): readonly QiniPoint[] {
  const { isTreated, outcomes, propensities } = data;
  const n = scores.length;
  if (n === 0 || [isTreated, outcomes, propensities].some(({ length }) => length !== n))
    throw new RangeError(`qiniPoints: want as many scores as rows, at least one, got ${n} and ${isTreated.length}`);
  const mean = propensities.reduce((sum, one) => sum + one, 0) / n;
  const order = orderOf(scores.map((score) => -score || 0)); // −0 stands before 0
  const points: QiniPoint[] = [{ count: 0, treated: 0, control: 0, treatedOutcome: 0, controlOutcome: 0 }];
  let [treated, control, treatedOutcome, controlOutcome] = [0, 0, 0, 0];
  order.forEach((row, at) => {
    if (isTreated[row] === 1) {
      const weight = mean / propensities[row]!;
      treated += weight;
      treatedOutcome += weight * outcomes[row]!;
    } else {
      const weight = (1 - mean) / (1 - propensities[row]!);
      control += weight;
      controlOutcome += weight * outcomes[row]!;
    }
    const isLast = at + 1 === n || scores[order[at + 1]!] !== scores[row];
    if (isLast) points.push({ count: at + 1, treated, control, treatedOutcome, controlOutcome });
  });
  return points;
}

/** Incremental outcome among the first rows, in rows treated: Σ treated − Σ control · treated / control. */
export const qiniGain = ({ treated, control, treatedOutcome, controlOutcome }: QiniPoint): number =>
  control === 0 ? treatedOutcome : treatedOutcome - (controlOutcome * treated) / control;

/**
 * The area between the Qini curve and the line that leads from nothing to its end, by trapezoids over the share of
 * rows, divided by the rows: how much more a row is gained by the order than by chance. 0 where all scores are one.
 *
 * Source: Radcliffe (2007), "Using control groups to target on predicted lift"; Radcliffe & Surry (2011), "Real-world
 * uplift modelling with significance-based uplift trees", section 2.
 */
export function qiniArea(points: readonly QiniPoint[]): number {
  const last = points.at(-1)!;
  const n = last.count;
  const end = qiniGain(last);
  let area = 0;
  for (let at = 1; at < points.length; at++) {
    const [from, to] = [points[at - 1]!, points[at]!];
    const above = (point: QiniPoint) => qiniGain(point) - (end * point.count) / n;
    area += ((to.count - from.count) * (above(from) + above(to))) / 2;
  }
  return area / (n * n);
}

/**
 * (n): what each row says of the mean effect: w (y − c) / e − (1 − w)(y − c) / (1 − e), c the mean outcome, which takes
 * no bias in and noise out.
 *
 * Source: Horvitz & Thompson (1952), "A generalization of sampling without replacement from a finite universe".
 */
export function rowEffects({ isTreated, outcomes, propensities }: TreatedOutcomes): Float64Array {
  const mean = outcomes.reduce((sum, one) => sum + one, 0) / outcomes.length;
  return outcomes.map((outcome, row) =>
    isTreated[row] === 1 ? (outcome - mean) / propensities[row]! : (mean - outcome) / (1 - propensities[row]!),
  );
}

/**
 * (n): numbers whose mean is about the Qini area: e · effect · (½ − the share of rows that stand before, those of one
 * score in the middle of their places). Their spread tells how sure the area is; differences of two orders, which is
 * surely better.
 */
export function qiniInfluence(scores: Float64Array, data: TreatedOutcomes): Float64Array {
  const n = scores.length;
  const effects = rowEffects(data);
  const mean = data.propensities.reduce((sum, one) => sum + one, 0) / n;
  const order = orderOf(scores.map((score) => -score || 0));
  const influence = new Float64Array(n);
  for (let from = 0; from < n; ) {
    let to = from + 1;
    while (to < n && scores[order[to]!] === scores[order[from]!]) to++;
    const share = (from + to) / 2 / n;
    for (let at = from; at < to; at++) influence[order[at]!] = mean * effects[order[at]!]! * (0.5 - share);
    from = to;
  }
  return influence;
}
