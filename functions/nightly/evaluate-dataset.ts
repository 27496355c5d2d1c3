import { fitSequenceNeighbours, type SequenceNeighbourSettings } from '../../shared/learning/sequence-neighbours.ts';
import { sequenceNeighbourGraph } from '../../shared/model/sequence-neighbour-graph.ts';
import type { DatasetStore } from '../../shared/ports/model-store.ts';
import type { LoadScorer } from '../../shared/ports/scorer.ts';
import type { Clock, Log } from '../../shared/ports/system.ts';
import { compare, LIST_LENGTH, popularityCounts } from './evaluate.ts';
import { readSequences, readSessions } from './read-dataset.ts';
import { servedLists } from './served-lists.ts';
import { type Tuned, tune } from './tune.ts';

export interface EvaluateDatasetPorts {
  readonly datasets: DatasetStore;
  readonly loadScorer: LoadScorer;
  readonly clock: Clock;
  readonly log: Log;
}

export interface EvaluateDatasetInput {
  readonly dataset: string;
  readonly format: 'sequences' | 'sessions';
  readonly protocol: 'leave-one-out' | 'next-click';
  /** Give the first ten of this many people too. */
  readonly listsFor?: number;
  readonly settings?: SequenceNeighbourSettings;
}

export interface DatasetReport {
  readonly dataset: string;
  readonly protocol: string;
  readonly ranking: 'full';
  /** In sessions: clicks to foresee. */
  readonly people: number;
  readonly items: number;
  readonly events: number;
  readonly model: Readonly<Record<string, number | null>>;
  readonly popularity: Readonly<Record<string, number | null>>;
  readonly lift: { readonly mean: number; readonly low: number; readonly high: number } | null;
  readonly settings: SequenceNeighbourSettings;
  readonly validation: { readonly 'ndcg@10': number | null; readonly triedCount: number };
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
  ({ datasets, loadScorer, clock, log }: EvaluateDatasetPorts) =>
  async (input: EvaluateDatasetInput): Promise<DatasetReport> => {
    const read = input.format === 'sequences' ? readSequences : readSessions;
    const { itemIds, candidates, tuning, train, test, eventCount } = await read(datasets, input.dataset);
    const itemCount = itemIds.length;
    log.info('data set read', { events: eventCount, items: itemCount, tasks: test.length });
    const timed = stopwatch(clock);

    const tuned: Tuned = input.settings
      ? { settings: input.settings, validation: null, triedCount: 0 }
      : tune(tuning.train, tuning.validation, itemCount, candidates);
    const search = timed();
    log.info('settings chosen', { tried: tuned.triedCount, ndcg: tuned.validation ?? -1, seconds: search });

    const graph = sequenceNeighbourGraph(fitSequenceNeighbours(train, itemCount, tuned.settings));
    const fit = timed();
    const scorer = await loadScorer(graph);
    const lists = await servedLists(scorer, test, { ...tuned.settings, itemCount, k: LIST_LENGTH, candidates });
    const score = timed();

    const popularity = popularityCounts(train, itemCount, new Set(train.kinds));
    const { ndcg: _, people, ...measured } = compare(test, lists, popularity, candidates);
    const shown = test.slice(0, input.listsFor ?? 0);
    return {
      dataset: input.dataset,
      protocol: input.protocol,
      ranking: 'full',
      people,
      items: itemCount,
      events: eventCount,
      ...measured,
      settings: tuned.settings,
      validation: { 'ndcg@10': tuned.validation, triedCount: tuned.triedCount },
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
