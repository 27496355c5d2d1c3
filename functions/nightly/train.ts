import { pack, type TimeSplit, timeSplit } from '../../shared/evaluation/splits.ts';
import { HISTORY_KINDS } from '../../shared/features/history.ts';
import { fitSequenceNeighbours, type SequenceNeighbourSettings } from '../../shared/learning/sequence-neighbours.ts';
import { RECOMMENDER_NAME, RECOMMENDER_SCHEMA } from '../../shared/model/recommender-manifest.ts';
import { sequenceNeighbourGraph } from '../../shared/model/sequence-neighbour-graph.ts';
import type { ModelStore } from '../../shared/ports/model-store.ts';
import type { SnapshotReader } from '../../shared/ports/snapshots.ts';
import type { Clock, Hash, Log } from '../../shared/ports/system.ts';
import { readTrainingData, type TrainingData } from './training-data.ts';
import { type Tuned, tune } from './tune.ts';

export interface TrainPorts {
  readonly snapshots: SnapshotReader;
  readonly models: ModelStore;
  readonly hash: Hash;
  readonly clock: Clock;
  readonly log: Log;
}

export interface TrainInput {
  readonly snapshotId: string;
  /** Settings that the operator pins; absent: searched. */
  readonly settings?: SequenceNeighbourSettings;
}

export type TrainOutput =
  | {
      readonly status: 'trained';
      readonly version: string;
      /** Of the data that it was trained on. */
      readonly fingerprint: string;
      readonly tuned: Tuned;
      readonly seconds: number;
    }
  | { readonly status: 'nothing-to-train'; readonly reason: string };

/** Fewer purchases than this to foresee, and any interaction is the goal instead. */
const MIN_PURCHASE_TASKS = 100;
const SHARES = { validation: 0.1, test: 0.1 } as const;

/**
 * Chooses settings on the validation window, then fits twice: a trial on everything before the test window, to be
 * evaluated, and the model itself on everything. The version names the bytes that would be served, and the same data
 * give the same bytes.
 */
export const train =
  ({ snapshots, models, hash, clock, log }: TrainPorts) =>
  async ({ snapshotId, settings: pinned }: TrainInput): Promise<TrainOutput> => {
    const startMs = clock.nowMs();
    const data = await readTrainingData(snapshots, snapshotId, hash);
    if (data.people.length === 0)
      return { status: 'nothing-to-train', reason: 'nobody has done anything with an item yet' };
    const itemCount = data.itemIds.length;
    const { split } = nightSplit(data);

    const tuned: Tuned = pinned
      ? { settings: pinned, validation: null, triedCount: 0 }
      : tune(split.train, split.validation, itemCount, 'new');
    log.info('settings chosen', {
      tried: tuned.triedCount,
      tasks: split.validation.length,
      ndcg: tuned.validation ?? -1,
    });

    const everything = pack(data.people, ({ items }) => items.length);
    const graphOf = (histories: typeof everything) =>
      sequenceNeighbourGraph(fitSequenceNeighbours(histories, itemCount, tuned.settings));
    const served = [
      ['model.onnx', graphOf(everything)],
      ['items.json', json(data.itemIds)],
      ['catalog.json', json(data.catalog)],
    ] as const;
    const version = hash.sha256(String(RECOMMENDER_SCHEMA), ...served.map(([, bytes]) => bytes)).slice(0, 16);
    await models.put(RECOMMENDER_NAME, version, new Map([['trial.onnx', graphOf(split.beforeTest)], ...served]));
    const seconds = (clock.nowMs() - startMs) / 1000;
    log.info('trained', { version, items: itemCount, people: data.people.length, events: data.eventCount, seconds });
    return { status: 'trained', version, fingerprint: data.fingerprint, tuned, seconds };
  };

/** What the night foresees, and the split that asks for it; the same for training and evaluation. */
export function nightSplit({ people }: TrainingData): { readonly goal: 'purchase' | 'any'; readonly split: TimeSplit } {
  const purchase = timeSplit(people, new Set([HISTORY_KINDS.indexOf('purchase')]), SHARES);
  if (purchase.validation.length >= MIN_PURCHASE_TASKS && purchase.test.length >= MIN_PURCHASE_TASKS) {
    return { goal: 'purchase', split: purchase };
  }
  return { goal: 'any', split: timeSplit(people, new Set(HISTORY_KINDS.keys()), SHARES) };
}

const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
