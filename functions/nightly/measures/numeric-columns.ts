import { InvalidInputError } from '../../../shared/domain/errors.ts';
import type { TextTable } from '../../../shared/ports/text-tables.ts';
import type { MeasuredFiles } from './measure.ts';

export interface NumericColumns {
  readonly names: readonly string[];
  /** (rows, columns), row by row; NaN where a cell is empty. */
  readonly values: Float64Array;
  readonly width: number;
  /** Columns whose cells are no numbers. */
  readonly leftOut: readonly string[];
}

/** The one table of a data set. @throws InvalidInputError when there are none, or several. */
export async function onlyTable(files: MeasuredFiles): Promise<TextTable> {
  const names = files.names.filter((name) => /\.(csv|tsv)(\.gz)?$/.test(name));
  if (names.length !== 1)
    throw new InvalidInputError(
      `want one .csv or .tsv, got ${names.join(', ') || files.names.join(', ') || 'no file'}`,
    );
  return files.table(names[0]!);
}

/**
 * The columns of numbers, without those to drop.
 * @throws InvalidInputError when none is left, or there is no row.
 */
export function numericColumns({ columns, file, rowCount }: TextTable, drop: readonly string[]): NumericColumns {
  const asked = [...columns].filter(([name]) => !drop.includes(name));
  const isNumeric = (cells: readonly string[]) =>
    cells.some((cell) => cell.trim() !== '') && cells.every((cell) => cell.trim() === '' || Number.isFinite(+cell));
  const kept = asked.filter(([, cells]) => isNumeric(cells));
  if (kept.length === 0 || rowCount === 0) throw new InvalidInputError(`${file}: want a column of numbers and a row`);
  const values = new Float64Array(rowCount * kept.length);
  kept.forEach(([, cells], column) => {
    cells.forEach((cell, row) => {
      values[row * kept.length + column] = cell.trim() === '' ? Number.NaN : Number(cell);
    });
  });
  const names = kept.map(([name]) => name);
  return {
    names,
    values,
    width: kept.length,
    leftOut: asked.flatMap(([name]) => (names.includes(name) ? [] : [name])),
  };
}
