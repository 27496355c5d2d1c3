import { checkSparseRows, rowCountOf, type SparseRows } from '../math/sparse-rows.ts';
import { topK } from '../math/top-k.ts';
import { transposeRows } from '../math/transpose-rows.ts';
import { type NeighbourTable, neighbourTable } from './neighbour-table.ts';

/**
 * Neighbours by what is said of items, not by what was done with them: a new item has them at once. The cosine of
 * tf-idf vectors in which each field has its own weight, so that long texts do not drown short ones.
 *
 * Source: Salton & Buckley (1988), "Term-weighting Approaches in Automatic Text Retrieval", Information Processing &
 * Management 24(5) (log tf, idf, cosine); Robertson, Zaragoza & Taylor (2004), "Simple BM25 Extension to Multiple
 * Weighted Fields", CIKM (why fields are weighed before they are added).
 */
export interface ContentNeighbourSettings {
  /** ≥ 0, one a field: the share of each field, among those that an item has. */
  readonly fieldWeights: readonly number[];
  /** A token counts ln(1 + items / items with it)^idfExponent; 0 is off. */
  readonly idfExponent: number;
  /** Tokens on more items than this nominate no neighbours, though they count between those nominated; at least 1. */
  readonly postingLimit: number;
  /** Neighbours kept an item, the most alike; at least 1. */
  readonly neighbourCount: number;
}

/** Of those nominated, so many times neighbourCount are compared in full. */
const POOL_FACTOR = 4;

/**
 * Items that share a token with at most postingLimit items are nominated for each other, by the cosine over such tokens
 * alone; the best 4 · neighbourCount of each are then compared over all tokens. Exact where the pool holds all.
 * O(Σ over tokens of min(items with it, postingLimit)²) time, so O(entries · postingLimit) at most; O(entries +
 * items · neighbourCount) memory.
 *
 * @param counts - items × tokens: how often a token stands in an item.
 * @param fields - a field a token, into the field weights.
 * @throws RangeError when counts are not as SparseRows says, or a field or a setting is out of range, naming it.
 */
export function fitContentNeighbours(
  counts: SparseRows,
  fields: Uint8Array,
  settings: ContentNeighbourSettings,
): NeighbourTable {
  checkSettings(settings);
  checkSparseRows(counts);
  checkFields(fields, counts.columnCount, settings.fieldWeights.length);
  const itemCount = rowCountOf(counts);
  const postings = transposeRows(counts);
  const vectors = unitRows(counts, postings, fields, settings);
  const nominators = transposeRows(vectors);
  const compare = comparerOf(vectors);
  const nominations = new Float64Array(itemCount);
  const nominated = new Int32Array(itemCount);

  return neighbourTable(itemCount, settings.neighbourCount, (item, row, touched) => {
    const count = nominate(item, vectors, nominators, settings.postingLimit, nominations, nominated);
    const pool = topK(nominations, POOL_FACTOR * settings.neighbourCount, nominated.subarray(0, count));
    for (let c = 0; c < count; c++) nominations[nominated[c]!] = 0;
    touched.set(pool);
    compare(item, pool, row);
    return pool.length;
  });
}

/** Adds up the cosine over rare tokens for each item but the item itself; gives how many were touched. */
function nominate(
  item: number,
  { offsets, columns, weights }: SparseRows,
  nominators: SparseRows,
  postingLimit: number,
  sums: Float64Array,
  touched: Int32Array,
): number {
  let count = 0;
  for (let at = offsets[item]!; at < offsets[item + 1]!; at++) {
    const from = nominators.offsets[columns[at]!]!;
    const to = nominators.offsets[columns[at]! + 1]!;
    if (to - from > postingLimit) continue;
    const weight = weights![at]!;
    for (let p = from; p < to; p++) {
      const other = nominators.columns[p]!;
      if (other === item) continue;
      if (sums[other] === 0) touched[count++] = other;
      sums[other]! += weight * nominators.weights![p]!;
    }
  }
  return count;
}

