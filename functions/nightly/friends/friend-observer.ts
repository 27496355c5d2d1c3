import { IncompatibleModelError, NotFoundError } from '../../../shared/domain/errors.ts';
import { personOfPartition } from '../../../shared/domain/event.ts';
import type { FriendChoice } from '../../../shared/domain/friend-choice.ts';
import { DAY_MS } from '../../../shared/domain/time.ts';
import { HISTORY_KINDS } from '../../../shared/features/history.ts';
import { shortFloat32 } from '../../../shared/math/short-float32.ts';
import { textColumnOf } from '../../../shared/math/text-column.ts';
import { readManifest } from '../../../shared/model/read-version.ts';
import { RECOMMENDER_NAME } from '../../../shared/model/recommender-manifest.ts';
import type { ModelStore } from '../../../shared/ports/model-store.ts';
import type { FriendChoices, RelationReader, Standings } from '../../../shared/ports/people.ts';
import type { Pseudonyms } from '../../../shared/ports/secrets.ts';
import type { SnapshotWriter } from '../../../shared/ports/snapshots.ts';
import type { Log } from '../../../shared/ports/system.ts';
import { allows } from '../../../shared/privacy/consent.ts';
import { chosenByFriends } from '../chosen-by-friends.ts';
import { indexOrder } from '../histories/training-data.ts';
import type { ObservedScan, ScanObserver } from '../snapshot/scan-observer.ts';
import type { TrainablePorts } from '../snapshot/trainable.ts';
import { type Related, type RelatedPeople, relatedPeople } from './related-people.ts';

export interface FriendPorts extends TrainablePorts {
  readonly models: Pick<ModelStore, 'served' | 'read'>;
  readonly snapshots: Pick<SnapshotWriter, 'writeRelations'>;
  readonly lists: FriendChoices;
  readonly relations: RelationReader;
  readonly standings: Standings;
  /** What a snapshot that begins now calls a person. */
  readonly namesInSnapshot: () => Promise<Pseudonyms['ofPerson']>;
  readonly log: Log;
}

/** As long as what is foreseen: two nights may fail. */
const KEPT_DAYS = 3;
const WRITTEN_AT_ONCE = 500;

/**
 * Tells the snapshot who knows whom, for the night to learn whether friends say anything; and where the served version
 * has learnt that they do, lists for each person what friends chose. A night that learns it first leaves the lists to the
 * next one: a snapshot has pseudonyms, which lead to nobody.
 */
export function friendObserver(ports: FriendPorts): ScanObserver {
  const { snapshots, namesInSnapshot, log } = ports;
  let scan: ObservedScan = { snapshotId: '', takenAtMs: 0 };
  let nameOf: Pseudonyms['ofPerson'] | undefined;
  let isWanted = false;
  let people = relatedPeople(ports, isWanted);
  return {
    async start(begun) {
      scan = begun;
      nameOf = await namesInSnapshot();
      isWanted = await countsFriends(ports.models);
      people = relatedPeople(ports, isWanted);
    },
    see: (person) => people.see(person),
    async finish() {
      const related = people.relations();
      if (nameOf === undefined || related.length === 0) return;
      const pairs = related.map(({ from, to }) => ({ from: nameOf!(from), to: nameOf!(to) }));
      pairs.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : a.to < b.to ? -1 : 1));
      await snapshots.writeRelations(scan.snapshotId, {
        from: textColumnOf(pairs.map(({ from }) => from)),
        to: textColumnOf(pairs.map(({ to }) => to)),
      });
      const lists = isWanted ? listsOf(related, people) : new Map<string, readonly FriendChoice[]>();
      people = relatedPeople(ports, false);
      await write(lists, related, scan.takenAtMs + KEPT_DAYS * DAY_MS, ports);
      log.info('friends looked for', { relations: related.length, lists: lists.size });
    },
  };
}

/** Whether the served version says how they count; one that this code may not serve says nothing. */
async function countsFriends(models: FriendPorts['models']): Promise<boolean> {
  const pointer = await models.served(RECOMMENDER_NAME);
  if (pointer === undefined) return false;
  try {
    const read = (file: string) => models.read(RECOMMENDER_NAME, pointer.version, file);
    return (await readManifest(read, HISTORY_KINDS)).friends !== undefined;
  } catch (error) {
    if (error instanceof IncompatibleModelError || error instanceof NotFoundError) return false;
    throw error;
  }
}

function listsOf(
  related: readonly Related[],
  { chosenBy, itemIds: met }: RelatedPeople,
): ReadonlyMap<string, readonly FriendChoice[]> {
  const partitions = [...new Set(related.flatMap(({ from, to }) => [from, to]))];
  const numberOf = new Map(partitions.map((partition, number) => [partition, number]));
  const chosen = partitions.map(chosenBy);
  const itemIds = indexOrder(met);
  const indexOf = new Map(itemIds.map((itemId, index) => [itemId, index]));
  const offsets = new Int32Array(partitions.length + 1);
  chosen.forEach((items, person) => {
    offsets[person + 1] = offsets[person]! + items.length;
  });
  const places = met.map((itemId) => indexOf.get(itemId)!);
  const items = new Int32Array(offsets.at(-1)!);
  chosen.forEach((own, person) => {
    items.set(
      own.map((number) => places[number]!),
      offsets[person],
    );
  });
  const edges = {
    from: Int32Array.from(related, ({ from }) => numberOf.get(from)!),
    to: Int32Array.from(related, ({ to }) => numberOf.get(to)!),
  };
  const chosenByFriendsOf = chosenByFriends({ offsets, items }, edges, itemIds.length);
  return new Map(
    partitions.flatMap((partition, person) => {
      const { columns, shares } = chosenByFriendsOf(person);
      if (columns.length === 0) return [];
      return [
        [
          partition,
          Array.from(columns, (column, at) => ({ itemId: itemIds[column]!, share: shortFloat32(shares[at]!) })),
        ],
      ];
    }),
  );
}

/**
 * Some at a time, and looks again once they are written: who withdrew meanwhile took out only what was there then.
 * What is withdrawn after that look finds the list.
 */
async function write(
  lists: ReadonlyMap<string, readonly FriendChoice[]>,
  related: readonly Related[],
  keptUntilMs: number,
  { lists: store, relations, standings, regime }: FriendPorts,
): Promise<void> {
  const relatedTo = new Map<string, Related[]>();
  for (const one of related)
    for (const partition of [one.from, one.to])
      if (lists.has(partition)) relatedTo.set(partition, [...(relatedTo.get(partition) ?? []), one]);
  const all = [...lists];
  for (let start = 0; start < all.length; start += WRITTEN_AT_ONCE) {
    const some = all.slice(start, start + WRITTEN_AT_ONCE);
    await store.put(new Map(some), keptUntilMs);
    const resting = new Set(some.flatMap(([partition]) => relatedTo.get(partition) ?? []));
    const partitions = new Set(Array.from(resting, ({ from, to }) => [from, to]).flat());
    const [still, standingOf] = await Promise.all([
      relations.among(Array.from(resting, ({ address }) => address)),
      standings.of(Array.from(partitions, personOfPartition)),
    ]);
    const isStillSaid = new Set(still);
    const stands = (partition: string): boolean => {
      const { record, isSuppressed = true } = standingOf.get(partition) ?? {};
      return !isSuppressed && allows('relate', record, { regime });
    };
    const holds = ({ address, from, to }: Related) => isStillSaid.has(address) && stands(from) && stands(to);
    const ended = some.filter(([partition]) => !relatedTo.get(partition)!.every(holds));
    await store.drop(ended.map(([partition]) => partition));
  }
}
