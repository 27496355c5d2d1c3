import { nthSmallest } from '../math/nth-smallest.ts';
import { lowestHashed } from './lowest-hashed.ts';
import type { RankingTask } from './ranking-task.ts';

/** One person's history as numbers, oldest first. */
export interface NumberedHistory {
  readonly personKey: string;
  readonly items: Int32Array;
  readonly kinds: Uint8Array;
  /** Ascending; 0s where only the order is known. */
  readonly atMs: Float64Array;
  /** Code of the context of each event, 0 for one that is not known; absent where none is. */
  readonly contexts?: Uint16Array;
}

/** Histories one after another: person u's events are offsets[u] … offsets[u + 1] − 1, oldest first. */
export interface PackedHistories {
  readonly offsets: Int32Array;
  readonly items: Int32Array;
  readonly kinds: Uint8Array;
  /** Code of the context of each event, 0 for one that is not known; absent where none is. */
  readonly contexts?: Uint16Array;
}

/** People one by one; an array of them, or columns of which each is a view that is made when it is asked for. */
export interface People extends Iterable<NumberedHistory> {
  readonly length: number;
  /** The history of the person at an index in [0, length). */
  at(index: number): NumberedHistory | undefined;
}

/** Histories of many people in one piece: some 15 bytes an event, and a key a person. */
export interface PackedPeople extends People, PackedHistories {
  readonly personKeys: readonly string[];
  /** Ascending within a person. */
  readonly atMs: Float64Array;
}

/** @param columns - as many keys as histories. */
export function packedPeople(columns: PackedHistories & Pick<PackedPeople, 'personKeys' | 'atMs'>): PackedPeople {
  const { personKeys, offsets, items, kinds, atMs, contexts } = columns;
  const at = (index: number): NumberedHistory => {
    const [start, end] = [offsets[index]!, offsets[index + 1]!];
    return {
      personKey: personKeys[index]!,
      items: items.subarray(start, end),
      kinds: kinds.subarray(start, end),
      atMs: atMs.subarray(start, end),
      ...(contexts && { contexts: contexts.subarray(start, end) }),
    };
  };
  return {
    ...columns,
    length: personKeys.length,
    at,
    *[Symbol.iterator]() {
      for (let index = 0; index < personKeys.length; index++) yield at(index);
    },
  };
}

export interface Split {
  readonly train: PackedHistories;
  /** For choosing settings. */
  readonly validation: readonly RankingTask[];
  /** For the reported figure, and for nothing else. */
  readonly test: readonly RankingTask[];
}

/**
 * Each person's last item is the test target, the one before it the validation target; all before those trains.
 * The test's input holds the validation item, which no model has been trained on. People with fewer than three
 * events only train.
 *
 * Protocol of Kang & McAuley (2018), "Self-Attentive Sequential Recommendation", ranked over all items.
 */
export function leaveOneOut(people: People): Split {
  const validation: RankingTask[] = [];
  const test: RankingTask[] = [];
  for (const person of people) {
    if (person.items.length < 3) continue;
    validation.push(taskAt(person, person.items.length - 2));
    test.push(taskAt(person, person.items.length - 1));
  }
  const train = pack(people, ({ items }) => (items.length >= 3 ? items.length - 2 : items.length));
  return { train, validation, test };
}

export interface TimeSplit extends Split {
  readonly validationFromMs: number;
  readonly testFromMs: number;
}

/**
 * Cuts at two moments. In a window, each item that a person turns to in a goal kind and first met in that window is a
 * task; its input is all that the person did before meeting the item, so that the way to a purchase does not give it
 * away. This is what serving meets: a table from before, and events up to the moment. An item met with no history at
 * all is no task, unless the context of the meeting is known: somebody new is asked for with nothing else.
 *
 * @param goalKinds - which kinds count as turning to an item.
 * @param shares - of all events, in time: those that validate and those that test.
 * @param maxAsked - people whose tasks are given at most, in each window: those whose keys hash lowest, which depends
 *   on nothing that they did. A figure on ten thousand people says what one on a million says.
 */
export function timeSplit(
  people: People,
  goalKinds: ReadonlySet<number>,
  shares: { readonly validation: number; readonly test: number },
  maxAsked = Number.POSITIVE_INFINITY,
): TimeSplit {
  const times = timesOf(people);
  const cut = (share: number) => (times.length === 0 ? 0 : nthSmallest(times, Math.floor(times.length * share)));
  const testFromMs = cut(1 - shares.test);
  const validationFromMs = cut(1 - shares.test - shares.validation);
  return {
    train: packBefore(people, validationFromMs),
    validation: windowTasks(people, goalKinds, { fromMs: validationFromMs, toMs: testFromMs, maxAsked }),
    test: windowTasks(people, goalKinds, { fromMs: testFromMs, maxAsked }),
    validationFromMs,
    testFromMs,
  };
}

