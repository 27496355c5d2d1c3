import type { CatalogEntry } from '../../../shared/domain/item.ts';
import type { PackedPeople } from '../../../shared/evaluation/splits.ts';
import { type ContentFeatures, contentFeatures } from '../../../shared/features/content.ts';
import { type Cell, cellsToLearn } from '../../../shared/features/context.ts';
import { stringHash } from '../../../shared/math/string-hash.ts';
import type { SnapshotManifest, SnapshotReader } from '../../../shared/ports/snapshots.ts';
import type { Hash } from '../../../shared/ports/system.ts';
import { type HistoryPacker, historyPacker } from './history-packer.ts';

/** A snapshot as numbers: items by index, each person's history in order. */
export interface TrainingData {
  readonly manifest: SnapshotManifest;
  readonly itemIds: readonly string[];
  /** Only people with a history; in the order of their keys. */
  readonly people: PackedPeople;
  /** In the order of their ids. */
  readonly catalog: readonly CatalogEntry[];
  /** What the catalog says of the items; undefined where it says nothing. */
  readonly content: ContentFeatures | undefined;
  /** Of the contexts of all events, those to learn from. */
  readonly cells: readonly Cell[];
  /** Of all that is given here; the order of reading does not matter. */
  readonly fingerprint: string;
  readonly eventCount: number;
  /** Whether these are some of the snapshot's people, as it has more than were to be read. */
  readonly isPart: boolean;
}

/** @param most - interactions to read: of a snapshot with more, people who are told by a hash of their keys. */
export async function readTrainingData(
  snapshots: SnapshotReader,
  snapshotId: string,
  hash: Hash,
  most = Number.POSITIVE_INFINITY,
): Promise<TrainingData> {
  const manifest = await snapshots.manifest(snapshotId);
  const catalog = await readCatalog(snapshots, manifest);
  const packer = await readInteractions(snapshots, manifest, most);
  const itemIds = indexOrder([...catalog.map(({ item }) => item.itemId), ...packer.itemIds()]);
  const indexOf = new Map(itemIds.map((itemId, index) => [itemId, index]));
  const people = packer.finish(Int32Array.from(packer.itemIds(), (itemId) => indexOf.get(itemId)!));
  return {
    manifest,
    itemIds,
    people,
    catalog,
    content: contentOf(itemIds, catalog),
    cells: cellsToLearn(people.contexts),
    fingerprint: fingerprintOf({ itemIds, people, catalog }, hash),
    eventCount: people.items.length,
    isPart: bucketsFor(manifest, most) < manifest.interactionParts.length,
  };
}

/**
 * Histories of some people, who are told by nothing but a hash of their keys: of the first buckets that hold so many
 * interactions, or of all.
 * @param itemIds - at least those that the interactions name; their order numbers them.
 */
export async function readSomePeople(
  snapshots: SnapshotReader,
  snapshotId: string,
  itemIds: readonly string[],
  interactionCount: number,
): Promise<PackedPeople> {
  const manifest = await snapshots.manifest(snapshotId);
  const packer = await readInteractions(snapshots, manifest, interactionCount);
  const indexOf = new Map(itemIds.map((itemId, index) => [itemId, index]));
  return packer.finish(Int32Array.from(packer.itemIds(), (itemId) => indexOf.get(itemId)!));
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

/** What the catalog says of each item, by index; undefined where it says nothing. */
export function contentOf(itemIds: readonly string[], catalog: readonly CatalogEntry[]): ContentFeatures | undefined {
  if (catalog.length === 0) return undefined;
  const itemOf = new Map(catalog.map(({ item }) => [item.itemId, item]));
  return contentFeatures(itemIds.map((itemId) => itemOf.get(itemId) ?? NOTHING_SAID));
}

const NOTHING_SAID = { title: '', categories: [], attributes: {} };

async function readCatalog(
  snapshots: SnapshotReader,
  { snapshotId, itemParts }: SnapshotManifest,
): Promise<readonly CatalogEntry[]> {
  const parts: (readonly CatalogEntry[])[] = [];
  for (let part = 0; part < itemParts; part++) parts.push(await snapshots.readItems(snapshotId, part));
  return parts.flat().sort((a, b) => (a.item.itemId < b.item.itemId ? -1 : 1));
}

/** The first buckets, one by one, the parts of one at the same time; without those who were flagged as bots. */
async function readInteractions(
  snapshots: SnapshotReader,
  manifest: SnapshotManifest,
  most: number,
): Promise<HistoryPacker> {
  const { snapshotId, interactionParts, interactionCount } = manifest;
  const bucketCount = bucketsFor(manifest, most);
  const expected = bucketCount < interactionParts.length ? SPARE * most : interactionCount;
  const packer = historyPacker(Math.ceil(expected), await snapshots.readFlagged(snapshotId));
  for (const [bucket, partCount] of interactionParts.slice(0, bucketCount).entries()) {
    const addresses = Array.from({ length: partCount }, (_, part) => ({ bucket, part }));
    packer.add(await Promise.all(addresses.map((address) => snapshots.readInteractions(snapshotId, address))));
  }
  return packer;
}

/** So many of the first buckets as hold so many interactions; they are of much the same size. */
const bucketsFor = ({ interactionParts, interactionCount }: SnapshotManifest, most: number): number =>
  Math.ceil(interactionParts.length * Math.min(1, most / Math.max(1, interactionCount)));
/** Buckets are not quite of one size. */
const SPARE = 1.1;

/** Everything is in its order already, so whole columns are hashed. */
function fingerprintOf(
  { itemIds, people, catalog }: Pick<TrainingData, 'itemIds' | 'people' | 'catalog'>,
  hash: Hash,
): string {
  const ofTexts = (texts: readonly string[]) => hash.sha256(JSON.stringify(texts));
  return hash.sha256(
    ofTexts(itemIds),
    ofTexts(people.personKeys),
    ...[people.offsets, people.items, people.kinds, people.atMs, people.contexts].flatMap((column) =>
      column === undefined ? [] : [hash.sha256(new Uint8Array(column.buffer, column.byteOffset, column.byteLength))],
    ),
    ofTexts(catalog.map(({ item }) => hash.sha256(JSON.stringify(item)))),
  );
}
