import type { AnsweredQuestion } from '../../../../shared/dialogue/answers/answer-index.ts';
import { InvalidInputError } from '../../../../shared/domain/errors.ts';
import type { TextTable } from '../../../../shared/ports/text-tables.ts';
import type { MeasuredFiles } from '../measure.ts';
import { columnOf, type Options } from '../options.ts';
import { IS_TABLE } from './read-texts.ts';

/** Something that was asked, and which of the answered questions are right. */
export interface AskedQuestion {
  readonly text: string;
  /** Places in the list of answered questions; at least one, the one that was meant first. */
  readonly right: readonly number[];
  /** By which figures are told apart, such as a language. */
  readonly group: string | undefined;
}

const IS_ASKED = /asked/i;

/**
 * Answered questions: a `.json` with `questions`, a list of `question` and `answer`, or a table with the columns that
 * `--question` and `--answer` name.
 * @throws InvalidInputError naming the file and what is wrong with it.
 */
export async function readAnswered(files: MeasuredFiles, options: Options): Promise<readonly AnsweredQuestion[]> {
  const names = files.names.filter((name) => !IS_ASKED.test(name) && name !== 'MANIFEST.json');
  const json = names.filter((name) => /\.json(\.gz)?$/.test(name));
  const tables = names.filter((name) => IS_TABLE.test(name));
  if (json.length + tables.length !== 1)
    throw new InvalidInputError(
      `want one .json or table of answered questions, found ${[...json, ...tables].join(', ') || 'none'}`,
    );
  const found =
    json[0] === undefined
      ? ofTable(await files.table(tables[0]!), options)
      : ofJson(await files.text(json[0]), json[0]);
  if (found.length > 0) return found;
  throw new InvalidInputError(`${json[0] ?? tables[0]}: there is no answered question`);
}

function ofTable(table: TextTable, options: Options): readonly AnsweredQuestion[] {
  const answers = columnOf(options, 'answer', table);
  return columnOf(options, 'question', table).map((question, row) => ({ question, answer: answers[row]! }));
}

function ofJson(text: string, file: string): readonly AnsweredQuestion[] {
  const { questions } = parsed(text, file) as { readonly questions?: unknown };
  if (!Array.isArray(questions)) throw new InvalidInputError(`${file}: want an object with a list "questions"`);
  return questions.map((one: Readonly<Record<string, unknown>> | null, at) => {
    const [question, answer] = [one?.['question'], one?.['answer']];
    if (typeof question === 'string' && typeof answer === 'string') return { question, answer };
    throw new InvalidInputError(`${file}: questions[${at}]: want texts "question" and "answer"`);
  });
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    throw new InvalidInputError(`${file}: is no JSON`);
  }
}

/**
 * A table named `…asked…`: `text`, and `entry` with the numbers of the right answered questions, the first one being 1,
 * parted by blanks; columns of other names are named by `--group`.
 * @throws InvalidInputError naming the file, the row and what is wrong with it.
 */
export async function readAsked(
  files: MeasuredFiles,
  options: Options,
  count: number,
): Promise<readonly AskedQuestion[]> {
  const names = files.names.filter((name) => IS_ASKED.test(name) && IS_TABLE.test(name));
  if (names.length !== 1)
    throw new InvalidInputError(`want one table named "asked" (--asked FILE), found ${names.join(', ') || 'none'}`);
  const table = await files.table(names[0]!);
  const [texts, entries] = ['text', 'entry'].map((name) => {
    const column = table.columns.get(name);
    if (column === undefined) throw new InvalidInputError(`${table.file}: want a column "${name}"`);
    return column;
  });
  const groups = options['group'] === undefined ? undefined : columnOf(options, 'group', table);
  return texts!.map((text, row) => ({
    text,
    right: placesOf(entries![row]!, { table, row, count }),
    group: groups?.[row],
  }));
}

function placesOf(
  cell: string,
  { table, row, count }: { readonly table: TextTable; readonly row: number; readonly count: number },
): readonly number[] {
  const places = cell
    .trim()
    .split(/\s+/)
    .map((number) => Number(number) - 1);
  if (places.every((place) => Number.isInteger(place) && place >= 0 && place < count)) return places;
  throw new InvalidInputError(`${table.file}: row ${row + 1}, "entry": want numbers from 1 to ${count}, got "${cell}"`);
}
