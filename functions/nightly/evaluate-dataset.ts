import { parseSequences, sequenceFileOf } from '../../shared/evaluation/datasets/sequences.ts';
import type { NumberedHistory, Split } from '../../shared/evaluation/splits.ts';
import { leaveOneOut } from '../../shared/evaluation/splits.ts';
import { fitSequenceNeighbours, type SequenceNeighbourSettings } from '../../shared/learning/sequence-neighbours.ts';
import { sequenceNeighbourGraph } from '../../shared/model/sequence-neighbour-graph.ts';
import type { DatasetStore } from '../../shared/ports/model-store.ts';
import type { LoadScorer } from '../../shared/ports/scorer.ts';
import type { Clock, Log } from '../../shared/ports/system.ts';
import { compare, popularityCounts } from './evaluate.ts';
import { servedLists } from './served-lists.ts';
import { indexOrder } from './training-data.ts';
import { type Tuned, tune } from './tune.ts';

export interface EvaluateDatasetPorts {
  readonly datasets: DatasetStore;
  readonly loadScorer: LoadScorer;
  readonly clock: Clock;
  readonly log: Log;
}

export interface EvaluateDatasetInput {
  readonly dataset: string;
  readonly format: 'sequences';
  readonly protocol: 'leave-one-out';
  /** Give the first ten of this many people too. */
  readonly listsFor?: number;
  readonly settings?: SequenceNeighbourSettings;
}

export interface DatasetReport {
  readonly dataset: string;
  readonly protocol: string;
  readonly ranking: 'full';
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

/**
 * Measures the recommender on a data set: settings by the validation targets only, one fit on the training events
 * only, and the exported graph's answers to the test targets.
 */
export const evaluateDataset =
  ({ datasets, loadScorer, clock, log }: EvaluateDatasetPorts) =>
  async (input: EvaluateDatasetInput): Promise<DatasetReport> => {
    const { people, itemIds } = await readSequences(datasets, input.dataset);
    const split: Split = leaveOneOut(people);
    log.info('data set read', { people: people.length, items: itemIds.length });
    const timed = stopwatch(clock);

    const tuned: Tuned = input.settings
      ? { settings: input.settings, validation: null, triedCount: 0 }
      : tune(split.train, split.validation, itemIds.length);
    const search = timed();
    log.info('settings chosen', { tried: tuned.triedCount, ndcg: tuned.validation ?? -1, seconds: search });

    const graph = sequenceNeighbourGraph(fitSequenceNeighbours(split.train, itemIds.length, tuned.settings));
    const fit = timed();
    const scorer = await loadScorer(graph);
    const lists = await servedLists(scorer, split.test, { ...tuned.settings, itemCount: itemIds.length, k: 10 });
    const score = timed();

    const anyKind = new Set(split.train.kinds);
    const {
      ndcg: _,
      people: tested,
      ...measured
    } = compare(split.test, lists, popularityCounts(split.train, itemIds.length, anyKind));
    const shown = split.test.slice(0, input.listsFor ?? 0);
    return {
      dataset: input.dataset,
      protocol: input.protocol,
      ranking: 'full',
      people: tested,
      items: itemIds.length,
      events: people.reduce((sum, { items }) => sum + items.length, 0),
      ...measured,
      settings: tuned.settings,
      validation: { 'ndcg@10': tuned.validation, triedCount: tuned.triedCount },
      seconds: { search, fit, score },
      modelBytes: graph.length,
      ...(shown.length > 0 && {
        lists: Object.fromEntries(
          shown.map(({ personKey }, i) => [personKey, Array.from(lists[i]!, (item) => itemIds[item]!)]),
        ),
      }),
    };
  };

async function readSequences(datasets: DatasetStore, dataset: string) {
  const file = sequenceFileOf(await datasets.list(dataset));
  const sequences = parseSequences(await datasets.readText(dataset, file));
  const itemIds = indexOrder(sequences.people.flatMap((person) => person.itemIds));
  const indexOf = new Map(itemIds.map((itemId, index) => [itemId, index]));
  const people: readonly NumberedHistory[] = sequences.people.map((person) => ({
    personKey: person.personKey,
    items: Int32Array.from(person.itemIds, (itemId) => indexOf.get(itemId)!),
    kinds: new Uint8Array(person.itemIds.length),
    atMs: new Float64Array(person.itemIds.length),
  }));
  return { people, itemIds };
}

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
