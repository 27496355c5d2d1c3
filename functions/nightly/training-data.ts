import { type Interaction, interactionsOf } from '../../shared/domain/interaction.ts';
import type { CatalogEntry } from '../../shared/domain/item.ts';
import type { NumberedHistory } from '../../shared/evaluation/splits.ts';
import { kindIndex, mergedHistory } from '../../shared/features/history.ts';
import { stringHash } from '../../shared/math/string-hash.ts';
import type { SnapshotManifest, SnapshotReader } from '../../shared/ports/snapshots.ts';
import type { Hash } from '../../shared/ports/system.ts';

/** A snapshot as numbers: items by index, each person's history in order. */
export interface TrainingData {
  readonly manifest: SnapshotManifest;
  readonly itemIds: readonly string[];
  /** Only people with a history; in the order of their keys. */
  readonly people: readonly NumberedHistory[];
  /** In the order of their ids. */
  readonly catalog: readonly CatalogEntry[];
  /** Of all that a model is made from; the order of reading does not matter. */
  readonly fingerprint: string;
  readonly eventCount: number;
}

interface OrderedInteraction extends Interaction {
  /** Client time and id: what makes an event one event, and orders those of one moment. */
  readonly identity: string;
}

export async function readTrainingData(
  snapshots: SnapshotReader,
  snapshotId: string,
  hash: Hash,
): Promise<TrainingData> {
  const manifest = await snapshots.manifest(snapshotId);
  const interactions = await readInteractions(snapshots, manifest);
  const catalog: CatalogEntry[] = [];
  for (const part of manifest.itemParts) catalog.push(...(await snapshots.readItems(part)));
  catalog.sort((a, b) => (a.item.itemId < b.item.itemId ? -1 : 1));

  const histories = [...interactions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([personKey, ofPerson]) => ({ personKey, history: mergedHistory(ofPerson) }))
    .filter(({ history }) => history.length > 0);
  const itemIds = indexOrder([
    ...catalog.map(({ item }) => item.itemId),
    ...histories.flatMap(({ history }) => history.map(({ itemId }) => itemId)),
  ]);
  const fingerprint = hash.sha256(
    ...histories.map(({ personKey, history }) =>
      hash.sha256(personKey, ...history.map(({ itemId, kind, atMs }) => `${atMs} ${kind} ${itemId}`)),
    ),
    ...catalog.map(({ item }) => JSON.stringify(item)),
  );
  return {
    manifest,
    itemIds,
    people: numbered(histories, itemIds),
    catalog,
    fingerprint,
    eventCount: histories.reduce((sum, { history }) => sum + history.length, 0),
  };
}

/**
 * Items in the order of a hash of their id. An index breaks ties between equal scores, here, in training and in the
 * served graph; by the hash it is a fixed random key, which no property of an item can lean on.
 */
export function indexOrder(itemIds: Iterable<string>): readonly string[] {
  const keyed = [...new Set(itemIds)].map((itemId) => ({ itemId, key: stringHash(itemId) }));
  keyed.sort((a, b) => a.key - b.key || (a.itemId < b.itemId ? -1 : 1));
  return keyed.map(({ itemId }) => itemId);
}

/** By person, oldest first, each event once: a linked device's events may be in the snapshot twice. */
async function readInteractions(
  snapshots: SnapshotReader,
  { eventParts }: SnapshotManifest,
): Promise<ReadonlyMap<string, readonly OrderedInteraction[]>> {
  const people = new Map<string, Map<string, readonly OrderedInteraction[]>>();
  for (const part of eventParts) {
    for (const { personKey, event } of await snapshots.readEvents(part)) {
      const interactions = interactionsOf(event);
      if (interactions.length === 0) continue;
      const identity = `${String(event.clientAtMs).padStart(13, '0')}#${event.messageId}`;
      const ofPerson = people.get(personKey) ?? new Map();
      ofPerson.set(
        identity,
        interactions.map((interaction) => ({ ...interaction, identity })),
      );
      people.set(personKey, ofPerson);
    }
  }
  return new Map([...people].map(([personKey, events]) => [personKey, [...events.values()].flat().sort(byTime)]));
}

const byTime = (a: OrderedInteraction, b: OrderedInteraction): number =>
  a.atMs - b.atMs || (a.identity === b.identity ? 0 : a.identity < b.identity ? -1 : 1);

function numbered(
  histories: readonly { readonly personKey: string; readonly history: readonly Interaction[] }[],
  itemIds: readonly string[],
): readonly NumberedHistory[] {
  const indexOf = new Map(itemIds.map((itemId, index) => [itemId, index]));
  return histories.map(({ personKey, history }) => ({
    personKey,
    items: Int32Array.from(history, ({ itemId }) => indexOf.get(itemId)!),
    kinds: Uint8Array.from(history, ({ kind }) => kindIndex(kind)),
    atMs: Float64Array.from(history, ({ atMs }) => atMs),
  }));
}
