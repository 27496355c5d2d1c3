import { type PackedPeople, packedPeople } from '../../../shared/evaluation/splits.ts';
import { HISTORY_KINDS, mergeHistory } from '../../../shared/features/history.ts';
import { textAt, textCountOf, textsOf, textTable } from '../../../shared/math/text-column.ts';
import type { InteractionColumns } from '../../../shared/ports/snapshots.ts';

/**
 * Interactions to histories, one bucket at a time. What is held of an interaction is 15 bytes, twice that at the end,
 * when people come into order; the texts of a bucket are gone when the next one comes.
 */
export interface HistoryPacker {
  /** Takes all interactions of some people, in any order. Interactions that are there twice count once. */
  add(parts: readonly InteractionColumns[]): void;
  /** Items by their number of first meeting. */
  itemIds(): readonly string[];
  /** People in the order of their keys, those without a history left out. @param numberOf - new numbers of items. */
  finish(numberOf: Int32Array): PackedPeople;
}

/** @param rowCount - as many interactions as will come, or near it. @param without - people who are passed over. */
export function historyPacker(rowCount: number, without: ReadonlySet<string> = new Set()): HistoryPacker {
  let packed = columnsOf(rowCount);
  const items = textTable();
  const personKeys: string[] = [];
  const starts: number[] = [];
  let end = 0;
  const makeRoom = (count: number): void => {
    if (count <= packed.items.length) return;
    const before = packed;
    packed = columnsOf(Math.ceil(1.5 * count));
    packed.items.set(before.items);
    packed.kinds.set(before.kinds);
    packed.atMs.set(before.atMs);
    packed.contexts.set(before.contexts);
  };

  return {
    itemIds: () => items.texts(),

    add(parts) {
      const bucket = numbered(parts, items);
      const { rows, offsets } = rowsByPerson(bucket);
      makeRoom(end + rows.length);
      bucket.personKeys.forEach((personKey, person) => {
        if (offsets[person] === offsets[person + 1] || without.has(personKey)) return;
        const own = inOrder(rows.subarray(offsets[person], offsets[person + 1]), bucket);
        own.forEach((row, i) => {
          packed.items[end + i] = bucket.items[row]!;
          packed.kinds[end + i] = bucket.kinds[row]!;
          packed.atMs[end + i] = bucket.atMs[row]!;
          packed.contexts[end + i] = bucket.contexts[row]!;
        });
        personKeys.push(personKey);
        starts.push(end);
        end = mergeHistory(packed, end, end + own.length);
      });
    },

    finish(numberOf) {
      starts.push(end);
      const order = Int32Array.from(personKeys.keys());
      order.sort((a, b) => (personKeys[a]! < personKeys[b]! ? -1 : 1));
      const people = {
        personKeys: Array.from(order, (person) => personKeys[person]!),
        offsets: new Int32Array(order.length + 1),
        ...columnsOf(end),
      };
      order.forEach((person, u) => {
        const at = people.offsets[u]!;
        const [from, to] = [starts[person]!, starts[person + 1]!];
        for (let i = from; i < to; i++) people.items[at + i - from] = numberOf[packed.items[i]!]!;
        people.kinds.set(packed.kinds.subarray(from, to), at);
        people.atMs.set(packed.atMs.subarray(from, to), at);
        people.contexts.set(packed.contexts.subarray(from, to), at);
        people.offsets[u + 1] = at + to - from;
      });
      const { contexts, ...others } = people;
      return packedPeople(contexts.some((code) => code !== 0) ? people : others);
    },
  };
}

const columnsOf = (rowCount: number) => ({
  items: new Int32Array(rowCount),
  kinds: new Uint8Array(rowCount),
  atMs: new Float64Array(rowCount),
  contexts: new Uint16Array(rowCount),
});

/** Rows of one bucket. */
interface Bucket {
  readonly personKeys: readonly string[];
  /** By row: the person, or −1 where the kind is no part of a history. */
  readonly people: Int32Array;
  readonly items: Int32Array;
  readonly kinds: Uint8Array;
  readonly atMs: Float64Array;
  readonly clientAtMs: Float64Array;
  readonly positions: Int32Array;
  readonly contexts: Uint16Array;
  readonly messageIdOf: (row: number) => string;
}

