import { checkFeatureTable, type FeatureColumn, type FeatureTable, type NumberColumn } from './feature-columns.ts';
import type { DenseRows } from './logistic-regression.ts';

/** What a column becomes for a linear model: numbers of a row's value, as was found on the rows of the fit. */
type ColumnDesign =
  | {
      readonly kind: 'number';
      /** Taken where the value is missing. */
      readonly median: number;
      readonly hasMissing: boolean;
      /** Above 0: log(1 + value / unit) stands for the value; 0: the value stands for itself. */
      readonly logUnit: number;
      /** Where a line may bend, on the scale that stands for the value; ascending. */
      readonly knots: readonly number[];
      /** Values that have a number of their own: 1 where the row has it. */
      readonly indicated: readonly number[];
    }
  | {
      readonly kind: 'category';
      /** Categories with a number of their own; −1 is a missing one. */
      readonly indicated: readonly number[];
    };

export interface Design {
  readonly columns: readonly ColumnDesign[];
  /** Of each number of a row, the index of the column that it comes from. */
  readonly sources: Int32Array;
}

/** Rows that a category or value needs to have a number of its own. */
const LEAST_ROWS = 10;
/** Categories of a column with a number of their own, at most: the most frequent. */
const MOST_CATEGORIES = 40;
/** A column of so few whole numbers may be a code as well as an amount: it is read as both. */
const FEW_VALUES = 20;
/** Skewed is what has a skewness above this: that of an exponential is 2, of a uniform 0. */
const SKEWED = 1;
/** A line may bend at these quantiles. */
const KNOT_QUANTILES = [0.1, 0.3, 0.5, 0.7, 0.9];

/**
 * How columns are told to a linear model: categories one by one; numbers as lines that may bend at quantiles, on a log
 * scale where they are not negative and skewed, each frequent value of whole numbers of few values also by itself, and
 * zero where it is frequent; what is missing as the median and a number that says so. Nothing here looks at labels.
 *
 * Source: Hastie, Tibshirani & Friedman (2009), "The Elements of Statistical Learning", sections 5.2 (piecewise
 * polynomials) and 9.6 (missing values).
 */
export function fitDesign(table: FeatureTable): Design {
  checkFeatureTable(table);
  const columns = table.columns.map(designOf);
  const sources = columns.flatMap((column, index) => Array.from({ length: widthOf(column) }, () => index));
  return { columns, sources: Int32Array.from(sources) };
}

/** (n, width of the design) */
export function designRows({ columns, sources }: Design, table: FeatureTable): DenseRows {
  const width = sources.length;
  const values = new Float64Array(table.rowCount * width);
  let at = 0;
  columns.forEach((design, index) => {
    const column = table.columns[index];
    if (column?.kind !== design.kind) throw new RangeError(`column ${index}: want a ${design.kind}`);
    for (let row = 0; row < table.rowCount; row++) writeRow(design, column, row, values, row * width + at);
    at += widthOf(design);
  });
  return { values, width };
}

const widthOf = (design: ColumnDesign): number =>
  design.indicated.length + (design.kind === 'number' ? 1 + design.knots.length + (design.hasMissing ? 1 : 0) : 0);

function writeRow(design: ColumnDesign, column: FeatureColumn, row: number, values: Float64Array, start: number): void {
  let at = start;
  const told = column.kind === 'number' ? column.values[row]! : column.codes[row]!;
  for (const value of design.indicated) values[at++] = told === value ? 1 : 0;
  if (design.kind === 'category') return;
  const isMissing = Number.isNaN(told);
  const scaled = scaledBy(design.logUnit, isMissing ? design.median : told);
  values[at++] = scaled;
  for (const knot of design.knots) values[at++] = Math.max(0, scaled - knot);
  if (design.hasMissing) values[at] = isMissing ? 1 : 0;
}

/** Below 0, which the fit has not seen, the line goes on. */
const scaledBy = (unit: number, value: number): number =>
  unit === 0 ? value : value < 0 ? value / unit : Math.log1p(value / unit);

function designOf(column: FeatureColumn): ColumnDesign {
  if (column.kind === 'number') return numberDesign(column);
  const counts = countsOf(column.codes);
  return { kind: 'category', indicated: frequentOf(counts, MOST_CATEGORIES) };
}

function numberDesign({ values }: NumberColumn): ColumnDesign {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  if (known.length === 0) return { kind: 'number', median: 0, hasMissing: false, logUnit: 0, knots: [], indicated: [] };
  const median = quantileOf(known, 0.5);
  const isSkewed = known[0]! >= 0 && skewness(known) > SKEWED;
  const logUnit = isSkewed
    ? quantileOf(
        known.filter((value) => value > 0),
        0.5,
      )
    : 0;
  const counts = countsOf(known);
  const isCode = counts.size <= FEW_VALUES && [...counts.keys()].every(Number.isInteger);
  const indicated = isCode ? frequentOf(counts, FEW_VALUES) : frequentOf(new Map([[0, counts.get(0) ?? 0]]), 1);
  const knots = isCode ? [] : KNOT_QUANTILES.map((q) => scaledBy(logUnit, quantileOf(known, q)));
  const [least, most] = [scaledBy(logUnit, known[0]!), scaledBy(logUnit, known.at(-1)!)];
  return {
    kind: 'number',
    median,
    hasMissing: known.length < values.length,
    logUnit,
    knots: [...new Set(knots)].filter((knot) => knot > least && knot < most),
    indicated: counts.size > 2 ? indicated : [],
  };
}

function countsOf(values: Float64Array | Int32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

const frequentOf = (counts: ReadonlyMap<number, number>, most: number): readonly number[] =>
  [...counts]
    .filter(([, count]) => count >= LEAST_ROWS)
    .sort(([a, countA], [b, countB]) => countB - countA || a - b)
    .slice(0, most)
    .map(([value]) => value);

/** One of the sorted values. */
const quantileOf = (sorted: Float64Array, q: number): number => sorted[Math.floor(q * (sorted.length - 1))]!;

function skewness(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let [squares, cubes] = [0, 0];
  for (const value of values) {
    squares += (value - mean) ** 2 / values.length;
    cubes += (value - mean) ** 3 / values.length;
  }
  return squares === 0 ? 0 : cubes / squares ** 1.5;
}
