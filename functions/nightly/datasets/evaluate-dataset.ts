import { PROTOCOLS, type RankingFormat } from '../../../shared/evaluation/datasets/format.ts';
import { type MeasuredLists, measureLists } from '../../../shared/evaluation/measured-lists.ts';
import { ranksInList, setMetrics } from '../../../shared/evaluation/ranking-metrics.ts';
import type { RankingTask } from '../../../shared/evaluation/ranking-task.ts';
import { HISTORY_KINDS } from '../../../shared/features/history.ts';
import type { Recommender } from '../../../shared/learning/recommender.ts';
import { recommenderGraph } from '../../../shared/model/recommender-graph.ts';
import type { RecommenderSettings } from '../../../shared/model/recommender-settings.ts';
import type { DatasetStore } from '../../../shared/ports/model-store.ts';
import type { LoadScorer } from '../../../shared/ports/scorer.ts';
import type { Clock, Log } from '../../../shared/ports/system.ts';
import { compareLists } from '../evaluation/compare-lists.ts';
import { BOOTSTRAP_SEED, CUTS, LIST_LENGTH } from '../evaluation/measuring.ts';
import { popularityCounts, popularityLists } from '../evaluation/popularity.ts';
import { servedLists } from '../evaluation/served-lists.ts';
import { stopwatch } from '../progress.ts';
import type { Arithmetic } from '../training/arithmetic.ts';
import { fitRecommender } from '../training/fit-recommender.ts';
import { pinnedTo, type SearchTrace, type Tuned, type TunedRecommender, tune } from '../training/tune.ts';
import type { Benchmark } from './benchmark.ts';
import { type MeasuredFriends, measureFriends } from './friends.ts';
import { readBenchmark } from './read-dataset.ts';
import { type SourcesAlone, sourcesAlone } from './sources-alone.ts';

export interface EvaluateDatasetPorts {
  readonly datasets: DatasetStore;
  readonly loadScorer: LoadScorer;
  readonly arithmetic: Arithmetic;
  readonly clock: Clock;
  readonly log: Log;
}

export interface EvaluateDatasetInput {
  readonly dataset: string;
  /** Told from the files when absent. */
  readonly format?: RankingFormat;
  /** Give the first ten of this many people too. */
  readonly listsFor?: number;
  readonly settings?: RecommenderSettings;
}

export interface DatasetReport {
  readonly dataset: string;
  readonly format: RankingFormat;
  readonly protocol: string;
  readonly ranking: 'full';
  /** In sessions: clicks to foresee. */
  readonly people: number;
  readonly items: number;
  readonly events: number;
  readonly model: Readonly<Record<string, number | null>>;
  readonly popularity: Readonly<Record<string, number | null>>;
  /** The figure that decides: ndcg at the protocol's cut. */
  readonly metric: string;
  /** Model less popularity in that figure, with its 95 % interval. */
  readonly lift: { readonly mean: number; readonly low: number; readonly high: number } | null;
  /** Of the same lists as `model` and `popularity`. */
  readonly methods: Readonly<Record<'model' | 'popularity', MeasuredLists>>;
  readonly sourcesAlone: SourcesAlone;
  /** Where the data say who knows whom. */
  readonly friends?: MeasuredFriends;
  /** In sessions: figures of the items of all later clicks. */
  readonly remaining?: Readonly<Record<'model' | 'popularity', Readonly<Record<string, number | null>>>>;
  readonly settings: RecommenderSettings;
  readonly validation: Readonly<Record<string, number | null>>;
  /** Empty where settings were given. */
  readonly searchTrace: readonly SearchTrace[];
  readonly seconds: { readonly search: number; readonly fit: number; readonly score: number; readonly compare: number };
  readonly modelBytes: number;
  /** Item ids by person. */
  readonly lists?: Readonly<Record<string, readonly string[]>>;
}

/** Items of a list that is given out. */
const SHOWN_LENGTH = 10;

/**
 * Measures the recommender on a data set: settings by the validation targets only, one fit on the training events
 * only, and the exported graph's answers to the test targets.
 */
