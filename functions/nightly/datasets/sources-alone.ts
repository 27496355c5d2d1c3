import { intervalOfNdcg } from '../../../shared/evaluation/measured-lists.ts';
import { setMetrics } from '../../../shared/evaluation/ranking-metrics.ts';
import type { Candidates, RankingTask } from '../../../shared/evaluation/ranking-task.ts';
import type { Recommender } from '../../../shared/learning/recommender.ts';
import type { Interval } from '../../../shared/math/paired-bootstrap.ts';
import { stringHash } from '../../../shared/math/string-hash.ts';
import { recommenderGraph } from '../../../shared/model/recommender-graph.ts';
import type { LoadScorer } from '../../../shared/ports/scorer.ts';
import { BOOTSTRAP_SEED, CUTS, LIST_LENGTH } from '../evaluation/measuring.ts';
import { rankedTargets } from '../evaluation/compare-lists.ts';
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

/** Each source asks the graph once a task: more would take longer than the search and say little more. */
const MAX_TASKS = 2000;

/**
 * What each source of the blend reaches without the others: a graph with that source alone is exported, loaded and
 * asked, on at most `MAX_TASKS` of the tasks, those whose keys hash lowest.
 * @param lists - of the whole blend, one a task.
 */
export async function sourcesAlone(
  recommender: Recommender,
  loadScorer: LoadScorer,
  tasks: readonly RankingTask[],
  lists: readonly Int32Array[],
  { k, candidates }: { readonly k: number; readonly candidates: Candidates },
): Promise<SourcesAlone> {
  const at = lowestHashed(tasks, MAX_TASKS);
  const asked = at.map((i) => tasks[i]!);
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
  return { tasks: asked.length, model: measured(at.map((i) => lists[i]!)), sources };
}

/** Positions of at most `count` tasks, ascending: which ones depends on nothing that anybody did. */
function lowestHashed(tasks: readonly RankingTask[], count: number): readonly number[] {
  const hashes = tasks.map(({ personKey }) => stringHash(personKey));
  return [...hashes.keys()]
    .sort((a, b) => hashes[a]! - hashes[b]! || a - b)
    .slice(0, count)
    .sort((a, b) => a - b);
}
