import { type DatasetFormat, PROTOCOLS } from '../../shared/evaluation/datasets/format.ts';
import type { Recommender } from '../../shared/learning/recommender.ts';
import { recommenderGraph } from '../../shared/model/recommender-graph.ts';
import type { RecommenderSettings } from '../../shared/model/recommender-settings.ts';
import type { DatasetStore } from '../../shared/ports/model-store.ts';
import type { LoadScorer } from '../../shared/ports/scorer.ts';
import type { Clock, Log } from '../../shared/ports/system.ts';
import { compareLists, LIST_LENGTH, popularityCounts, popularityLists } from './evaluate.ts';
import { type Engine, fitRecommender } from './fit.ts';
import { readBenchmark } from './read-dataset.ts';
import { servedLists } from './served-lists.ts';
import { pinnedTo } from './train.ts';
import { type Tuned, type TunedRecommender, tune } from './tune.ts';

export interface EvaluateDatasetPorts {
  readonly datasets: DatasetStore;
  readonly loadScorer: LoadScorer;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Log;
}

export interface EvaluateDatasetInput {
  readonly dataset: string;
  /** Told from the files when absent. */
  readonly format?: DatasetFormat;
  /** Give the first ten of this many people too. */
  readonly listsFor?: number;
  readonly settings?: RecommenderSettings;
}

export interface DatasetReport {
  readonly dataset: string;
  readonly format: DatasetFormat;
  readonly protocol: string;
  readonly ranking: 'full';
  /** In sessions: clicks to foresee. */
  readonly people: number;
  readonly items: number;
  readonly events: number;
  readonly model: Readonly<Record<string, number | null>>;
  readonly popularity: Readonly<Record<string, number | null>>;
  /** Of ndcg at the protocol's cut, with its 95 % interval. */
  readonly lift: { readonly mean: number; readonly low: number; readonly high: number } | null;
  readonly settings: RecommenderSettings;
  readonly validation: Readonly<Record<string, number | null>>;
  readonly seconds: { readonly search: number; readonly fit: number; readonly score: number };
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
  ({ datasets, loadScorer, engine, clock, log }: EvaluateDatasetPorts) =>
  async (input: EvaluateDatasetInput): Promise<DatasetReport> => {
    const { format, itemIds, candidates, cut, tuning, train, test, eventCount } = await readBenchmark(
      datasets,
      input.dataset,
      input.format,
    );
    const itemCount = itemIds.length;
    log.info('data set read', { format, events: eventCount, items: itemCount, tasks: test.length });
    const timed = stopwatch(clock);

    const tuned: Tuned & Partial<TunedRecommender> = input.settings
      ? pinnedTo(input.settings)
      : await tune(tuning.train, tuning.validation, { candidates, k: cut, engine, note: (text) => log.info(text) });
    const search = timed();
    log.info('settings chosen', { tried: tuned.triedCount, ndcg: tuned.validation ?? -1, seconds: search });

    const recommender: Recommender =
      tuned.recommender && train === tuning.train
        ? tuned.recommender
        : await fitRecommender({ ...train, ...(tuned.learnt && { learnt: tuned.learnt }) }, tuned.settings, engine);
    const graph = recommenderGraph(recommender);
    const fit = timed();
    log.info('fitted', { seconds: fit, bytes: graph.length });
    const scorer = await loadScorer(graph);
    const { historyLimit } = recommender;
    const lists = await servedLists(scorer, test, { historyLimit, itemCount, k: LIST_LENGTH, candidates });
    const score = timed();

    const popularity = popularityCounts(train.histories, itemCount, new Set(train.histories.kinds));
    const baseline = popularityLists(test, popularity, candidates);
    const { people, model, baseline: popularityFigures, lift } = compareLists(test, lists, baseline, cut);
    const shown = test.slice(0, input.listsFor ?? 0);
    return {
      dataset: input.dataset,
      format,
      protocol: PROTOCOLS[format],
      ranking: 'full',
      people,
      items: itemCount,
      events: eventCount,
      model: {
        ...model,
        [`coverage@${cut}`]: new Set(lists.flatMap((list) => [...list.subarray(0, cut)])).size / itemCount,
      },
      popularity: popularityFigures,
      lift,
      settings: tuned.settings,
      validation: { [`ndcg@${cut}`]: tuned.validation, triedCount: tuned.triedCount },
      seconds: { search, fit, score },
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

/** Seconds since it was last read. */
function stopwatch(clock: Clock): () => number {
  let lastMs = clock.nowMs();
  return () => {
    const nowMs = clock.nowMs();
    const seconds = (nowMs - lastMs) / 1000;
    lastMs = nowMs;
    return seconds;
  };
}
