import { invalidAt } from '../domain/errors.ts';

/** What stands for a column when a row may have any of its values. */
export const ANY = '*';
/** Between the values of a class, one of which a row has. */
const OR = '|';

/**
 * Rows whose every combination of values stands in at least k of them: each value is replaced by those of the row's
 * class. No row is left out.
 *
 * Strict multidimensional partitioning: a class is cut in two along the column that has most of its values left, as
 * near to the middle as leaves both sides k rows, until no cut does. Values are in the order of how often they are met,
 * so that rare ones share a class among themselves. O(n log n) for each column, deterministic.
 *
 * Source: LeFevre, DeWitt & Ramakrishnan, "Mondrian Multidimensional K-Anonymity", ICDE 2006.
 *
 * @param rows - one a person, all of one length.
 * @returns the rows in their order.
 * @throws InvalidInputError when there are fewer than k rows.
 */
export function kAnonymous(rows: readonly (readonly string[])[], k: number): readonly (readonly string[])[] {
  if (rows.length < k) {
    throw invalidAt('/k', `${k} people are wanted to be alike, and there are ${rows.length}`);
  }
  const columnCount = rows[0]?.length ?? 0;
  const columns = Array.from({ length: columnCount }, (_, column) => column);
  const valueCounts = columns.map((column) => new Set(rows.map((row) => row[column])).size);
  const generalised: (readonly string[])[] = new Array(rows.length);
  const waiting: number[][] = [Array.from(rows, (_, row) => row)];
  for (let members = waiting.pop(); members !== undefined; members = waiting.pop()) {
    const cut = bestCut(rows, members, valueCounts, k);
    if (cut !== undefined) {
      waiting.push(...cut);
      continue;
    }
    const label = columns.map((column) => labelOf(rows, members, column, valueCounts[column]!));
    for (const member of members) generalised[member] = label;
  }
  return generalised;
}

/** How many rows are alike, by what they say. */
export function classSizes(rows: readonly (readonly string[])[]): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const row of rows) {
    const key = JSON.stringify(row);
    sizes.set(key, (sizes.get(key) ?? 0) + 1);
  }
  return sizes;
}

type Halves = readonly [number[], number[]];

/** Along the column with the largest share of its values; undefined when no cut leaves both sides k rows. */
function bestCut(
  rows: readonly (readonly string[])[],
  members: readonly number[],
  valueCounts: readonly number[],
  k: number,
): Halves | undefined {
  if (members.length < 2 * k) return undefined;
  const widths = valueCounts.map((count, column) => new Set(members.map((row) => rows[row]![column])).size / count);
  const columns = Array.from(widths.keys()).sort((a, b) => widths[b]! - widths[a]! || a - b);
  for (const column of columns) {
    const halves = cutAlong(rows, members, column, k);
    if (halves !== undefined) return halves;
  }
  return undefined;
}

function cutAlong(
  rows: readonly (readonly string[])[],
  members: readonly number[],
  column: number,
  k: number,
): Halves | undefined {
  const counts = countsOf(rows, members, column);
  const values = [...counts].sort(([a, of], [b, than]) => than - of || (a < b ? -1 : 1));
  let before = 0;
  let nearest: { readonly distance: number; readonly upTo: number } | undefined;
  for (const [place, [, count]] of values.entries()) {
    before += count;
    const distance = Math.abs(before - members.length / 2);
    const leavesEnough = before >= k && members.length - before >= k;
    if (leavesEnough && (nearest === undefined || distance < nearest.distance)) nearest = { distance, upTo: place };
  }
  if (nearest === undefined) return undefined;
  const first = new Set(values.slice(0, nearest.upTo + 1).map(([value]) => value));
  const isFirst = (row: number) => first.has(rows[row]![column]!);
  return [members.filter(isFirst), members.filter((row) => !isFirst(row))];
}

function labelOf(
  rows: readonly (readonly string[])[],
  members: readonly number[],
  column: number,
  valueCount: number,
): string {
  const values = [...countsOf(rows, members, column).keys()].sort();
  return values.length > 1 && values.length === valueCount ? ANY : values.join(OR);
}

function countsOf(
  rows: readonly (readonly string[])[],
  members: readonly number[],
  column: number,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const row of members) {
    const value = rows[row]![column]!;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}