/** The tasks of one window of `timeSplit`, from one moment to before another. */
export const windowTasks = (
  people: People,
  goalKinds: ReadonlySet<number>,
  {
    fromMs,
    toMs = Number.POSITIVE_INFINITY,
    maxAsked = Number.POSITIVE_INFINITY,
  }: { readonly fromMs: number; readonly toMs?: number; readonly maxAsked?: number },
): readonly RankingTask[] => tasksOfSome(people, maxAsked, (person) => newItems(person, goalKinds, fromMs, toMs));

/** What each person did before a moment. */
export const packBefore = (people: People, untilMs: number): PackedHistories =>
  pack(people, ({ atMs }) => countBefore(atMs, untilMs));

/** The first `lengthOf(person)` events of each person. */
export function pack(people: People, lengthOf: (person: NumberedHistory) => number): PackedHistories {
  const offsets = new Int32Array(people.length + 1);
  let u = 0;
  for (const person of people) {
    offsets[u + 1] = offsets[u]! + lengthOf(person);
    u++;
  }
  const items = new Int32Array(offsets[people.length]!);
  const kinds = new Uint8Array(items.length);
  const contexts = people.at(0)?.contexts && new Uint16Array(items.length);
  u = 0;
  for (const person of people) {
    const length = offsets[u + 1]! - offsets[u]!;
    items.set(person.items.subarray(0, length), offsets[u]);
    kinds.set(person.kinds.subarray(0, length), offsets[u]);
    if (person.contexts) contexts?.set(person.contexts.subarray(0, length), offsets[u]);
    u++;
  }
  return { offsets, items, kinds, ...(contexts && { contexts }) };
}

/** Of all events, in the order of people. */
function timesOf(people: People): Float64Array {
  let count = 0;
  for (const { atMs } of people) count += atMs.length;
  const times = new Float64Array(count);
  let at = 0;
  for (const { atMs } of people) {
    times.set(atMs, at);
    at += atMs.length;
  }
  return times;
}

/** The tasks of at most so many of the people who have some, in the order of people. */
function tasksOfSome(
  people: People,
  maxAsked: number,
  tasksOf: (person: NumberedHistory) => readonly RankingTask[],
): readonly RankingTask[] {
  const asked: { readonly index: number; readonly tasks: readonly RankingTask[] }[] = [];
  const inTurn = people.length <= maxAsked ? Array(people.length).keys() : lowestHashed(keysOf(people));
  for (const index of inTurn) {
    if (asked.length >= maxAsked) break;
    const tasks = tasksOf(people.at(index)!);
    if (tasks.length > 0) asked.push({ index, tasks });
  }
  return asked.sort((a, b) => a.index - b.index).flatMap(({ tasks }) => tasks);
}

const keysOf = (people: People): readonly string[] => Array.from(people, ({ personKey }) => personKey);

/** A person's first tasks of a window; more would only measure the busiest people better. */
const MAX_TASKS_PER_PERSON = 10;

function newItems(
  person: NumberedHistory,
  goalKinds: ReadonlySet<number>,
  fromMs: number,
  toMs: number,
): readonly RankingTask[] {
  const start = countBefore(person.atMs, fromMs);
  const metBefore = new Set(person.items.subarray(0, start));
  /** Where each item that is new in the window was met. */
  const metAt = new Map<number, number>();
  const tasks = new Map<number, RankingTask>();
  for (let at = start; at < person.items.length && person.atMs[at]! < toMs; at++) {
    const item = person.items[at]!;
    if (metBefore.has(item)) continue;
    if (!metAt.has(item)) metAt.set(item, at);
    const firstAt = metAt.get(item)!;
    const isAsked = firstAt > 0 || (person.contexts?.[0] ?? 0) > 0;
    if (isAsked && goalKinds.has(person.kinds[at]!) && !tasks.has(item)) tasks.set(item, taskAt(person, firstAt));
    if (tasks.size === MAX_TASKS_PER_PERSON) break;
  }
  return [...tasks.values()];
}

function taskAt({ personKey, items, kinds, contexts }: NumberedHistory, at: number): RankingTask {
  return {
    personKey,
    items: items.slice(0, at).reverse(),
    kinds: kinds.slice(0, at).reverse(),
    ...(contexts && { context: contexts[at]! }),
    target: items[at]!,
  };
}

function countBefore(atMs: Float64Array, limitMs: number): number {
  let low = 0;
  let high = atMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (atMs[middle]! < limitMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
