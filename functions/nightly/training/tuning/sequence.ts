import type { Candidates, RankingTask } from '../../../../shared/evaluation/ranking-task.ts';
import { type Axes, coordinateSearch, type SearchResult } from '../../../../shared/learning/coordinate-search.ts';
import {
  fitSequenceNeighbours,
  type SequenceNeighbourSettings,
  type SequenceNeighbours,
  withScoring,
} from '../../../../shared/learning/sequence-neighbours.ts';
import type { RecommenderSettings } from '../../../../shared/model/recommender-settings.ts';
import { DEFAULT_SETTINGS } from './default-settings.ts';
import { byIntent, EVEN } from './kind-weights.ts';
import { meanNdcgOfTable } from './mean-ndcg.ts';
import { newFits, type Search } from './search.ts';

type SequenceAxes = Axes<SequenceNeighbourSettings>;

/** What may differ from shop to shop. Recency and the weights of a history's kinds only change how a table is read. */
const SEQUENCE_AXES: SequenceAxes = {
  repeatWeight: [0, 0.3, 1],
  neighbourCount: [100, 200],
  recencyExponent: [0.3, 0.6, 1, 1.3, 1.7, 2.2, 3],
  historyKindWeights: [EVEN, byIntent(2), byIntent(4), byIntent(8)],
  columnExponent: [0, 0.1, 0.25, 0.5],
  rowExponent: [0.3, 0.5, 0.7, 1],
  backwardWeight: [0, 0.3, 0.6, 1],
  distanceExponent: [0.25, 0.5, 1],
  targetKindWeights: [byIntent(0.5), EVEN, byIntent(2), byIntent(4)],
};

export function tuneSequence(
  { some, candidates, k, trials, arithmetic, note }: Search,
  tasks: readonly RankingTask[],
): SearchResult<SequenceNeighbourSettings> {
  const { histories, itemCount } = some;
  const fittedBy = newFits<SequenceNeighbours>();
  const objective = (settings: SequenceNeighbourSettings): number => {
    const { recencyExponent, historyKindWeights, ...counted } = settings;
    const table = fittedBy(counted, () => fitSequenceNeighbours(histories, itemCount, settings, arithmetic.kernels));
    return meanNdcgOfTable(withScoring(table, settings), tasks, candidates, k);
  };
  const start: SequenceNeighbourSettings = {
    ...DEFAULT_SETTINGS.sequence!,
    historyLimit: DEFAULT_SETTINGS.historyLimit,
    historyKindWeights: EVEN,
    targetKindWeights: EVEN,
    popularityWeight: 1, // only to break ties: far below what any neighbour says
  };
  const found = coordinateSearch<SequenceNeighbourSettings>(
    start,
    sequenceAxes(histories.kinds, candidates),
    objective,
    trials,
  );
  note(`sequence: ndcg@${k} ${found.value.toFixed(4)} after ${found.triedCount} trials`);
  return found;
}

/** Kind weights are not searched where there is only one kind, nor repeats where only new items are asked for. */
function sequenceAxes(kinds: Uint8Array, candidates: Candidates): SequenceAxes {
  const { historyKindWeights, targetKindWeights, repeatWeight, neighbourCount, ...others } = SEQUENCE_AXES;
  return {
    ...(candidates === 'all' && { repeatWeight }),
    ...others,
    ...(new Set(kinds).size > 1 && { historyKindWeights, targetKindWeights }),
    ...(candidates === 'all' && { neighbourCount }),
  };
}

/** What is the sequence's alone, as a recommender's settings hold it. */
export function withoutShared(settings: SequenceNeighbourSettings): NonNullable<RecommenderSettings['sequence']> {
  const { historyLimit: _l, popularityWeight: _p, historyKindWeights: _h, targetKindWeights: _t, ...own } = settings;
  return own;
}
