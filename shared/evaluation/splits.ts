import type { RankingTask } from './ranking-task.ts';

/** One person's history as numbers, oldest first. */
export interface NumberedHistory {
  readonly personKey: string;
  readonly items: Int32Array;
  readonly kinds: Uint8Array;
  /** Ascending; 0s where only the order is known. */
  readonly atMs: Float64Array;
}

/** Histories one after another: person u's events are offsets[u] … offsets[u + 1] − 1, oldest first. */
export interface PackedHistories {
  readonly offsets: Int32Array;
  readonly items: Int32Array;
  readonly kinds: Uint8Array;
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
export function leaveOneOut(people: readonly NumberedHistory[]): Split {
  const long = people.filter(({ items }) => items.length >= 3);
  return {
    train: pack(people, (person) => (person.items.length >= 3 ? person.items.length - 2 : person.items.length)),
    validation: long.map((person) => taskAt(person, person.items.length - 2)),
    test: long.map((person) => taskAt(person, person.items.length - 1)),
  };
}

export interface TimeSplit extends Split {
  /** Everything before the test window. */
  readonly beforeTest: PackedHistories;
  readonly validationFromMs: number;
  readonly testFromMs: number;
}

/**
 * Cuts at two moments. In a window, each item that a person turns to in a goal kind and first met in that window is a
 * task; its input is all that the person did before meeting the item, so that the way to a purchase does not give it
 * away. This is what serving meets: a table from before, and events up to the moment. An item met with no history at
 * all is no task.
 *
 * @param goalKinds - which kinds count as turning to an item.
 * @param shares - of all events, in time: those that validate and those that test.
 */
export function timeSplit(
  people: readonly NumberedHistory[],
  goalKinds: ReadonlySet<number>,
  shares: { readonly validation: number; readonly test: number },
): TimeSplit {
  const times = Float64Array.from(people.flatMap(({ atMs }) => Array.from(atMs))).sort();
  const cut = (share: number) => times[Math.floor(times.length * share)] ?? 0;
  const testFromMs = cut(1 - shares.test);
  const validationFromMs = cut(1 - shares.test - shares.validation);
  const tasksIn = (fromMs: number, toMs: number) =>
    people.flatMap((person) => newItems(person, goalKinds, fromMs, toMs));
  return {
    train: pack(people, ({ atMs }) => countBefore(atMs, validationFromMs)),
    beforeTest: pack(people, ({ atMs }) => countBefore(atMs, testFromMs)),
    validation: tasksIn(validationFromMs, testFromMs),
    test: tasksIn(testFromMs, Number.POSITIVE_INFINITY),
    validationFromMs,
    testFromMs,
  };
}

/** The first `lengthOf(person)` events of each person. */
export function pack(
  people: readonly NumberedHistory[],
  lengthOf: (person: NumberedHistory) => number,
): PackedHistories {
  const lengths = people.map(lengthOf);
  const offsets = new Int32Array(people.length + 1);
  lengths.forEach((length, u) => {
    offsets[u + 1] = offsets[u]! + length;
  });
  const items = new Int32Array(offsets[people.length]!);
  const kinds = new Uint8Array(items.length);
  people.forEach((person, u) => {
    items.set(person.items.subarray(0, lengths[u]), offsets[u]);
    kinds.set(person.kinds.subarray(0, lengths[u]), offsets[u]);
  });
  return { offsets, items, kinds };
}

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
    if (firstAt > 0 && goalKinds.has(person.kinds[at]!) && !tasks.has(item)) tasks.set(item, taskAt(person, firstAt));
    if (tasks.size === MAX_TASKS_PER_PERSON) break;
  }
  return [...tasks.values()];
}

function taskAt({ personKey, items, kinds }: NumberedHistory, at: number): RankingTask {
  return { personKey, items: items.slice(0, at).reverse(), kinds: kinds.slice(0, at).reverse(), target: items[at]! };
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
