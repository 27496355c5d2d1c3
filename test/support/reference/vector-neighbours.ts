/** Of each vector the others with a cosine above 0 once the mean of all unit vectors is taken out, the most alike first. */
export function vectorNeighboursByHand(
  vectors: readonly (readonly number[])[],
): readonly (readonly { readonly item: number; readonly cosine: number }[])[] {
  const units = vectors.map(unit);
  const mean = units[0]!.map((_, d) => units.reduce((sum, vector) => sum + vector[d]!, 0) / units.length);
  const centred = units.map((vector) => (units.length > 1 ? unit(vector.map((value, d) => value - mean[d]!)) : vector));
  return centred.map((own, item) =>
    centred
      .map((other, at) => ({ item: at, cosine: own.reduce((sum, value, d) => sum + value * other[d]!, 0) }))
      .filter(({ item: at, cosine }) => at !== item && cosine > 1e-5)
      .sort((a, b) => b.cosine - a.cosine || a.item - b.item),
  );
}

function unit(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector);
  return vector.map((value) => (length > 1e-6 ? value / length : 0));
}
