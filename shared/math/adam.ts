/** What Adam remembers of each number of a table. */
export interface Moments {
  readonly first: Float32Array;
  readonly second: Float32Array;
}

export const momentsOf = (size: number): Moments => ({
  first: new Float32Array(size),
  second: new Float32Array(size),
});

const DECAY_FIRST = 0.9;
const DECAY_SECOND = 0.99;

/** The learning rate at a step, counted from 1, that makes up for moments that began at 0. */
export const rateAt = (step: number, learningRate: number): number =>
  (learningRate * Math.sqrt(1 - DECAY_SECOND ** step)) / (1 - DECAY_FIRST ** step);

/**
 * One step on `values[from]` … `values[to − 1]` against their slopes; rows that a step leaves out keep their moments.
 *
 * Source: Kingma & Ba (2015), "Adam: A Method for Stochastic Optimization", section 2.
 */
export function adam(
  values: Float32Array,
  slopes: Float32Array,
  { first, second }: Moments,
  rate: number,
  from = 0,
  to = values.length,
): void {
  for (let i = from; i < to; i++) {
    const slope = slopes[i]!;
    const m = DECAY_FIRST * first[i]! + (1 - DECAY_FIRST) * slope;
    const v = DECAY_SECOND * second[i]! + (1 - DECAY_SECOND) * slope * slope;
    first[i] = m;
    second[i] = v;
    values[i]! -= (rate * m) / (Math.sqrt(v) + 1e-8);
  }
}
