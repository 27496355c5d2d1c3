import { type PackedPeople, packedPeople } from '../../shared/evaluation/splits.ts';
import { HISTORY_KINDS, mergeHistory } from '../../shared/features/history.ts';
import type { InteractionColumns } from '../../shared/ports/snapshots.ts';

/**
 * Interactions to histories, one bucket at a time. What is held of an interaction is 15 bytes, twice that at the end,
 * when people come into order; the texts of a bucket are gone when the next one comes.
 */
export interface HistoryPacker {
  /** Takes all interactions of some people, in any order. Interactions that are there twice count once. */
  add(parts: readonly InteractionColumns[]): void;
  /** Items by their number of first meeting. */
  readonly itemIds: readonly string[];
  /** People in the order of their keys, those without a history left out. @param numberOf - new numbers of items. */
  finish(numberOf: Int32Array): PackedPeople;
}

/** @param rowCount - at least as many interactions as will come. */
export function historyPacker(rowCount: number): HistoryPacker {
  const packed = {
    items: new Int32Array(rowCount),
    kinds: new Uint8Array(rowCount),
    atMs: new Float64Array(rowCount),
    contexts: new Uint16Array(rowCount),
  };
  const items = numbering();
  const personKeys: string[] = [];
  const starts: number[] = [];
  let end = 0;

  return {
    itemIds: items.texts,

    add(parts) {
      const bucket = numbered(parts, items);
      const { rows, offsets } = rowsByPerson(bucket);
      bucket.personKeys.forEach((personKey, person) => {
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
        items: new Int32Array(end),
        kinds: new Uint8Array(end),
        atMs: new Float64Array(end),
        contexts: new Uint16Array(end),
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

/** Rows of one bucket that are part of a history. */
interface Bucket {
  readonly personKeys: readonly string[];
  readonly people: Int32Array;
  readonly items: Int32Array;
  readonly kinds: Uint8Array;
  readonly atMs: Float64Array;
  readonly clientAtMs: Float64Array;
  readonly messageIds: readonly string[];
  readonly positions: Int32Array;
  readonly contexts: Uint16Array;
}

const KIND_INDEX: ReadonlyMap<string, number> = new Map(HISTORY_KINDS.map((kind, index) => [kind, index]));

function numbered(parts: readonly InteractionColumns[], items: Numbering): Bucket {
  const size = parts.reduce((sum, { kind }) => sum + kind.length, 0);
  const people = numbering();
  const messageIds: string[] = [];
  const bucket = {
    personKeys: people.texts,
    people: new Int32Array(size),
    items: new Int32Array(size),
    kinds: new Uint8Array(size),
    atMs: new Float64Array(size),
    clientAtMs: new Float64Array(size),
    messageIds,
    positions: new Int32Array(size),
    contexts: new Uint16Array(size),
  };
  for (const part of parts) {
    for (let i = 0; i < part.kind.length; i++) {
      const kind = KIND_INDEX.get(part.kind[i]!);
      if (kind === undefined) continue;
      const row = messageIds.length;
      bucket.people[row] = people.of(part.personKey[i]!);
      bucket.items[row] = items.of(part.itemId[i]!);
      bucket.kinds[row] = kind;
      bucket.atMs[row] = part.atMs[i]!;
      bucket.clientAtMs[row] = part.clientAtMs[i]!;
      bucket.positions[row] = part.position[i]!;
      bucket.contexts[row] = part.context?.[i] ?? 0;
      messageIds.push(part.messageId[i]!);
    }
  }
  return bucket;
}

/** A counting sort: person p's rows are rows[offsets[p]] … rows[offsets[p + 1] − 1], in the order in which they came. */
function rowsByPerson({ personKeys, people, messageIds }: Bucket) {
  const rowCount = messageIds.length;
  const offsets = new Int32Array(personKeys.length + 1);
  for (let row = 0; row < rowCount; row++) offsets[people[row]! + 1]!++;
  for (let person = 0; person < personKeys.length; person++) offsets[person + 1]! += offsets[person]!;
  const next = offsets.slice();
  const rows = new Int32Array(rowCount);
  for (let row = 0; row < rowCount; row++) rows[next[people[row]!]!++] = row;
  return { rows, offsets };
}

/**
 * One person's rows by time; those of one moment by client time, message id and position, which are also what makes
 * two rows the same one: of rows that are, the earliest stays.
 */
function inOrder(rows: Int32Array, { atMs, clientAtMs, messageIds, positions }: Bucket): Int32Array {
  const byIdentity = (a: number, b: number): number =>
    clientAtMs[a]! - clientAtMs[b]! ||
    (messageIds[a] === messageIds[b] ? positions[a]! - positions[b]! : messageIds[a]! < messageIds[b]! ? -1 : 1);
  // As a partition of the timeline comes; then nothing is to do.
  const isNext = (row: number, i: number): boolean =>
    i === 0 || (atMs[rows[i - 1]!]! <= atMs[row]! && byIdentity(rows[i - 1]!, row) < 0);
  if (rows.every(isNext)) return rows;
  const distinct = rows
    .toSorted((a, b) => byIdentity(a, b) || atMs[a]! - atMs[b]!)
    .filter((row, i, sorted) => i === 0 || byIdentity(sorted[i - 1]!, row) !== 0);
  return distinct.sort((a, b) => atMs[a]! - atMs[b]! || byIdentity(a, b));
}

interface Numbering {
  readonly texts: readonly string[];
  of(text: string): number;
}

/** Texts by number, from 0 in the order in which they first come. */
function numbering(): Numbering {
  const numbers = new Map<string, number>();
  const texts: string[] = [];
  let last = { text: '', number: -1 };
  return {
    texts,
    of(text) {
      if (text === last.text && last.number >= 0) return last.number;
      let number = numbers.get(text);
      if (number === undefined) {
        number = texts.length;
        texts.push(text);
        numbers.set(text, number);
      }
      last = { text, number };
      return number;
    },
  };
}
