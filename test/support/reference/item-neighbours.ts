import type { ItemNeighbourSettings } from '../../../shared/learning/item-neighbours.ts';

export interface NaiveNeighbour {
  readonly item: number;
  readonly weight: number;
}

/** The readable twin of shared/learning/item-neighbours.ts, in doubles, from a dense matrix (people × items). */
export function naiveItemNeighbours(
  matrix: readonly (readonly number[])[],
  itemCount: number,
  settings: ItemNeighbourSettings,
): NaiveNeighbour[][] {
  const items = Array.from({ length: itemCount }, (_, i) => i);
  const sumOver = (value: (row: readonly number[]) => number) => matrix.reduce((sum, row) => sum + value(row), 0);
  const squares = items.map((i) => sumOver((row) => row[i]! ** 2));
  const power = (value: number, exponent: number) => (value === 0 ? 0 : value ** -exponent);
  const lengthOf = (row: readonly number[]) => row.filter((entry) => entry !== 0).length;
  return items.map((i) =>
    items
      .filter((j) => j !== i)
      .map((j) => ({
        item: j,
        weight:
          power(squares[i]!, settings.rowExponent) *
          power(squares[j]!, settings.columnExponent) *
          sumOver((row) => power(lengthOf(row), settings.historyExponent) * row[i]! * row[j]!),
      }))
      .filter(({ weight }) => weight > 0)
      .sort((a, b) => b.weight - a.weight || a.item - b.item)
      .slice(0, settings.neighbourCount),
  );
}
