import { anonymiseStep } from '../../functions/nightly/datasets/anonymise.ts';
import { evaluateDataset } from '../../functions/nightly/datasets/evaluate-dataset.ts';
import { evaluateRatings } from '../../functions/nightly/datasets/evaluate-ratings.ts';
import { replayDecision } from '../../functions/nightly/datasets/replay-decision.ts';
import { evaluate } from '../../functions/nightly/evaluation/evaluate.ts';
import { friendObserver } from '../../functions/nightly/friends/friend-observer.ts';
import type { PublishOutput } from '../../functions/nightly/gathered.ts';
import { evaluateTask } from '../../functions/nightly/measures/evaluate-task.ts';
import { night } from '../../functions/nightly/night.ts';
import { publish } from '../../functions/nightly/publication/publish.ts';
import { snapshot } from '../../functions/nightly/snapshot/snapshot.ts';
import { type TrainOutput, train } from '../../functions/nightly/training/train.ts';
import { csvTables } from '../../shared/adapters/csv/text-tables.ts';
import { memoryDatasets } from '../../shared/adapters/memory/datasets.ts';
import { memoryModelCards } from '../../shared/adapters/memory/model-cards.ts';
import { memoryModels } from '../../shared/adapters/memory/models.ts';
import { memorySnapshots } from '../../shared/adapters/memory/snapshots.ts';
import { loadOnnxScorer } from '../../shared/adapters/onnx/scorer.ts';
import { freshHash } from '../../shared/adapters/system/fresh-hash.ts';
import { sha256Hash } from '../../shared/adapters/system/hash.ts';
import { partitionOf } from '../../shared/domain/event.ts';
import type { FriendChoice } from '../../shared/domain/friend-choice.ts';
import type { CatalogEntry, Item } from '../../shared/domain/item.ts';
import type { ImageEmbedding } from '../../shared/domain/item-image.ts';
import { parseEvent } from '../../shared/domain/parse-event.ts';
import type { PersonKey } from '../../shared/domain/person-key.ts';
import { EMPTY_RECORD } from '../../shared/domain/person-record.ts';
import type { RelationAddress } from '../../shared/domain/relation.ts';
import type { RecommenderEvaluation } from '../../shared/model/recommender-manifest.ts';
import type { RecommenderSettings } from '../../shared/model/recommender-settings.ts';
import type { ModelStore } from '../../shared/ports/model-store.ts';
import type { FriendChoices } from '../../shared/ports/people.ts';
import type { SimulatedShop } from '../../shared/simulation/shop.ts';
import { arithmeticOf } from './arithmetic.ts';
import { memoryDocuments } from './memory-documents.ts';
import { silentPeople } from './night-people.ts';
import { countingIds, silentLog, steppingClock } from './system-ports.ts';
import { type PersonEvent, scannedOf } from './written-snapshot.ts';

/** What both tables hold. */
export interface Tables {
  readonly events: readonly PersonEvent[];
  readonly items: readonly CatalogEntry[];
  /** What items look like, by their ids. */
  readonly images?: Readonly<Record<string, ImageEmbedding>>;
  /** People who allow all, and who of them knows whom. */
  readonly friends?: readonly RelationAddress[];
}

/** The tables of a simulated shop, each person's device linked to them. */
export function tablesOf(shop: SimulatedShop): Tables {
  const ownerOf = new Map(shop.events.flatMap(({ anonymousId, userId }) => (userId ? [[anonymousId, userId]] : [])));
  const events = shop.events.map((raw, i) => {
    const parsed = parseEvent(raw, { receivedAtMs: Date.parse(raw.timestamp), fallbackMessageId: () => `m${i}` });
    if (!('event' in parsed)) throw new Error(parsed.defect.reason);
    const owner = ownerOf.get(raw.anonymousId);
    return {
      personKey: partitionOf(owner === undefined ? { anonymousId: raw.anonymousId } : { userId: owner }),
      event: parsed.event,
    };
  });
  return { events, items: shop.items.map(entryOf) };
}

const entryOf = (item: Item): CatalogEntry => ({ item, version: 1, changedAtMs: 1_790_000_000_000, deleted: false });

const arithmetic = arithmeticOf(1); // a test file has no processor to spare

