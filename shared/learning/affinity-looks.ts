import { seededRandom } from '../math/random.ts';
import type { Choice } from './conditional-logit.ts';
import type { ItemValues } from './item-values.ts';
import type { Histories } from './sequence-neighbours.ts';

/** Somebody met an item for the first time. */
export interface Look {
  /** Newest first. */
  readonly before: readonly number[];
  /** The item that was met, and others that had not been met. */
  readonly candidates: readonly number[];
}

export interface LookSettings {
  /** Events of a history that count, the newest; at least as many as are explained. */
  readonly historyLimit: number;
  /** Events to learn the facets' weights from, at most. */
  readonly lookLimit: number;
  /** Items beside what was met that a look is told from, drawn evenly. */
  readonly negatives: number;
  readonly seed: number;
}

/** Drawn evenly from all events that can be told apart from others; each at most once. */
export function drawLooks(histories: Histories, itemCount: number, settings: LookSettings): readonly Look[] {
  const { offsets, items } = histories;
  const drawing = { ...settings, itemCount, random: seededRandom(settings.seed) };
  const looks: Look[] = [];
  const share = Math.min(1, (3 * settings.lookLimit) / items.length); // a third is new, mostly; the rest is cut off
  for (let u = 0; u + 1 < offsets.length; u++) {
    for (let e = offsets[u]! + 1; e < offsets[u + 1]!; e++) {
      if (drawing.random() >= share) continue;
      const look = lookAt(items[e]!, items.subarray(offsets[u]!, e), drawing);
      if (look !== undefined) looks.push(look);
    }
  }
  return someOf(looks, drawing);
}

interface Drawing extends LookSettings {
  readonly itemCount: number;
  readonly random: () => number;
}

/** Undefined for an item that was met before, and where nothing else is left to meet. @param before - oldest first. */
function lookAt(item: number, before: Int32Array, drawing: Drawing): Look | undefined {
  const met = new Set(before);
  if (met.has(item) || met.size >= drawing.itemCount - 1) return undefined;
  met.add(item);
  return {
    before: [...before.subarray(Math.max(0, before.length - drawing.historyLimit))].reverse(),
    candidates: [item, ...drawOthers(met, drawing)],
  };
}

/** Items that were not met, each at most once; all of them where there are too few. */
function drawOthers(met: ReadonlySet<number>, { itemCount, negatives, random }: Drawing): readonly number[] {
  const others = new Set<number>();
  if (itemCount - met.size < negatives) {
    for (let item = 0; item < itemCount; item++) if (!met.has(item)) others.add(item);
  }
  while (others.size < Math.min(negatives, itemCount - met.size)) {
    const item = Math.floor(random() * itemCount);
    if (!met.has(item)) others.add(item);
  }
  return [...others];
}

/** As many as the limit says. Writes over the list. */
function someOf(looks: Look[], { lookLimit, random }: Drawing): readonly Look[] {
  while (looks.length > lookLimit) {
    const last = looks.pop()!;
    const at = Math.floor(random() * (looks.length + 1));
    if (at < looks.length) looks[at] = last;
  }
  return looks;
}

/** What everybody did. */
export interface Everybody {
  /** (itemCount) events on each item. */
  readonly counts: Float64Array;
  /** (values): share of all events that were on items with the value, above 0. */
  readonly shares: Float64Array;
  /** So many events as of everybody are added to a person's own, > 0. */
  readonly doubt: number;
}

/**
 * (candidates, 1 + 2 facets): an item's popularity, then by facet the lift of its values, then by facet how many of them
 * the last item has too.
 */
export function described(
  { before, candidates }: Look,
  { offsets, columns, facets, facetCount }: ItemValues,
  { counts, shares, doubt }: Everybody,
): Choice {
  const size = 1 + 2 * facetCount;
  const ofPerson = new Map<number, number>();
  for (const item of before) {
    for (let at = offsets[item]!; at < offsets[item + 1]!; at++)
      ofPerson.set(columns[at]!, (ofPerson.get(columns[at]!) ?? 0) + 1);
  }
  const newest = before[0]!;
  const ofLast = new Set(columns.subarray(offsets[newest]!, offsets[newest + 1]!));
  const unmet = Math.log(doubt / (before.length + doubt));
  const rows = new Float32Array(candidates.length * size);
  candidates.forEach((item, c) => {
    rows[c * size] = Math.log(counts[item]! + 0.5);
    for (let at = offsets[item]!; at < offsets[item + 1]!; at++) {
      const value = columns[at]!;
      const place = c * size + 1 + facets[value]!;
      const own = ofPerson.get(value);
      const expected = doubt * shares[value]!;
      rows[place]! +=
        own === undefined ? unmet : Math.log((own + expected) / ((before.length + doubt) * shares[value]!));
      if (ofLast.has(value)) rows[place + facetCount]!++;
    }
  });
  return rows;
}