const KIND_INDEX: ReadonlyMap<string, number> = new Map(HISTORY_KINDS.map((kind, index) => [kind, index]));

function numbered(parts: readonly InteractionColumns[], items: ReturnType<typeof textTable>): Bucket {
  const starts = [0];
  for (const { atMs } of parts) starts.push(starts.at(-1)! + atMs.length);
  const size = starts.at(-1)!;
  const people = textTable();
  const partOf = new Uint32Array(size);
  const bucket = {
    people: new Int32Array(size),
    items: new Int32Array(size),
    kinds: new Uint8Array(size),
    atMs: new Float64Array(size),
    clientAtMs: new Float64Array(size),
    positions: new Int32Array(size),
    contexts: new Uint16Array(size),
    messageIdOf: (row: number) => textAt(parts[partOf[row]!]!.messageId, row - starts[partOf[row]!]!),
  };
  for (const [index, part] of parts.entries()) {
    const { personKey, itemId, kind, context } = part;
    const start = starts[index]!;
    partOf.fill(index, start, starts[index + 1]);
    bucket.atMs.set(part.atMs, start);
    bucket.clientAtMs.set(part.clientAtMs, start);
    bucket.positions.set(part.position, start);
    if (context) bucket.contexts.set(context, start);
    const kindOf = Int32Array.from(textsOf(kind), (text) => KIND_INDEX.get(text) ?? -1);
    const isMet = new Uint8Array(textCountOf(itemId));
    for (let i = 0; i < kind.codes.length; i++) if (kindOf[kind.codes[i]!]! >= 0) isMet[itemId.codes[i]!] = 1;
    const itemOf = items.numbersOf(itemId, isMet);
    const personOf = people.numbersOf(personKey);
    for (let i = 0; i < kind.codes.length; i++) {
      const kindIndex = kindOf[kind.codes[i]!]!;
      bucket.people[start + i] = kindIndex < 0 ? -1 : personOf[personKey.codes[i]!]!;
      bucket.items[start + i] = itemOf[itemId.codes[i]!]!;
      bucket.kinds[start + i] = kindIndex;
    }
  }
  return { ...bucket, personKeys: people.texts() };
}

/** A counting sort: person p's rows are rows[offsets[p]] … rows[offsets[p + 1] − 1], in the order in which they came. */
function rowsByPerson({ personKeys, people }: Bucket) {
  const offsets = new Int32Array(personKeys.length + 1);
  for (const person of people) if (person >= 0) offsets[person + 1]!++;
  for (let person = 0; person < personKeys.length; person++) offsets[person + 1]! += offsets[person]!;
  const next = offsets.slice();
  const rows = new Int32Array(offsets[personKeys.length]!);
  for (let row = 0; row < people.length; row++) if (people[row]! >= 0) rows[next[people[row]!]!++] = row;
  return { rows, offsets };
}

/**
 * One person's rows by time; those of one moment by client time, message id and position, which are also what makes
 * two rows the same one: of rows that are, the earliest stays.
 */
function inOrder(rows: Int32Array, { atMs, clientAtMs, positions, messageIdOf }: Bucket): Int32Array {
  const byMessage = (a: number, b: number): number => {
    const [idOfA, idOfB] = [messageIdOf(a), messageIdOf(b)];
    if (idOfA === idOfB) return positions[a]! - positions[b]!;
    return idOfA < idOfB ? -1 : 1;
  };
  const byIdentity = (a: number, b: number): number => clientAtMs[a]! - clientAtMs[b]! || byMessage(a, b);
  // As a partition of the timeline comes; then nothing is to do.
  const isNext = (row: number, i: number): boolean =>
    i === 0 || (atMs[rows[i - 1]!]! <= atMs[row]! && byIdentity(rows[i - 1]!, row) < 0);
  if (rows.every(isNext)) return rows;
  const distinct = rows
    .toSorted((a, b) => byIdentity(a, b) || atMs[a]! - atMs[b]!)
    .filter((row, i, sorted) => i === 0 || byIdentity(sorted[i - 1]!, row) !== 0);
  return distinct.sort((a, b) => atMs[a]! - atMs[b]! || byIdentity(a, b));
}
