import { seededRandom } from '../math/random.ts';
import { topK } from '../math/top-k.ts';
import { type NeighbourTable, neighbourTable } from './neighbour-table.ts';

/** Vectors that may be compared with each other: of one length, and of one meaning. */
export interface VectorGroup {
  /** Of each vector, the item that it belongs to, in [0, itemCount); no item stands twice in all groups. */
  readonly items: Int32Array;
  /** Numbers a vector; at least 1. */
  readonly width: number;
  /** (items, width), finite. */
  readonly values: Float32Array;
}

export interface VectorNeighbourSettings {
  /** Neighbours kept an item, the most alike; at least 1. */
  readonly neighbourCount: number;
  /** A group of at most so many vectors is compared each with each. */
  readonly compareAll: number;
  /** Of a larger group, the leaders whose followers are compared; at least 1. */
  readonly leadersAsked: number;
  readonly seed: number;
}

/**
 * The most alike items of each, by the cosine of their vectors once the mean of the group is taken out of them: what all
 * have in common says nothing. Weights are cosines above 0. An item without a vector, or with the mean for one, has no
 * neighbours, and is none.
 *
 * In a group of n > compareAll vectors √n of them, drawn by the seed, lead: each vector follows the leader that it is
 * most like, and is compared with the followers of the leadersAsked leaders that are most like itself. O(n √n · width ·
 * leadersAsked) time, O(n · (width + neighbourCount)) memory; n² · width where all are compared.
 *
 * Source: Chierichetti, Panconesi, Raghavan, Sozio, Tiberi & Upfal (2007), "Finding Near Neighbors Through Cluster
 * Pruning", PODS, section 3.
 *
 * @throws RangeError when a group's arrays do not fit each other, or a setting is out of range, naming it.
 */
export function fitVectorNeighbours(
  itemCount: number,
  groups: readonly VectorGroup[],
  settings: VectorNeighbourSettings,
): NeighbourTable {
  checkSettings(settings);
  for (const group of groups) checkGroup(group, itemCount);
  const prepared = groups.filter(({ items }) => items.length > 0).map((group) => prepare(group, settings));
  const groupOf = new Int32Array(itemCount).fill(-1);
  const rowOf = new Int32Array(itemCount);
  prepared.forEach(({ items }, number) => {
    items.forEach((item, row) => {
      groupOf[item] = number;
      rowOf[item] = row;
    });
  });
  return neighbourTable(itemCount, settings.neighbourCount, (item, row, touched) => {
    const group = prepared[groupOf[item]!];
    return group === undefined ? 0 : compare(group, rowOf[item]!, { row, touched });
  });
}

/** Unit vectors in the order of the leaders that they follow. */
interface Prepared {
  readonly items: Int32Array;
  readonly width: number;
  readonly vectors: Float32Array;
  /** (leaders + 1): where the followers of each begin. */
  readonly starts: Int32Array;
  /** (items, asked): the leaders that each is most like, the first the one that it follows. */
  readonly leaders: Int32Array;
  readonly asked: number;
}

function prepare(group: VectorGroup, { compareAll, leadersAsked, seed }: VectorNeighbourSettings): Prepared {
  const { items, width } = group;
  const vectors = centredUnits(group);
  const n = items.length;
  const leaderCount = n <= compareAll ? 1 : Math.ceil(Math.sqrt(n));
  const asked = Math.min(leadersAsked, leaderCount);
  const leading = drawn(n, leaderCount, seed);
  const leaders = new Int32Array(n * asked);
  const likeness = new Float64Array(leaderCount);
  for (let row = 0; row < n && leaderCount > 1; row++) {
    for (let leader = 0; leader < leaderCount; leader++)
      likeness[leader] = dot(vectors, row * width, leading[leader]! * width, width);
    leaders.set(topK(likeness, asked), row * asked);
  }
  return byLeader({ items, width, vectors, leaders, asked, leaderCount });
}

