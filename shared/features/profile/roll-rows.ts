import { fulfils, type Rule } from '../../domain/segment.ts';
import { type TextColumn, textAt } from '../../math/text-column.ts';

/** Somebody who fulfilled a rule when the night looked. */
export interface Match {
  readonly place: number;
  readonly partition: string;
  /** ISO 3166; undefined: not known. */
  readonly market: string | undefined;
}

/** Some of those whom a search has found, and how many there are of them. */
export interface Found {
  readonly count: number;
  /** The first of them. */
  first(most: number): readonly Match[];
}

/** Some people of a roll, column by column. */
interface Columns {
  readonly place: Float64Array;
  readonly partition: TextColumn;
  readonly market: TextColumn;
  readonly features: Readonly<Record<string, Float64Array>>;
}

/** Rows of which nothing is made before they are wanted: hardly any of a large bucket are. */
interface FoundRow {
  readonly place: number;
  readonly row: number;
  readonly columns: Columns;
}

/**
 * Who of some parts of a roll fulfils a rule, in the order of their places.
 * @param after - a place; those up to it are passed over.
 */
export function foundIn(parts: readonly Columns[], rule: Rule, after: number): Found {
  const rows = rowsIn(parts, rule, after);
  return {
    count: rows.length,
    first: (most) =>
      rows.slice(0, most).map((found) => ({
        place: found.place,
        partition: partitionOf(found),
        market: textAt(found.columns.market, found.row) || undefined,
      })),
  };
}

function rowsIn(parts: readonly Columns[], rule: Rule, after: number): readonly FoundRow[] {
  const rows: FoundRow[] = [];
  for (const columns of parts) {
    const { place, features } = columns;
    let row = 0;
    const valueNamed = (feature: string): number => features[feature]?.[row] ?? Number.NaN;
    for (; row < place.length; row++)
      if (place[row]! > after && fulfils(rule, valueNamed)) rows.push({ place: place[row]!, row, columns });
  }
  return rows.sort((a, b) => a.place - b.place || (partitionOf(a) < partitionOf(b) ? -1 : 1));
}

const partitionOf = ({ columns, row }: FoundRow): string => textAt(columns.partition, row);
