import { orderOf } from '../../math/order-of.ts';

/** Scores from 1 to 5 of n people: how lately, how often, for how much; 5 is best. */
export interface RfmScores {
  readonly recency: Uint8Array;
  readonly frequency: Uint8Array;
  readonly monetary: Uint8Array;
}

const FIFTHS = 5;

/**
 * The scores by fifths of the people. Equal values have equal scores, so that fifths can be of different sizes.
 *
 * Source: Hughes (1994), "Strategic Database Marketing", chapter 6.
 *
 * @param sinceNewest - time since the newest order; the less, the better.
 */
export const rfmScores = (sinceNewest: Float64Array, orders: Float64Array, value: Float64Array): RfmScores => ({
  recency: fifthsOf(sinceNewest.map((time) => -time)),
  frequency: fifthsOf(orders),
  monetary: fifthsOf(value),
});

function fifthsOf(values: Float64Array): Uint8Array {
  const order = orderOf(values);
  const n = values.length;
  const fifths = new Uint8Array(n);
  for (let from = 0; from < n; ) {
    let to = from;
    while (to < n && values[order[to]!]! === values[order[from]!]!) to++;
    // The place of those in the middle of the equal ones.
    const fifth = 1 + Math.min(FIFTHS - 1, Math.floor((FIFTHS * (from + to - 1)) / 2 / n));
    for (; from < to; from++) fifths[order[from]!] = fifth;
  }
  return fifths;
}

/** What people were worth later, by their scores. */
export interface RfmTable {
  /** By the scores as three digits: recency, frequency, monetary. */
  readonly cells: ReadonlyMap<number, { readonly people: number; readonly mean: number }>;
  /** By the sum of the three scores. */
  readonly bySum: ReadonlyMap<number, { readonly people: number; readonly mean: number }>;
  readonly mean: number;
}

/** The baseline that shops know: what people with the same scores were worth in the time after. */
export function rfmTable(scores: RfmScores, laterValue: Float64Array): RfmTable {
  const n = laterValue.length;
  const rows = Array.from({ length: n }, (_, row) => row);
  const mean = n === 0 ? 0 : laterValue.reduce((sum, value) => sum + value, 0) / n;
  return {
    cells: meansBy(rows, (row) => cellOf(scores, row), laterValue),
    bySum: meansBy(rows, (row) => sumOf(scores, row), laterValue),
    mean,
  };
}

/** People that the mean of the wider group counts as, beside a cell's own. */
const PULL = 10;

/** What each person's cell was worth, drawn towards those with the same sum of scores, and these towards everybody. */
export function valueByRfm(table: RfmTable, scores: RfmScores): Float64Array {
  return Float64Array.from(scores.recency, (_, row) => {
    const bySum = drawn(table.bySum.get(sumOf(scores, row)), table.mean);
    return drawn(table.cells.get(cellOf(scores, row)), bySum);
  });
}

const drawn = (group: { readonly people: number; readonly mean: number } | undefined, towards: number): number =>
  group === undefined ? towards : (group.people * group.mean + PULL * towards) / (group.people + PULL);

const cellOf = ({ recency, frequency, monetary }: RfmScores, row: number): number =>
  100 * recency[row]! + 10 * frequency[row]! + monetary[row]!;

const sumOf = ({ recency, frequency, monetary }: RfmScores, row: number): number =>
  recency[row]! + frequency[row]! + monetary[row]!;

function meansBy(rows: readonly number[], keyOf: (row: number) => number, values: Float64Array) {
  return new Map(
    [...Map.groupBy(rows, keyOf)].map(([key, group]) => [
      key,
      { people: group.length, mean: group.reduce((sum, row) => sum + values[row]!, 0) / group.length },
    ]),
  );
}
