/**
 * How much two partitions of the same things say of each other: 0 nothing, 1 all; their mutual information over the
 * mean of their entropies. Null when both put all into one part, or there is nothing.
 *
 * Source: Danon et al. (2005), "Comparing community structure identification", equation 2.
 *
 * @param a - a part's number for each thing. @param b - as many.
 */
export function normalisedMutualInformation(a: Int32Array, b: Int32Array): number | null {
  if (a.length !== b.length)
    throw new RangeError(`normalisedMutualInformation: ${a.length} and ${b.length} things, want equally many`);
  const n = a.length;
  const [sizesA, sizesB] = [counted(a), counted(b)];
  const joint = new Map<number, Map<number, number>>();
  for (let i = 0; i < n; i++) {
    const row = joint.get(a[i]!) ?? new Map<number, number>();
    joint.set(a[i]!, row.set(b[i]!, (row.get(b[i]!) ?? 0) + 1));
  }
  let information = 0;
  for (const [partA, row] of joint) {
    for (const [partB, count] of row)
      information += (count / n) * Math.log((count * n) / (sizesA.get(partA)! * sizesB.get(partB)!));
  }
  const entropies = entropy(sizesA, n) + entropy(sizesB, n);
  return entropies > 0 ? Math.min(1, (2 * information) / entropies) : null;
}

function counted(parts: Int32Array): Map<number, number> {
  const sizes = new Map<number, number>();
  for (const part of parts) sizes.set(part, (sizes.get(part) ?? 0) + 1);
  return sizes;
}

function entropy(sizes: ReadonlyMap<number, number>, n: number): number {
  let sum = 0;
  for (const size of sizes.values()) sum -= (size / n) * Math.log(size / n);
  return sum;
}
