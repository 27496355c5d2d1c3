import { orderOf } from '../math/order-of.ts';
import { seededRandom } from '../math/random.ts';

/** Rows to learn from, and rows to foresee; both ascending. */
export interface Fold {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/** n rows of two classes, and what must be kept to when they are parted. */
export interface FoldedRows {
  /** (n): 0 or 1. */
  readonly isPositive: Uint8Array;
  /** (n): rows of one number are never on both sides. */
  readonly groups?: Int32Array;
  /** (n): what is foreseen is newer than what is learnt from; not together with groups. */
  readonly times?: Float64Array;
}

/**
 * Parts some of the rows for cross-validation. By themselves, each class is dealt out evenly; groups are dealt out whole,
 * the largest first, to the part that has fewest rows so far; by time, each part but the first is foreseen from all
 * older ones, and rows of one time are never parted. Parts that would be empty are left out.
 *
 * Sources: Kohavi (1995), "A study of cross-validation and bootstrap", on stratification; Hyndman & Athanasopoulos,
 * "Forecasting: principles and practice", section 5.10, on a rolling origin.
 *
 * @param rows - which, ascending.
 * @param partCount - at least 2.
 * @param seed - of how they are dealt out; by time, it has no say.
 */
export function foldsOf(data: FoldedRows, rows: Int32Array, partCount: number, seed: number): readonly Fold[] {
  if (!(Number.isInteger(partCount) && partCount >= 2))
    throw new RangeError(`partCount: want an integer ≥ 2, got ${partCount}`);
  if (data.times !== undefined) return forwardFolds(data.times, rows, partCount);
  const parts =
    data.groups === undefined
      ? stratifiedParts(data.isPositive, rows, partCount, seed)
      : groupParts(data.groups, rows, partCount, seed);
  return Array.from({ length: partCount }, (_, part) => ({
    train: rows.filter((_row, at) => parts[at] !== part),
    test: rows.filter((_row, at) => parts[at] === part),
  })).filter(({ train, test }) => train.length > 0 && test.length > 0);
}

/** By place among the rows, the number of its part. */
function stratifiedParts(isPositive: Uint8Array, rows: Int32Array, partCount: number, seed: number): Int32Array {
  const random = seededRandom(seed);
  const places = shuffled(rows.length, random);
  const parts = new Int32Array(rows.length);
  let next = 0; // goes on from class to class, so that parts are of one size
  for (const label of [1, 0]) {
    for (const place of places) if (isPositive[rows[place]!] === label) parts[place] = next++ % partCount;
  }
  return parts;
}

function groupParts(groups: Int32Array, rows: Int32Array, partCount: number, seed: number): Int32Array {
  const sizes = new Map<number, number>();
  for (const row of rows) sizes.set(groups[row]!, (sizes.get(groups[row]!) ?? 0) + 1);
  const names = [...sizes.keys()];
  const drawn = Array.from(shuffled(names.length, seededRandom(seed)), (at) => names[at]!);
  drawn.sort((a, b) => sizes.get(b)! - sizes.get(a)!);
  const filled = new Float64Array(partCount);
  const partOf = new Map<number, number>();
  for (const group of drawn) {
    const part = filled.indexOf(filled.reduce((least, size) => Math.min(least, size)));
    partOf.set(group, part);
    filled[part]! += sizes.get(group)!;
  }
  return Int32Array.from(rows, (row) => partOf.get(groups[row]!)!);
}

function forwardFolds(times: Float64Array, rows: Int32Array, partCount: number): readonly Fold[] {
  const order = orderOf(Float64Array.from(rows, (row) => times[row]!));
  const timeAt = (place: number) => times[rows[order[place]!]!]!;
  const cuts = Array.from({ length: partCount + 2 }, (_, part) => {
    let place = Math.round((part * rows.length) / (partCount + 1));
    while (place > 0 && place < rows.length && timeAt(place) === timeAt(place - 1)) place++;
    return place;
  });
  const between = (from: number, to: number) => Int32Array.from(order.subarray(from, to), (at) => rows[at]!).sort();
  return Array.from({ length: partCount }, (_, part) => ({
    train: between(0, cuts[part + 1]!),
    test: between(cuts[part + 1]!, cuts[part + 2]!),
  })).filter(({ train, test }) => train.length > 0 && test.length > 0);
}

function shuffled(count: number, random: () => number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
