/** What a row of each class counts: negative ones, then positive ones; both above 0. */
export type ClassWeights = readonly [negative: number, positive: number];

/** (n): what each row counts. @throws RangeError when a label is not 0 or 1, or a weight is not above 0. */
export function rowWeights(isPositive: Uint8Array, weights: ClassWeights): Float64Array {
  for (const weight of weights)
    if (!(weight > 0 && weight < Infinity)) throw new RangeError(`classWeights: want numbers above 0, got ${weight}`);
  const wrong = isPositive.findIndex((label) => label > 1);
  if (wrong >= 0) throw new RangeError(`isPositive[${wrong}]: want 0 or 1, got ${isPositive[wrong]}`);
  const rows = new Float64Array(isPositive.length);
  for (let row = 0; row < rows.length; row++) rows[row] = weights[isPositive[row]!]!;
  return rows;
}

/** The log odds of a positive row, each class counted half a row more than it is, so that there always are some. */
export function baseLogOdds(isPositive: Uint8Array, weights: Float64Array): number {
  let [negative, positive] = [0.5, 0.5];
  isPositive.forEach((label, row) => {
    if (label === 1) positive += weights[row]!;
    else negative += weights[row]!;
  });
  return Math.log(positive / negative);
}
