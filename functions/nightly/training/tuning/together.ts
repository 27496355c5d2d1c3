import type { RankingTask } from '../../../../shared/evaluation/ranking-task.ts';
import { type Axes, coordinateSearch, type SearchResult } from '../../../../shared/learning/coordinate-search.ts';
import { fitItemNeighbours } from '../../../../shared/learning/item-neighbours.ts';
import { recencyOf } from '../../../../shared/learning/sequence-neighbours.ts';
import type { Neighbours } from '../../../../shared/math/kernels.ts';
import { matrixOf } from '../person-matrix.ts';
import { DEFAULT_SETTINGS } from './default-settings.ts';
import { EVEN } from './kind-weights.ts';
import { meanNdcgOfTable } from './mean-ndcg.ts';
import { newFits, type Search, startRecency } from './search.ts';

export const DEFAULT_TOGETHER = {
  rowExponent: 0.7,
  columnExponent: 0.3,
  historyExponent: 0.5,
  neighbourCount: 200,
  recencyExponent: 0,
};

const TOGETHER_AXES: Axes<typeof DEFAULT_TOGETHER> = {
  recencyExponent: [0, 0.5, 1, 1.5],
  columnExponent: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
  rowExponent: [0, 0.3, 0.5, 0.7, 1],
  historyExponent: [0, 0.3, 0.5, 1],
  neighbourCount: [100, 200, 400],
};

/** Items that are met together, in whatever order. */
export function tuneTogether(
  { some: set, candidates, k, trials, arithmetic, note }: Search,
  tasks: readonly RankingTask[],
): SearchResult<typeof DEFAULT_TOGETHER> {
  const matrix = matrixOf(set);
  const historyKindWeights = Float32Array.from(EVEN);
  const fittedBy = newFits<Neighbours>();
  const objective = (settings: typeof DEFAULT_TOGETHER): number => {
    const { recencyExponent, ...counted } = settings;
    const fitted = fittedBy(counted, () => fitItemNeighbours(matrix, counted, arithmetic.kernels));
    const recency = recencyOf({ historyLimit: DEFAULT_SETTINGS.historyLimit, recencyExponent });
    return meanNdcgOfTable({ itemCount: set.itemCount, ...fitted, recency, historyKindWeights }, tasks, candidates, k);
  };
  const { recencyExponent, ...others } = TOGETHER_AXES;
  const axes: Axes<typeof DEFAULT_TOGETHER> = set.isOrdered ? { recencyExponent: recencyExponent!, ...others } : others;
  const start = { ...DEFAULT_TOGETHER, recencyExponent: startRecency(set) };
  const found = coordinateSearch<typeof DEFAULT_TOGETHER>(
    start,
    axes,
    objective,
    Math.ceil(trials / (set.isOrdered ? 8 : 2)),
  );
  note(`together: ndcg@${k} ${found.value.toFixed(4)} after ${found.triedCount} trials`);
  return found;
}
