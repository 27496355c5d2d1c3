import type { EaseSettings } from '../../../shared/learning/ease.ts';

/**
 * The readable twin of shared/learning/ease.ts, in doubles: the regularised Gram matrix inverted as it stands.
 * Gives B (items, items), uncut, of the items that take part; 0 for the others.
 *
 * @param dense - people × items.
 */
export function naiveEase(
  dense: readonly (readonly number[])[],
  itemCount: number,
  settings: EaseSettings,
): number[][] {
  const gram = Array.from({ length: itemCount }, (_, i) =>
    Array.from({ length: itemCount }, (_, j) => dense.reduce((sum, row) => sum + row[i]! * row[j]!, 0)),
  );
  const countOf = (i: number) => dense.filter((row) => row[i] !== 0).length;
  const members = gram
    .map((_, i) => i)
    .filter((i) => countOf(i) > 0)
    .sort((a, b) => countOf(b) - countOf(a) || a - b)
    .slice(0, settings.maxItems)
    .sort((a, b) => a - b);
  const mean = members.reduce((sum, i) => sum + gram[i]![i]!, 0) / members.length;
  const regularised = members.map((i) =>
    members.map((j) => gram[i]![j]! + (i === j ? settings.ridge * (gram[i]![i]! / mean) ** settings.ridgeExponent : 0)),
  );
  const inverse = naiveInverse(regularised);
  const weights = Array.from({ length: itemCount }, () => new Array<number>(itemCount).fill(0));
  members.forEach((item, i) => {
    members.forEach((other, j) => {
      const weight = i === j ? 0 : -inverse[i]![j]! / inverse[j]![j]!;
      weights[item]![other] = weight < 0 && !settings.keepNegative ? 0 : weight;
    });
  });
  return weights;
}

/** Gauss and Jordan beside the identity. */
export function naiveInverse(matrix: readonly (readonly number[])[]): number[][] {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let k = 0; k < n; k++) {
    const pivot = rows[k]!.map((value) => value / rows[k]![k]!);
    rows[k] = pivot;
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = rows[i]![k]!;
      rows[i] = rows[i]!.map((value, j) => value - factor * pivot[j]!);
    }
  }
  return rows.map((row) => row.slice(n));
}