/** Cosines of one unit row with others. */
function comparerOf({ columnCount, offsets, columns, weights }: SparseRows) {
  const own = new Float32Array(columnCount);
  return (item: number, others: Int32Array, cosines: Float64Array): void => {
    for (let at = offsets[item]!; at < offsets[item + 1]!; at++) own[columns[at]!] = weights![at]!;
    for (const other of others) {
      let sum = 0;
      for (let at = offsets[other]!; at < offsets[other + 1]!; at++) sum += weights![at]! * own[columns[at]!]!;
      cosines[other] = sum;
    }
    for (let at = offsets[item]!; at < offsets[item + 1]!; at++) own[columns[at]!] = 0;
  };
}

/**
 * Rows of (1 + ln count) · idf, each field of a row scaled to length √weight and then the row to length 1; without the
 * tokens that count nothing.
 */
function unitRows(
  counts: SparseRows,
  postings: SparseRows,
  fields: Uint8Array,
  { fieldWeights, idfExponent }: ContentNeighbourSettings,
): SparseRows {
  const { offsets, columns, weights, columnCount } = counts;
  const itemCount = rowCountOf(counts);
  const idf = Float64Array.from(
    { length: columnCount },
    (_, c) => Math.log(1 + itemCount / (postings.offsets[c + 1]! - postings.offsets[c]!)) ** idfExponent,
  );
  const starts = new Int32Array(itemCount + 1);
  const keptColumns = new Int32Array(columns.length);
  const keptWeights = new Float32Array(columns.length);
  const squares = new Float64Array(fieldWeights.length);
  const valueAt = (at: number) => (1 + Math.log(weights === undefined ? 1 : weights[at]!)) * idf[columns[at]!]!;
  let size = 0;
  for (let item = 0; item < itemCount; item++) {
    squares.fill(0);
    for (let at = offsets[item]!; at < offsets[item + 1]!; at++) squares[fields[columns[at]!]!]! += valueAt(at) ** 2;
    const total = fieldWeights.reduce((sum, weight, field) => sum + (squares[field]! > 0 ? weight : 0), 0);
    for (let at = offsets[item]!; at < offsets[item + 1]!; at++) {
      const field = fields[columns[at]!]!;
      const scale = Math.sqrt(fieldWeights[field]! / (squares[field]! * total));
      if (!(scale > 0)) continue;
      keptColumns[size] = columns[at]!;
      keptWeights[size++] = valueAt(at) * scale;
    }
    starts[item + 1] = size;
  }
  return {
    columnCount,
    offsets: starts,
    columns: keptColumns.subarray(0, size),
    weights: keptWeights.subarray(0, size),
  };
}

function checkSettings({ fieldWeights, idfExponent, ...counts }: ContentNeighbourSettings): void {
  const wrong = fieldWeights.find((weight) => !(weight >= 0 && weight < Infinity));
  if (wrong !== undefined) throw new RangeError(`fieldWeights: want numbers ≥ 0, got ${wrong}`);
  if (!(idfExponent >= 0)) throw new RangeError(`idfExponent: want a number ≥ 0, got ${idfExponent}`);
  for (const name of ['postingLimit', 'neighbourCount'] as const) {
    const value = counts[name];
    if (!Number.isInteger(value) || value < 1) throw new RangeError(`${name}: want an integer ≥ 1, got ${value}`);
  }
}

function checkFields(fields: Uint8Array, columnCount: number, fieldCount: number): void {
  if (fields.length !== columnCount)
    throw new RangeError(`fields: want ${columnCount}, one a token, got ${fields.length}`);
  const wrong = fields.findIndex((field) => field >= fieldCount);
  if (wrong >= 0) throw new RangeError(`token ${wrong}: field ${fields[wrong]} is outside [0, ${fieldCount})`);
}