/** The rows in the order of the leaders that they follow, so that what is compared lies together. */
function byLeader({
  items,
  width,
  vectors,
  leaders,
  asked,
  leaderCount,
}: Omit<Prepared, 'starts'> & { readonly leaderCount: number }): Prepared {
  const starts = new Int32Array(leaderCount + 1);
  for (let row = 0; row < items.length; row++) starts[leaders[row * asked]! + 1]!++;
  for (let leader = 0; leader < leaderCount; leader++) starts[leader + 1]! += starts[leader]!;
  const next = starts.slice();
  const sorted = {
    items: new Int32Array(items.length),
    vectors: new Float32Array(vectors.length),
    leaders: new Int32Array(leaders.length),
  };
  for (let row = 0; row < items.length; row++) {
    const to = next[leaders[row * asked]!]!++;
    sorted.items[to] = items[row]!;
    sorted.vectors.set(vectors.subarray(row * width, (row + 1) * width), to * width);
    sorted.leaders.set(leaders.subarray(row * asked, (row + 1) * asked), to * asked);
  }
  return { ...sorted, width, starts, asked };
}

function compare(
  { items, width, vectors, starts, leaders, asked }: Prepared,
  own: number,
  { row, touched }: { readonly row: Float64Array; readonly touched: Int32Array },
): number {
  let count = 0;
  for (let a = 0; a < asked; a++) {
    const leader = leaders[own * asked + a]!;
    for (let other = starts[leader]!; other < starts[leader + 1]!; other++) {
      const cosine = dot(vectors, own * width, other * width, width);
      if (other === own || !(cosine > 0)) continue;
      row[items[other]!] = cosine;
      touched[count++] = items[other]!;
    }
  }
  return count;
}

/** Four sums at a time: one alone waits for each of its additions. */
function dot(vectors: Float32Array, from: number, to: number, width: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let j = 0;
  for (; j + 4 <= width; j += 4) {
    a += vectors[from + j]! * vectors[to + j]!;
    b += vectors[from + j + 1]! * vectors[to + j + 1]!;
    c += vectors[from + j + 2]! * vectors[to + j + 2]!;
    d += vectors[from + j + 3]! * vectors[to + j + 3]!;
  }
  for (; j < width; j++) a += vectors[from + j]! * vectors[to + j]!;
  return a + b + c + d;
}

/** Below this length what is left of a vector is rounding. */
const LEAST_LENGTH = 1e-6;

/** What sets each vector apart from their mean, to length 1; 0 where nothing does. */
function centredUnits({ items, width, values }: VectorGroup): Float32Array {
  const n = items.length;
  const units = scaled(values, width, (length) => length);
  const mean = new Float64Array(width);
  units.forEach((value, at) => {
    mean[at % width]! += value / n;
  });
  if (n > 1) for (let at = 0; at < units.length; at++) units[at]! -= mean[at % width]!;
  return scaled(units, width, (length) => (length > LEAST_LENGTH ? length : Number.POSITIVE_INFINITY));
}

function scaled(values: Float32Array, width: number, by: (length: number) => number): Float32Array {
  const out = new Float32Array(values.length);
  for (let from = 0; from < values.length; from += width) {
    let squares = 0;
    for (let at = from; at < from + width; at++) squares += values[at]! ** 2;
    const divisor = by(Math.sqrt(squares)) || 1;
    for (let at = from; at < from + width; at++) out[at] = values[at]! / divisor;
  }
  return out;
}

/** Distinct rows, each as likely as another. */
function drawn(n: number, count: number, seed: number): Int32Array {
  const random = seededRandom(seed);
  const rows = Int32Array.from({ length: n }, (_, row) => row);
  for (let at = 0; at < count; at++) {
    const other = at + Math.floor(random() * (n - at));
    [rows[at], rows[other]] = [rows[other]!, rows[at]!];
  }
  return rows.slice(0, count);
}

function checkGroup({ items, width, values }: VectorGroup, itemCount: number): void {
  if (!Number.isInteger(width) || width < 1) throw new RangeError(`width: want an integer ≥ 1, got ${width}`);
  if (values.length !== items.length * width)
    throw new RangeError(`values: want ${items.length} × ${width}, got ${values.length}`);
  const wrong = items.find((item) => !(item >= 0 && item < itemCount));
  if (wrong !== undefined) throw new RangeError(`items: ${wrong} is outside [0, ${itemCount})`);
  if (!values.every(Number.isFinite)) throw new RangeError('values: want finite numbers');
}

function checkSettings({ seed: _, ...counts }: VectorNeighbourSettings): void {
  for (const [name, value] of Object.entries(counts)) {
    if (!Number.isInteger(value) || value < 1) throw new RangeError(`${name}: want an integer ≥ 1, got ${value}`);
  }
}
