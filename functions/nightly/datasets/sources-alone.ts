import { lowestHashed } from '../../../shared/evaluation/lowest-hashed.ts';
import { intervalOfNdcg } from '../../../shared/evaluation/measured-lists.ts';
import { setMetrics } from '../../../shared/evaluation/ranking-metrics.ts';
import type { Candidates, RankingTask } from '../../../shared/evaluation/ranking-task.ts';
import type { Recommender } from '../../../shared/learning/recommender.ts';
import type { Interval } from '../../../shared/math/paired-bootstrap.ts';
import { recommenderGraph } from '../../../shared/model/recommender-graph.ts';
import type { LoadScorer } from '../../../shared/ports/scorer.ts';
import { rankedTargets } from '../evaluation/compare-lists.ts';
import { BOOTSTRAP_SEED, CUTS, LIST_LENGTH } from '../evaluation/measuring.ts';
import { servedLists } from '../evaluation/served-lists.ts';

export interface MeasuredSource {
  readonly figures: Readonly<Record<string, number | null>>;
  /** Of ndcg@k, 95 %; null without people. */
  readonly interval: Interval | null;
}

export interface SourcesAlone {
  /** Test tasks of the sample. */
  readonly tasks: number;
  /** The whole blend on the same tasks. */
  readonly model: MeasuredSource;
  /** Each source of the blend, by name. */
  readonly sources: Readonly<Record<string, MeasuredSource>>;
}

/** What the whole blend was asked, and what it answered. */
export interface AskedOfBlend {
  readonly tasks: readonly RankingTask[];
  /** One a task. */
  readonly lists: readonly Int32Array[];
  readonly candidates: Candidates;
  /** The cut of the figure that decides. */
  readonly k: number;
}

/** Each source asks the graph once a task: more would take longer than the search and say little more. */
const MAX_TASKS = 2000;

/**
 * What each source of the blend reaches without the others: a graph with that source alone is exported, loaded and
 * asked, on at most `MAX_TASKS` of the tasks, those whose keys hash lowest.
 */
export async function sourcesAlone(
  recommender: Recommender,
  loadScorer: LoadScorer,
  { tasks, lists, candidates, k }: AskedOfBlend,
): Promise<SourcesAlone> {
  const keys = tasks.map(({ personKey }) => personKey);
  const drawn = Array.from(lowestHashed(keys, MAX_TASKS).sort());
  const asked = drawn.map((at) => tasks[at]!);
  const measured = (given: readonly Int32Array[]): MeasuredSource => ({
    figures: setMetrics(rankedTargets(asked, given), CUTS).figures,
    interval: intervalOfNdcg(asked, given, { k, seed: BOOTSTRAP_SEED }),
  });
  const sources: Record<string, MeasuredSource> = {};
  for (const source of recommender.sources) {
    const counts = recommender.blends['personal']?.[source.name];
    if (counts === undefined || counts.weight === 0) continue;
    const alone = { ...recommender, sources: [source], blends: { personal: { [source.name]: counts } } };
    const scorer = await loadScorer(recommenderGraph(alone));
    const { historyLimit, itemCount } = recommender;
    sources[source.name] = measured(
      await servedLists(scorer, asked, { historyLimit, itemCount, k: LIST_LENGTH, candidates }),
    );
  }
  return { tasks: asked.length, model: measured(drawn.map((at) => lists[at]!)), sources };
}
