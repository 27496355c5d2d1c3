import type { ContentNeighbourSettings } from '../../../shared/learning/content-neighbours.ts';

/**
 * The readable twin of shared/learning/content-neighbours.ts, in doubles: the cosine of every pair of items that share
 * a token which may nominate; 0 for all others. Uncut.
 *
 * @param dense - items × tokens, counts.
 */
export function naiveContentSimilarities(
  dense: readonly (readonly number[])[],
  fields: readonly number[],
  settings: ContentNeighbourSettings,
): number[][] {
  const tokens = fields.map((_, token) => token);
  const itemsWith = tokens.map((token) => dense.filter((row) => row[token]! > 0).length);
  const tfIdf = dense.map((row) =>
    row.map((count, token) =>
      count === 0 ? 0 : (1 + Math.log(count)) * Math.log(1 + dense.length / itemsWith[token]!) ** settings.idfExponent,
    ),
  );
  const fieldCosine = (a: readonly number[], b: readonly number[], field: number) => {
    const within = tokens.filter((token) => fields[token] === field);
    const dot = (x: readonly number[], y: readonly number[]) =>
      within.reduce((sum, token) => sum + x[token]! * y[token]!, 0);
    return dot(a, b) === 0 ? 0 : dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  };
  const weightOf = (row: readonly number[]) =>
    settings.fieldWeights.reduce(
      (sum, weight, field) => sum + (tokens.some((t) => fields[t] === field && row[t]! > 0) ? weight : 0),
      0,
    );
  return tfIdf.map((a, i) =>
    tfIdf.map((b, j) => {
      const nominated = tokens.some(
        (token) =>
          settings.fieldWeights[fields[token]!]! > 0 &&
          a[token]! > 0 &&
          b[token]! > 0 &&
          itemsWith[token]! <= settings.postingLimit,
      );
      if (i === j || !nominated) return 0;
      const sum = settings.fieldWeights.reduce((s, weight, field) => s + weight * fieldCosine(a, b, field), 0);
      return sum / Math.sqrt(weightOf(a) * weightOf(b));
    }),
  );
}