export interface NightResult {
  readonly training: TrainOutput;
  readonly evaluation?: RecommenderEvaluation;
  readonly publication?: PublishOutput;
  /** By partition; absent where nothing is listed. */
  readonly friendChoices?: ReadonlyMap<string, readonly FriendChoice[]>;
}

/** A whole night, step after step as the state machine calls them, over a model store that may know earlier nights. */
export async function runNight(
  { events, items, images = {}, friends = [] }: Tables,
  models: ModelStore = memoryModels(),
  settings?: RecommenderSettings,
): Promise<NightResult> {
  const people = scannedOf(events).map((person) => ({ ...person, ...knownOf(person.partition, friends) }));
  const lists = memoryFriendChoices();
  const ports = {
    ...silentPeople(),
    timeline: { scan: (segment: number, count: number) => segmentOf(people, segment, count) },
    catalog: { scan: (segment: number, count: number) => segmentOf(items, segment, count) },
    snapshots: memorySnapshots(),
    datasets: memoryDatasets({}),
    models,
    images: memoryDocuments(images),
    cards: memoryModelCards(),
    ledger: { open: async () => [] }, // nobody asks for anything here
    loadScorer: loadOnnxScorer,
    arithmetic,
    hash: sha256Hash,
    freshHash,
    clock: steppingClock(),
    ids: countingIds(),
    log: silentLog,
  };
  const observers = [
    friendObserver({
      ...ports,
      lists,
      relations: { among: async (addresses) => addresses },
      standings: { of: async (all) => new Map(all.map((one) => [partitionOf(one), ALLOWING])) },
      namesInSnapshot: async () => (partition) => partition as PersonKey,
    }),
  ];
  const call = night({
    snapshot: snapshot({ ...ports, observers }),
    train: train(ports),
    evaluate: evaluate({ ...ports, drawn: { read: async () => [] }, decisions: { get: async () => undefined } }),
    publish: publish(ports),
    sweep: async () => ({ status: 'nothing-to-erase', completed: 0, waiting: 0 }), // nobody asks for it here
    evaluateDataset: evaluateDataset(ports),
    evaluateRatings: evaluateRatings(ports),
    evaluateTask: evaluateTask({ ...ports, tables: csvTables }),
    anonymise: anonymiseStep(ports),
    replayDecision: replayDecision({ ...ports, policies: models }),
  });
  const input = settings === undefined ? {} : { settings };
  const taken = await call({ step: 'snapshot', input });
  const training = (await call({ step: 'train', input: { ...input, snapshot: taken } })) as TrainOutput;
  if (training.status !== 'trained') return { training };
  const soFar = { ...input, snapshot: taken, training };
  const evaluation = (await call({ step: 'evaluate', input: soFar })) as RecommenderEvaluation;
  const publication = (await call({ step: 'publish', input: { ...soFar, evaluation } })) as PublishOutput;
  return { training, evaluation, publication, ...(lists.kept.size > 0 && { friendChoices: lists.kept }) };
}

const GRANTED = { granted: true, atMs: 1, source: 'api' } as const;
export const ALLOWING = {
  isSuppressed: false,
  record: { ...EMPTY_RECORD, consent: { personalisation: GRANTED, profiling: GRANTED } },
};

/** What the table says of somebody who has friends. */
function knownOf(partition: string, friends: readonly RelationAddress[]) {
  const isTheirs = (userId: string) => partitionOf({ userId }) === partition;
  const relations = friends.filter(({ from, to }) => isTheirs(from) || isTheirs(to));
  return relations.length === 0 ? {} : { relations, record: ALLOWING.record };
}

/** Lists of what friends chose, that a test can look into. */
export function memoryFriendChoices(): FriendChoices & { readonly kept: Map<string, readonly FriendChoice[]> } {
  const kept = new Map<string, readonly FriendChoice[]>();
  return {
    kept,
    async put(lists) {
      for (const [partition, list] of lists) kept.set(partition, list);
    },
    async drop(partitions) {
      for (const partition of partitions) kept.delete(partition);
    },
  };
}

/** A segment of a table, in pages of a few rows as a scan gives them. */
export async function* segmentOf<Row>(
  rows: readonly Row[],
  segment: number,
  count: number,
): AsyncIterable<readonly Row[]> {
  const own = rows.filter((_, i) => i % count === segment);
  for (let at = 0; at < own.length; at += 500) yield own.slice(at, at + 500);
}
