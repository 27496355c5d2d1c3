import type { Event } from '../../../shared/domain/event.ts';
import { interactionsOf } from '../../../shared/domain/interaction.ts';
import type { PersonKey } from '../../../shared/domain/person-key.ts';
import { contextCode, contextOfEvent } from '../../../shared/features/context.ts';
import { stringHash } from '../../../shared/math/string-hash.ts';
import { textNumbers, textPacker, textsOf } from '../../../shared/math/text-column.ts';
import type { Pseudonyms } from '../../../shared/ports/secrets.ts';
import type { InteractionColumns, PartAddress } from '../../../shared/ports/snapshots.ts';

/** A reader holds one bucket at a time: at 50 M interactions, the texts of 1.6 M. A power of two. */
export const BUCKET_COUNT = 32;
/** Of a shop whose interactions fit one part; a file each would be as many requests as a large shop makes. */
export const SMALL_BUCKET_COUNT = 4;
/** Rows of one part. All buckets together hold some 200 MB at most while they wait for theirs. */
export const PART_ROWS = 50_000;

/** One bucket a person; buckets of much the same size. @param bucketCount - how many the snapshot has. */
export const bucketOf = (personKey: PersonKey, bucketCount: number): number =>
  stringHash(personKey) & (bucketCount - 1);

/** Interactions waiting, bucket by bucket, until there are enough for a part. */
export function interactionBuckets(
  pseudonyms: Pseudonyms,
  write: (address: PartAddress, columns: InteractionColumns) => Promise<void>,
) {
  let partCounts = new Array<number>(BUCKET_COUNT).fill(0);
  const buckets: WaitingRows[] = []; // each when it is first wanted
  let full: { readonly bucket: number; readonly columns: InteractionColumns }[] = [];
  const people = textNumbers<PersonKey>();
  const items = textNumbers();
  const kinds = textNumbers();
  let rowCount = 0;

  /** Makes a part of what a bucket holds, which is then empty. */
  const take = (bucket: number, rows = buckets[bucket]!): void => {
    const { count } = rows;
    rows.count = 0;
    const columns = {
      personKey: people.columnOf(rows.people.subarray(0, count)),
      itemId: items.columnOf(rows.items.subarray(0, count)),
      kind: kinds.columnOf(rows.kinds.subarray(0, count)),
      atMs: rows.atMs.slice(0, count),
      clientAtMs: rows.clientAtMs.slice(0, count),
      messageId: rows.messageIds.take(),
      position: rows.positions.slice(0, count),
      context: rows.contexts.slice(0, count),
    };
    full.push({ bucket, columns });
  };
  /** All that waits, in as few buckets as a small shop has. */
  const takeTogether = (): void => {
    partCounts = new Array<number>(SMALL_BUCKET_COUNT).fill(0);
    for (const bucket of partCounts.keys()) {
      const some = buckets.filter((rows, i) => rows.count > 0 && (i & (SMALL_BUCKET_COUNT - 1)) === bucket);
      if (some.length > 0) take(bucket, together(some));
    }
  };

  return {
    add(partition: string, events: readonly Event[]): void {
      const personKey = pseudonyms.ofPerson(partition);
      const person = people.numberOf(personKey);
      const bucket = bucketOf(personKey, BUCKET_COUNT);
      buckets[bucket] ??= waitingRows();
      let rows = buckets[bucket];
      for (const event of events) {
        const interactions = interactionsOf(event);
        if (interactions.length === 0) continue;
        const context = contextCode(contextOfEvent(event));
        const messageId = pseudonyms.ofMessage(event.messageId);
        for (let position = 0; position < interactions.length; position++) {
          const { itemId, kind, atMs } = interactions[position]!;
          if (rows.count === rows.people.length) rows = buckets[bucket] = withMoreRoom(rows);
          const row = rows.count++;
          rows.people[row] = person;
          rows.items[row] = items.numberOf(itemId);
          rows.kinds[row] = kinds.numberOf(kind);
          rows.atMs[row] = atMs;
          rows.clientAtMs[row] = event.clientAtMs;
          rows.messageIds.add(messageId);
          rows.positions[row] = position;
          rows.contexts[row] = context;
          rowCount++;
          if (rows.count === PART_ROWS) take(bucket);
        }
      }
    },
    async writeFull(): Promise<void> {
      const parts = full;
      full = [];
      for (const { bucket, columns } of parts) await write({ bucket, part: partCounts[bucket]!++ }, columns);
    },
    /** Also those that are not full. */
    async writeAll(): Promise<void> {
      if (rowCount < PART_ROWS) takeTogether();
      else for (const bucket of partCounts.keys()) if ((buckets[bucket]?.count ?? 0) > 0) take(bucket);
      await this.writeFull();
    },
    partCounts: (): readonly number[] => partCounts,
    rowCount: (): number => rowCount,
    personCount: (): number => people.texts.length,
  };
}

/** Texts by number or as bytes: strings that wait are moved and looked at again and again by the garbage collector. */
const waitingRows = (room = FIRST_ROOM) => ({
  count: 0,
  people: new Int32Array(room),
  items: new Int32Array(room),
  kinds: new Int32Array(room),
  atMs: new Float64Array(room),
  clientAtMs: new Float64Array(room),
  messageIds: textPacker(),
  positions: new Int32Array(room),
  contexts: new Int32Array(room),
});

type WaitingRows = ReturnType<typeof waitingRows>;

const NUMBERS = ['people', 'items', 'kinds', 'atMs', 'clientAtMs', 'positions', 'contexts'] as const;

/** Rows; a small shop never fills what a part holds. */
const FIRST_ROOM = 512;

function together(some: readonly WaitingRows[]): WaitingRows {
  const rows = waitingRows(some.reduce((sum, { count }) => sum + count, 0));
  for (const { count, messageIds, ...columns } of some) {
    for (const name of NUMBERS) rows[name].set(columns[name].subarray(0, count), rows.count);
    for (const text of textsOf(messageIds.take())) rows.messageIds.add(text);
    rows.count += count;
  }
  return rows;
}

function withMoreRoom(before: WaitingRows): WaitingRows {
  const rows = waitingRows(Math.min(PART_ROWS, 2 * before.people.length));
  for (const name of NUMBERS) rows[name].set(before[name]);
  return { ...rows, count: before.count, messageIds: before.messageIds };
}
