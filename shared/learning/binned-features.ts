import type { Kernels } from '../math/kernels.ts';
import { checkFeatureTable, type FeatureColumn, type FeatureTable } from './feature-columns.ts';

/** How columns are cut into bins, as was found on the rows that a model was fitted on. */
export interface Binning {
  readonly columns: readonly ColumnBinning[];
}

/** Bin 0 is where a value is missing, of every column. */
export type ColumnBinning =
  | {
      readonly kind: 'number';
      /** Ascending, 32-bit floats: value x is in bin 1 + how many cuts lie below it. */
      readonly cuts: Float64Array;
    }
  | {
      readonly kind: 'category';
      /** By category, its bin; 0 for one that is too rare to have its own, which then counts as missing. */
      readonly bins: Uint8Array;
      /** Bins, the missing one among them. */
      readonly binCount: number;
    };

/** Bins beside the missing one, at most. */
export const MAX_BINS = 255;

/** Rows that cuts are found on, evenly spread over all: more hardly move them. */
const CUT_ROWS = 200_000;

/**
 * Cuts number columns so that bins have about equally many rows; a value that many rows share has its own. Numbers are
 * rounded to 32-bit floats first, as the served graph reads them. Categories have a bin each, the most frequent first,
 * equal ones by lower code. O(columns · n).
 *
 * Source: Ke et al. (2017), "LightGBM: a highly efficient gradient boosting decision tree", section 2.1.
 *
 * @param maxBins - in [2, 255], beside the missing one.
 * @throws RangeError when the table is not as FeatureTable says, or there are not that many bins.
 */
export function fitBinning(table: FeatureTable, maxBins: number): Binning {
  if (!(Number.isInteger(maxBins) && maxBins >= 2 && maxBins <= MAX_BINS))
    throw new RangeError(`maxBins: want an integer from 2 to ${MAX_BINS}, got ${maxBins}`);
  checkFeatureTable(table);
  return { columns: table.columns.map((column) => binningOf(column, maxBins)) };
}

/** (columns): bins of each column, the missing one among them. */
export const binCountsOf = ({ columns }: Binning): Int32Array =>
  Int32Array.from(columns, (column) => (column.kind === 'number' ? column.cuts.length + 2 : column.binCount));

/** (columns, n): of each column a bin a row. @throws RangeError when the table's columns are not those of the binning. */
export function binnedColumns(binning: Binning, { rowCount, columns }: FeatureTable, kernels?: Kernels): Uint8Array {
  if (columns.length !== binning.columns.length)
    throw new RangeError(`columns: want ${binning.columns.length}, got ${columns.length}`);
  const bins = new Uint8Array(columns.length * rowCount);
  columns.forEach((column, index) => {
    binColumn(bins.subarray(index * rowCount, (index + 1) * rowCount), binning.columns[index]!, column, {
      index,
      kernels,
    });
  });
  return bins;
}

function binColumn(
  bins: Uint8Array,
  binning: ColumnBinning,
  column: FeatureColumn,
  { index, kernels }: { readonly index: number; readonly kernels: Kernels | undefined },
): void {
  if (binning.kind === 'number' && column.kind === 'number') {
    const { cuts } = binning;
    if (kernels !== undefined) kernels.within(({ numberBins }) => bins.set(numberBins(column.values, cuts)));
    else for (let row = 0; row < bins.length; row++) bins[row] = numberBin(cuts, column.values[row]!);
  } else if (binning.kind === 'category' && column.kind === 'category') {
    for (let row = 0; row < bins.length; row++) bins[row] = binning.bins[column.codes[row]!] ?? 0;
  } else throw new RangeError(`column ${index}: want a ${binning.kind}, got a ${column.kind}`);
}

function numberBin(cuts: Float64Array, value: number): number {
  if (Number.isNaN(value)) return 0;
  const x = Math.fround(value);
  let [low, high] = [0, cuts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x <= cuts[middle]!) high = middle;
    else low = middle + 1;
  }
  return low + 1;
}

function binningOf(column: FeatureColumn, maxBins: number): ColumnBinning {
  if (column.kind === 'number') return { kind: 'number', cuts: cutsOf(column.values, maxBins) };
  const counts = new Float64Array(column.categoryCount);
  for (const code of column.codes) if (code >= 0) counts[code]!++;
  const frequent = [...counts.keys()]
    .filter((code) => counts[code]! > 0)
    .sort((a, b) => counts[b]! - counts[a]! || a - b)
    .slice(0, maxBins);
  const bins = new Uint8Array(column.categoryCount);
  frequent.forEach((code, rank) => {
    bins[code] = rank + 1;
  });
  return { kind: 'category', bins, binCount: frequent.length + 1 };
}

/** At most maxBins − 1 cuts, each between two different values. */
function cutsOf(values: Float64Array, maxBins: number): Float64Array {
  const { distinct, counts, total } = distinctValues(values);
  const cuts: number[] = [];
  if (distinct.length <= maxBins) {
    for (let i = 1; i < distinct.length; i++) cuts.push(cutBetween(distinct[i - 1]!, distinct[i]!));
    return Float64Array.from(cuts);
  }
  // Values that fill a bin by themselves are counted out, and the other rows shared by what bins are left.
  const isHeavy = (i: number) => counts[i]! >= total / maxBins;
  let [heavyLeft, rowsLeft] = [0, total];
  for (let i = 0; i < counts.length; i++) {
    if (!isHeavy(i)) continue;
    heavyLeft++;
    rowsLeft -= counts[i]!;
  }
  let inBin = 0;
  for (let i = 0; i + 1 < distinct.length && cuts.length < maxBins - 1; i++) {
    if (isHeavy(i)) heavyLeft--;
    else inBin += counts[i]!;
    const lightBins = Math.max(1, maxBins - cuts.length - heavyLeft);
    if (!isHeavy(i) && !isHeavy(i + 1) && inBin < rowsLeft / lightBins) continue;
    cuts.push(cutBetween(distinct[i]!, distinct[i + 1]!));
    rowsLeft -= inBin;
    inBin = 0;
  }
  return Float64Array.from(cuts);
}

/** In the middle where 32 bits allow it, else on the lower one; values up to the cut are below it. */
function cutBetween(low: number, high: number): number {
  const middle = Math.fround(low + (high - low) / 2);
  return middle < high ? middle : low;
}

/** Ascending, as 32-bit floats; 0 stands for both zeros. */
function distinctValues(values: Float64Array) {
  const step = Math.max(1, Math.floor(values.length / CUT_ROWS));
  const known = new Float32Array(Math.ceil(values.length / step));
  let total = 0;
  for (let row = 0; row < values.length; row += step)
    if (!Number.isNaN(values[row]!)) known[total++] = values[row]! + 0;
  const sorted = known.subarray(0, total).sort();
  const [distinct, counts] = [new Float32Array(total), new Int32Array(total)];
  let length = 0;
  for (let start = 0; start < total; ) {
    let end = start + 1;
    while (end < total && sorted[end] === sorted[start]) end++;
    distinct[length] = sorted[start]!;
    counts[length++] = end - start;
    start = end;
  }
  return { distinct: distinct.subarray(0, length), counts: counts.subarray(0, length), total };
}