export const evaluateDataset =
  ({ datasets, loadScorer, arithmetic, clock, log }: EvaluateDatasetPorts) =>
  async (input: EvaluateDatasetInput): Promise<DatasetReport> => {
    const benchmark = await readBenchmark(datasets, input.dataset, input.format);
    const { format, itemIds, candidates, cut, tuning, train, test, eventCount } = benchmark;
    const itemCount = itemIds.length;
    log.info('data set read', { format, events: eventCount, items: itemCount, tasks: test.length });
    const timed = stopwatch(clock);

    const tuned: Tuned & Partial<TunedRecommender> = input.settings
      ? pinnedTo(input.settings)
      : await tune(tuning.train, tuning.validation, { candidates, k: cut, arithmetic, note: (text) => log.info(text) });
    const search = timed();
    log.info('settings chosen', { tried: tuned.triedCount, ndcg: tuned.validation ?? -1, seconds: search });

    const recommender: Recommender =
      tuned.recommender && train === tuning.train
        ? tuned.recommender
        : await fitRecommender({ ...train, ...(tuned.learnt && { learnt: tuned.learnt }) }, tuned.settings, arithmetic);
    const graph = recommenderGraph(recommender);
    const fit = timed();
    log.info('fitted', { seconds: fit, bytes: graph.length });
    const scorer = await loadScorer(graph);
    const { historyLimit } = recommender;
    const lists = await servedLists(scorer, test, { historyLimit, itemCount, k: LIST_LENGTH, candidates });
    const score = timed();

    const compared = compare(benchmark, lists);
    const alone = await sourcesAlone(recommender, loadScorer, { tasks: test, lists, candidates, k: cut });
    const friends = await measureFriends(
      { arithmetic, scorer, recommender, settings: tuned.settings, trial: tuned.recommender },
      benchmark,
      lists,
    );
    const compareSeconds = timed();
    log.info('compared', { seconds: compareSeconds });
    const shown = test.slice(0, input.listsFor ?? 0);
    return {
      dataset: input.dataset,
      format,
      protocol: PROTOCOLS[format],
      ranking: 'full',
      items: itemCount,
      events: eventCount,
      ...compared,
      sourcesAlone: alone,
      ...(friends && { friends }),
      settings: tuned.settings,
      validation: { [`ndcg@${cut}`]: tuned.validation, triedCount: tuned.triedCount },
      searchTrace: tuned.trace ?? [],
      seconds: { search, fit, score, compare: compareSeconds },
      modelBytes: graph.length,
      ...(shown.length > 0 && {
        lists: Object.fromEntries(
          shown.map(({ personKey }, i) => [
            personKey,
            Array.from(lists[i]!.subarray(0, SHOWN_LENGTH), (item) => itemIds[item]!),
          ]),
        ),
      }),
    };
  };

/** The lists of the graph beside those of popularity. */
function compare(
  { train, test, cut, candidates, itemIds, isTrained, remaining }: Benchmark,
  lists: readonly Int32Array[],
) {
  const counts = popularityCounts(train.histories, itemIds.length, new Set(HISTORY_KINDS.keys()));
  const popular = popularityLists(test, counts, candidates);
  const { people, model, baseline, lift } = compareLists(test, lists, popular, cut);
  const context = { k: cut, counts, isTrained, seed: BOOTSTRAP_SEED };
  const methods = { model: measureLists(test, lists, context), popularity: measureLists(test, popular, context) };
  return {
    people,
    model: { ...model, [`coverage@${cut}`]: methods.model.shown.coverage },
    popularity: { ...baseline, [`coverage@${cut}`]: methods.popularity.shown.coverage },
    metric: `ndcg@${cut}`,
    lift,
    methods,
    ...(remaining && {
      remaining: {
        model: remainingFigures(test, remaining, lists),
        popularity: remainingFigures(test, remaining, popular),
      },
    }),
  };
}

function remainingFigures(
  tasks: readonly RankingTask[],
  remaining: readonly Int32Array[],
  lists: readonly Int32Array[],
): Readonly<Record<string, number | null>> {
  const ranked = tasks.map(({ personKey }, i) => ({ personKey, ranks: ranksInList(remaining[i]!, lists[i]!) }));
  return setMetrics(ranked, CUTS).figures;
}
