import { InvalidInputError } from '../../../../shared/domain/errors.ts';
import {
  isRandomised,
  type Randomisation,
  testRandomisation,
} from '../../../../shared/learning/uplift/randomisation.ts';
import { LEAST_ARM, type TreatedTable } from '../../../../shared/learning/uplift/treated-table.ts';
import type { TextTable } from '../../../../shared/ports/text-tables.ts';
import { readColumns } from '../classify/read-rows.ts';
import { columnNames, columnOf, type Options } from '../options.ts';
import { numbersOf } from '../read-numbers.ts';

/** Rows that were treated or not, with what is known of the lot that decided it. */
export interface TreatedRows {
  readonly data: TreatedTable;
  readonly names: readonly string[];
  readonly leftOut: Readonly<Record<string, string>>;
  readonly treated: string;
  readonly control: string;
  /** Rows of other treatments, which are left out. */
  readonly others: number;
  readonly randomisation: Pick<Randomisation, 'auc' | 'pValue'>;
  /** (n): what treating truly does to each row, where the file tells. */
  readonly truth?: Float64Array;
}

/** Says that propensities are to be foreseen from the columns: nothing else must have decided who was treated. */
const ESTIMATED = 'estimated';
/**
 * Propensities are kept within these, and no more of them than a twentieth may lie beyond: of rows that are all but
 * surely treated, or not, nothing tells what the other would have done. Source: Crump, Hotz, Imbens & Mitnik (2009),
 * "Dealing with limited overlap in estimation of average treatment effects", Biometrika 96(1), whose rule of thumb is
 * .1 and .9 for estimates; here .02 and .98, since rows are ranked.
 */
const OVERLAP = { low: 0.02, high: 0.98, share: 0.05 };

/** @throws InvalidInputError naming the option, the column, the row and the limit; or why the effect cannot be told. */
export function readTreated(file: TextTable, options: Options): TreatedRows {
  const treatments = columnOf(options, 'treatment', file).map((text) => text.trim());
  const outcomes = columnOf(options, 'outcome', file);
  if (options['outcome'] === options['treatment'])
    throw new InvalidInputError(`--outcome: "${options['outcome']}" is the treatment`);
  const { treated, control } = armsOf(treatments, options);
  const rows = Int32Array.from(treatments.keys()).filter((row) => [treated, control].includes(treatments[row]!));
  const at = <T>(values: readonly T[]) => Array.from(rows, (row) => values[row]!);
  const isTreated = Uint8Array.from(rows, (row) => (treatments[row] === treated ? 1 : 0));
  checkArms(isTreated, { treated, control });
  const truthNames = columnNames(options, 'truth', file);
  const given = options['propensity'] === ESTIMATED ? undefined : options['propensity'];
  const notFeatures = new Set([
    options['treatment'],
    options['outcome'],
    given,
    ...truthNames,
    ...columnNames(options, 'drop', file),
  ]);
  const { columns, names, leftOut } = readColumns(file, rows, notFeatures);
  const table = { rowCount: rows.length, columns };
  const randomisation = testRandomisation(table, isTreated);
  return {
    data: {
      table,
      isTreated,
      outcomes: outcomesAt(file, options['outcome']!, outcomes, rows),
      propensities: propensitiesOf({ file, options, rows, isTreated, names }, randomisation),
    },
    names,
    leftOut,
    treated,
    control,
    others: treatments.length - rows.length,
    randomisation: { auc: randomisation.auc, pValue: randomisation.pValue },
    ...(truthNames.length === 0 ? {} : { truth: truthOf(file, truthNames, at) }),
  };
}

/** The two values of the treatment that are compared. */
function armsOf(
  treatments: readonly string[],
  options: Options,
): { readonly treated: string; readonly control: string } {
  const values = [...new Set(treatments)].toSorted();
  const listed = values
    .slice(0, MOST_LISTED)
    .map((value) => `"${value}"`)
    .join(', ');
  const named = (option: 'treated' | 'control'): string | undefined => {
    const value = options[option];
    if (value !== undefined && !values.includes(value))
      throw new InvalidInputError(`--${option}: no row of "${options['treatment']}" is "${value}"; they are ${listed}`);
    return value;
  };
  const [askedTreated, askedControl] = [named('treated'), named('control')];
  const other = (value: string) => (values.length === 2 ? values.find((one) => one !== value) : undefined);
  const plain = values.join(',') === '0,1' ? '1' : undefined;
  const treated = askedTreated ?? (askedControl === undefined ? plain : other(askedControl));
  const control = askedControl ?? (treated === undefined ? undefined : other(treated));
  if (treated === undefined || control === undefined)
    throw new InvalidInputError(
      `--treated, --control: "${options['treatment']}" has ${values.length} values (${listed}): name the two that are compared`,
    );
  if (treated === control) throw new InvalidInputError(`--treated, --control: both are "${treated}"`);
  return { treated, control };
}

