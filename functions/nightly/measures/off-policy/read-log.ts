import { InvalidInputError } from '../../../../shared/domain/errors.ts';
import type { FeatureColumn } from '../../../../shared/learning/feature-columns.ts';
import type { TextTable } from '../../../../shared/ports/text-tables.ts';
import { readColumns } from '../classify/read-rows.ts';
import { columnNames, columnOf, type Options } from '../options.ts';
import { numbersOf } from '../read-numbers.ts';

/** Choices of a policy, each with its probability, row by row. */
export interface ChoiceLog {
  readonly file: string;
  readonly rewards: Float64Array;
  readonly propensities: Float64Array;
  /** Names of all actions, in order. */
  readonly actions: readonly string[];
  /** (n): of each row, its action among them. */
  readonly chosen: Int32Array;
  readonly positions: readonly string[];
  /** (n): its position among them; all 0 where the log has none. */
  readonly places: Int32Array;
  readonly context: readonly FeatureColumn[];
  /** (n): rows of one slate together, by position; undefined where rows stand alone. */
  readonly slates?: readonly (readonly number[])[];
  /** (n): probability of what was chosen by the policy that is judged, where a column has it. */
  readonly asked?: Float64Array;
}

/** More would be names of rows, not actions. */
const MOST_ACTIONS = 1000;
/** Foreseen rewards of every action in every row are in memory at once. */
const MOST_FORESEEN = 20_000_000;
export const UNIFORM = 'uniform';

/** Whether the table has the columns of a log. */
export const isLog = ({ columns }: TextTable, options: Options): boolean =>
  ['action', 'reward', 'propensity'].every((option) => columns.has(options[option] ?? ''));

/** @throws InvalidInputError naming the option or the column, the row, its value and the limit. */
export function readLog(file: TextTable, options: Options): ChoiceLog {
  const [action, reward, propensity] = ['action', 'reward', 'propensity'].map((option) =>
    columnOf(options, option, file),
  );
  if (file.rowCount === 0) throw new InvalidInputError(`${file.file}: want a row`);
  const { names: actions, codes: chosen } = namedCodes(action!);
  if (actions.length < 2 || actions.length > MOST_ACTIONS)
    throw new InvalidInputError(
      `--action: "${options['action']}" has ${actions.length} values, want 2 to ${MOST_ACTIONS}`,
    );
  if (actions.length * file.rowCount > MOST_FORESEEN)
    throw new InvalidInputError(
      `${file.file}: ${file.rowCount} rows of ${actions.length} actions, want ${MOST_FORESEEN} at most together: take a part of the rows`,
    );
  const position = options['position'] === undefined ? undefined : columnOf(options, 'position', file);
  const { names: positions, codes: places } = namedCodes(position ?? action!.map(() => ''));
  const contextNames = new Set(columnNames(options, 'context', file));
  const others = new Set([...file.columns.keys()].filter((name) => !contextNames.has(name)));
  const asked = options['policy'] === undefined || options['policy'] === UNIFORM ? undefined : options['policy'];
  return {
    file: file.file.replace(/\.(csv|tsv)(\.gz)?$/, ''),
    rewards: numbersOf(file, options['reward']!, reward!),
    propensities: probabilities(file, options['propensity']!, propensity!, { mayBeZero: false }),
    actions,
    chosen,
    positions,
    places,
    context: contextNames.size === 0 ? [] : readColumns(file, Int32Array.from(chosen.keys()), others).columns,
    ...(options['slate'] === undefined ? {} : { slates: slatesOf(file, options, places) }),
    ...(asked === undefined
      ? {}
      : { asked: probabilities(file, asked, columnOf(options, 'policy', file), { mayBeZero: true }) }),
  };
}

function namedCodes(texts: readonly string[]): { readonly names: readonly string[]; readonly codes: Int32Array } {
  const names = [...new Set(texts.map((text) => text.trim()))].toSorted();
  const codeOf = new Map(names.map((name, code) => [name, code]));
  return { names, codes: Int32Array.from(texts, (text) => codeOf.get(text.trim())!) };
}

function probabilities(
  file: TextTable,
  name: string,
  texts: readonly string[],
  { mayBeZero }: { readonly mayBeZero: boolean },
): Float64Array {
  const values = numbersOf(file, name, texts);
  const row = values.findIndex((value) => !((mayBeZero ? value >= 0 : value > 0) && value <= 1));
  if (row < 0) return values;
  throw new InvalidInputError(
    `${file.file}: row ${row + 1}, column "${name}": want a probability ${mayBeZero ? 'from 0' : 'above 0'} to 1, got ${values[row]}`,
  );
}

function slatesOf(file: TextTable, options: Options, places: Int32Array): readonly (readonly number[])[] {
  if (options['position'] === undefined)
    throw new InvalidInputError('--slate: want --position too, by which its rows are in order');
  const names = columnOf(options, 'slate', file);
  const slates = [...Map.groupBy(places.keys(), (row) => names[row]!).values()].map((rows) =>
    rows.toSorted((a, b) => places[a]! - places[b]!),
  );
  const length = slates[0]!.length;
  for (const rows of slates) {
    const name = names[rows[0]!]!;
    if (rows.length !== length)
      throw new InvalidInputError(
        `--slate: slate "${name}" has ${rows.length} rows, the first one ${length}: want all the same`,
      );
    if (new Set(rows.map((row) => places[row])).size !== length)
      throw new InvalidInputError(`--slate: slate "${name}" has two rows of one "${options['position']}"`);
  }
  return slates;
}
