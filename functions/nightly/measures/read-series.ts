import { InvalidInputError } from '../../../shared/domain/errors.ts';
import type { TextTable } from '../../../shared/ports/text-tables.ts';
import type { MeasuredFiles } from './measure.ts';
import { columnOf, type Options, wholeNumberOf } from './options.ts';
import { numbersOf } from './read-numbers.ts';

/** A series, its newest points held back. */
export interface HeldSeries {
  readonly id: string;
  readonly known: Float64Array;
  /** Alike many of each series. */
  readonly asked: Float64Array;
}

/**
 * Series in one of three forms: a file `…train…` and one `…test…` with a series a row; a row a moment with its series,
 * time and value (`--id`, `--time`, `--value`); else a column a series beside a column of times.
 * @throws InvalidInputError naming the file, the row or the option, and what is wrong.
 */
export async function readHeldSeries(files: MeasuredFiles, options: Options): Promise<readonly HeldSeries[]> {
  const tables = files.names.filter((name) => /\.(csv|tsv)(\.gz)?$/.test(name) && !/^published/.test(name));
  const [train, test] = [/train/i, /test/i].map((name) => tables.find((file) => name.test(file)));
  if (train !== undefined && test !== undefined) return rowsApart(await files.table(train), await files.table(test));
  const [file, ...others] = tables;
  if (file === undefined || others.length > 0)
    throw new InvalidInputError(
      `forecast: want one table, or a train and a test one, got ${tables.join(', ') || 'none'}`,
    );
  const table = await files.table(file);
  const whole = options['id'] === undefined ? byColumn(table, options) : byMoment(table, options);
  const shortest = Math.min(...whole.map(({ values }) => values.length));
  const max = Math.max(1, shortest - 1);
  const horizon = wholeNumberOf(options, 'horizon', { min: 1, max, otherwise: Math.min(12, max) });
  return whole.map(({ id, values }) => ({
    id,
    known: values.subarray(0, values.length - horizon),
    asked: values.subarray(values.length - horizon),
  }));
}

interface WholeSeries {
  readonly id: string;
  readonly values: Float64Array;
}

/** First cell the id, the others the values, empty ones behind the last. */
function rowsApart(train: TextTable, test: TextTable): readonly HeldSeries[] {
  const asked = new Map(seriesInRows(test).map(({ id, values }) => [id, values]));
  return seriesInRows(train).map(({ id, values: known }) => {
    const next = asked.get(id);
    if (next === undefined) throw new InvalidInputError(`${test.file}: no row for series "${id}"`);
    return { id, known, asked: next };
  });
}

function seriesInRows(table: TextTable): readonly WholeSeries[] {
  const [ids, ...columns] = [...table.columns.values()];
  return (ids ?? []).map((id, row) => {
    const texts = columns.map((column) => column[row]!);
    while (texts.at(-1)?.trim() === '') texts.pop();
    if (texts.length === 0) throw new InvalidInputError(`${table.file}: row ${row + 1}: series "${id}" has no value`);
    return { id, values: numbersOf(table, `of ${id}`, texts) };
  });
}

/** An empty cell is 0: nothing was sold. Rows are taken by their times, which sort as texts. */
function byColumn(table: TextTable, options: Options): readonly WholeSeries[] {
  const time = options['time'] ?? 'time';
  const times = columnOf({ time }, 'time', table);
  const order = Array.from(times.keys()).sort((a, b) => (times[a]! < times[b]! ? -1 : 1));
  const columns = [...table.columns].filter(([name]) => name !== time);
  if (columns.length === 0 || order.length < 2)
    throw new InvalidInputError(`${table.file}: want a series beside "${time}" and at least two rows`);
  return columns.map(([id, texts]) => ({
    id,
    values: numbersOf(
      table,
      id,
      order.map((row) => texts[row]!.trim() || '0'),
    ),
  }));
}

/** Moments at which a series has no row count 0, between its first and the newest of all. */
function byMoment(table: TextTable, options: Options): readonly WholeSeries[] {
  const [ids, times] = [columnOf(options, 'id', table), columnOf(options, 'time', table)];
  const values = numbersOf(table, options['value'] ?? '', columnOf(options, 'value', table));
  const moments = [...new Set(times)].sort();
  const places = new Map(moments.map((moment, place) => [moment, place]));
  const rows = new Map<string, Map<number, number>>();
  ids.forEach((id, row) => {
    const own = rows.get(id) ?? new Map<number, number>();
    const place = places.get(times[row]!)!;
    rows.set(id, own.set(place, (own.get(place) ?? 0) + values[row]!));
  });
  if (moments.length < 2) throw new InvalidInputError(`${table.file}: want at least two moments`);
  return [...rows].map(([id, own]) => {
    const first = Math.min(...own.keys(), moments.length - 2);
    return { id, values: Float64Array.from({ length: moments.length - first }, (_, t) => own.get(first + t) ?? 0) };
  });
}