const MOST_LISTED = 10;
/** Of each arm, so that half of the rows still have enough. */
const LEAST_ROWS = 2 * LEAST_ARM;

function checkArms(
  isTreated: Uint8Array,
  { treated, control }: { readonly treated: string; readonly control: string },
): void {
  const count = isTreated.reduce((sum, one) => sum + one, 0);
  for (const [name, rows] of [
    [treated, count],
    [control, isTreated.length - count],
  ] as const)
    if (rows < LEAST_ROWS) throw new InvalidInputError(`--treatment: ${rows} rows are "${name}", want ${LEAST_ROWS}`);
}

function outcomesAt(file: TextTable, name: string, texts: readonly string[], rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => {
    const text = texts[row]!.trim();
    const value = text === '' ? Number.NaN : Number(text);
    if (Number.isFinite(value)) return value;
    throw new InvalidInputError(`${file.file}: row ${row + 1}, column "${name}": want a number, got "${texts[row]}"`);
  });
}

interface Asked {
  readonly file: TextTable;
  readonly options: Options;
  readonly rows: Int32Array;
  readonly isTreated: Uint8Array;
  readonly names: readonly string[];
}

/** As the file has them, as the share treated where lots were drawn, or as columns tell where that is asked for. */
function propensitiesOf({ file, options, rows, isTreated, names }: Asked, found: Randomisation): Float64Array {
  const option = options['propensity'];
  if (option === ESTIMATED) return withinOverlap(found.propensities);
  if (option !== undefined) {
    const values = numbersOf(file, option, columnOf(options, 'propensity', file));
    return Float64Array.from(rows, (row) => {
      const value = values[row]!;
      if (value > 0 && value < 1) return value;
      throw new InvalidInputError(
        `${file.file}: row ${row + 1}, column "${option}": want a probability above 0 and below 1, got ${value}: of rows that are surely treated, or surely not, no effect can be told`,
      );
    });
  }
  if (!isRandomised(found)) {
    const telling = found.tellingColumns.map((column) => `"${names[column]}"`).join(', ');
    throw new InvalidInputError(
      `--treatment: it was not drawn by lot: ${telling || 'the columns'} tell who is treated (area under the curve ${found.auc.toFixed(3)}, by chance ${found.pValue.toExponential(0)}), so what differs is not its effect alone. Drop columns that were known only afterwards (--drop), or name the column with each row’s probability of being treated (--propensity COLUMN), or, where these columns are all that decided it, have it foreseen (--propensity ${ESTIMATED})`,
    );
  }
  return new Float64Array(rows.length).fill(isTreated.reduce((sum, one) => sum + one, 0) / rows.length);
}

function withinOverlap(propensities: Float64Array): Float64Array {
  const beyond = propensities.filter((one) => one < OVERLAP.low || one > OVERLAP.high).length;
  if (beyond > OVERLAP.share * propensities.length)
    throw new InvalidInputError(
      `--propensity ${ESTIMATED}: ${beyond} of ${propensities.length} rows are treated with a probability below ${OVERLAP.low} or above ${OVERLAP.high}, want ${100 * OVERLAP.share} % at most: there is nobody to compare them with`,
    );
  return propensities.map((one) => Math.min(OVERLAP.high, Math.max(OVERLAP.low, one)));
}

/** One column has the effect itself; of two, the second's value with treatment less the first's without. */
function truthOf(file: TextTable, names: readonly string[], at: (texts: readonly string[]) => string[]): Float64Array {
  if (names.length > 2)
    throw new InvalidInputError(
      `--truth: want one column, the effect, or two, the outcome without and with; got ${names.length}`,
    );
  const [first, second] = names.map((name) => numbersOf(file, name, at(file.columns.get(name)!)));
  return second === undefined ? first! : second.map((value, row) => value - first![row]!);
}
