// Textbook definitions, word for word and slow, to hold the measures against.

const top = (list: readonly number[], k: number) => list.slice(0, k);
const isIn = (set: readonly number[]) => (item: number) => set.includes(item);

export const precision = (list: readonly number[], relevant: readonly number[], k: number): number =>
  top(list, k).filter(isIn(relevant)).length / k;

export const recall = (list: readonly number[], relevant: readonly number[], k: number): number =>
  relevant.filter(isIn(top(list, k))).length / relevant.length;

export const hitRate = (list: readonly number[], relevant: readonly number[], k: number): number =>
  top(list, k).some(isIn(relevant)) ? 1 : 0;

export function reciprocalRank(list: readonly number[], relevant: readonly number[], k: number): number {
  const first = top(list, k).findIndex(isIn(relevant));
  return first === -1 ? 0 : 1 / (first + 1);
}

/** Gains of the list over the gains of the same list after sorting it, with all relevant items added. */
export function ndcg(list: readonly number[], relevant: readonly number[], k: number): number {
  const dcg = (gains: readonly number[]) =>
    gains.slice(0, k).reduce((sum, gain, i) => sum + (gain * Math.LN2) / Math.log(i + 2), 0);
  const gains = list.map((item) => (relevant.includes(item) ? 1 : 0));
  return dcg(gains) / dcg(relevant.map(() => 1));
}

/** Mean absolute difference of all pairs, over twice the mean: what Gini wrote. */
export function gini(values: readonly number[]): number {
  const n = values.length;
  const pairs = values.flatMap((a) => values.map((b) => Math.abs(a - b))).reduce((sum, value) => sum + value, 0);
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  return pairs / (n * n) / (2 * mean);
}

/** The share of others with fewer, and half of the share of others with as many. */
export const percentile = (counts: readonly number[], item: number): number => {
  const others = counts.filter((_, other) => other !== item);
  const fewer = others.filter((count) => count < counts[item]!).length;
  const equal = others.filter((count) => count === counts[item]).length;
  return (fewer + equal / 2) / others.length;
};
