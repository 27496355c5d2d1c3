import type { LinearClasses, TermRow } from './linear-classes.ts';

/** Linear classes in a quarter of the memory: each column's weights in 8 bits, as shares of its largest. */
export interface CoarseClasses {
  readonly classCount: number;
  /** (d): what a step of 1 of the column's shares is. */
  readonly scales: Float32Array;
  /** (d, K): −127 … 127. */
  readonly shares: Int8Array;
  /** (K) */
  readonly biases: Float32Array;
}

const MOST = 127;

/** Each weight is off by half a step at most, 1/254 of its column's largest. */
export function coarseClasses({ classCount: K, weights, biases }: LinearClasses): CoarseClasses {
  const scales = new Float32Array(weights.length / K);
  const shares = new Int8Array(weights.length);
  for (let column = 0; column < scales.length; column++) {
    const own = weights.subarray(column * K, (column + 1) * K);
    const scale = own.reduce((largest, weight) => Math.max(largest, Math.abs(weight)), 0) / MOST;
    scales[column] = scale;
    if (scale > 0) for (let k = 0; k < K; k++) shares[column * K + k] = Math.round(own[k]! / scale);
  }
  return { classCount: K, scales, shares, biases };
}

/** (K): each class's score of a row. */
export function coarseScores({ classCount: K, scales, shares, biases }: CoarseClasses, row: TermRow): Float32Array {
  const scores = biases.slice();
  for (let at = 0; at < row.columns.length; at++) {
    const column = row.columns[at]!;
    const x = row.weights[at]! * scales[column]!;
    for (let k = 0, from = column * K; k < K; k++) scores[k]! += x * shares[from + k]!;
  }
  return scores;
}
