import { InvalidInputError } from '../../../shared/domain/errors.ts';
import type { AnomalyWindow } from '../../../shared/evaluation/nab-score.ts';
import type { MeasuredFiles } from './measure.ts';
import type { Options } from './options.ts';
import { numbersOf, textsOf } from './read-numbers.ts';

/** A series of moments, and where in it something is known to be wrong. */
export interface WatchedSeries {
  /** As the labels have it: `group/file.csv`, or the file's name. */
  readonly name: string;
  readonly group: string;
  readonly atMs: Float64Array;
  readonly values: Float64Array;
  readonly windows: readonly AnomalyWindow[];
}

/**
 * The files that windows.json names, a slash in its names being two low lines in the file's; without windows.json every
 * CSV file.
 * @throws InvalidInputError naming the file, the row or the window, and what is wrong.
 */
export async function readWatchedSeries(files: MeasuredFiles, options: Options): Promise<readonly WatchedSeries[]> {
  const labels = files.names.find((name) => /^windows\.json(\.gz)?$/.test(name));
  const windows = labels === undefined ? new Map<string, unknown>() : windowsIn(await files.text(labels), labels);
  const plain = (name: string) => name.replace(/\.gz$/, '');
  const named = labels === undefined ? csvNames(files).map(plain) : [...windows.keys()];
  return Promise.all(
    named.map(async (name) => {
      const file = files.names.find((one) => [name, name.replace('/', '__')].includes(plain(one)));
      if (file === undefined) throw new InvalidInputError(`${labels}: there is no file for "${name}"`);
      const table = await files.table(file);
      const time = options['time'] ?? 'timestamp';
      const value = options['value'] ?? 'value';
      const atMs = Float64Array.from(textsOf(table, time), (text, row) => momentOf(text, `${file}: row ${row + 1}`));
      const series = { name, group: name.includes('/') ? name.split('/')[0]! : '', atMs };
      const values = numbersOf(table, value, textsOf(table, value));
      return { ...series, values, windows: windowsOf(windows.get(name) ?? [], atMs, `${labels}: ${name}`) };
    }),
  );
}

const csvNames = (files: MeasuredFiles): readonly string[] => files.names.filter((name) => /\.csv(\.gz)?$/.test(name));

function windowsIn(text: string, file: string): ReadonlyMap<string, unknown> {
  const parsed: unknown = parsedJson(text, file);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new InvalidInputError(`${file}: want an object of windows by file`);
  return new Map(Object.entries(parsed));
}

function parsedJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidInputError(`${file}: ${(error as Error).message}`);
  }
}

/** Pairs of moments, each of them one of the series. */
function windowsOf(given: unknown, atMs: Float64Array, where: string): readonly AnomalyWindow[] {
  if (!Array.isArray(given)) throw new InvalidInputError(`${where}: want a list of windows`);
  return given.map((pair: unknown) => {
    if (!Array.isArray(pair) || pair.length !== 2) throw new InvalidInputError(`${where}: want pairs of moments`);
    const [first, last] = pair.map((text: unknown) => atMs.indexOf(momentOf(String(text), where)));
    if (first! < 0 || last! < first!) throw new InvalidInputError(`${where}: no window from ${pair.join(' to ')}`);
    return { first: first!, last: last! };
  });
}

/** A moment without a zone is taken as UTC: only the time of day matters. */
function momentOf(text: string, where: string): number {
  const trimmed = text.trim();
  const hasZone = /(Z|[+-]\d\d:?\d\d)$/.test(trimmed);
  const parsed = Date.parse(`${trimmed.replace(' ', 'T')}${hasZone || trimmed.length <= 10 ? '' : 'Z'}`);
  if (Number.isNaN(parsed)) throw new InvalidInputError(`${where}: want a moment, got "${text}"`);
  return parsed;
}
