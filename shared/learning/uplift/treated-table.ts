import type { TreatedOutcomes } from '../../math/qini.ts';
import { checkFeatureTable, type FeatureTable, rowsOfTable } from '../feature-columns.ts';

/** Rows, what is known of each before it was treated or not, and what came of it. */
export interface TreatedTable extends TreatedOutcomes {
  readonly table: FeatureTable;
}

/** The difference that treating would make to the outcome of each row of a table. */
export type EffectModel = (table: FeatureTable) => Float64Array;

/** What is foreseen of a row's outcome with and without treatment. */
export interface ArmModels {
  readonly treated: EffectModel;
  readonly control: EffectModel;
}

/** A way to learn effects. */
export interface EffectLearner {
  readonly name: string;
  readonly fit: (data: TreatedTable) => EffectModel;
  /** Of learners that foresee outcomes: with and without treatment. */
  readonly arms?: (data: TreatedTable) => ArmModels;
}

export const treatedRowsAt = (data: TreatedTable, rows: Int32Array): TreatedTable => ({
  table: rowsOfTable(data.table, rows),
  isTreated: Uint8Array.from(rows, (row) => data.isTreated[row]!),
  outcomes: Float64Array.from(rows, (row) => data.outcomes[row]!),
  propensities: Float64Array.from(rows, (row) => data.propensities[row]!),
});

/** Rows by whether they were treated, ascending. */
export const rowsByArm = ({
  isTreated,
}: TreatedTable): { readonly treated: Int32Array; readonly control: Int32Array } => {
  const rows = Int32Array.from(isTreated.keys());
  return { treated: rows.filter((row) => isTreated[row] === 1), control: rows.filter((row) => isTreated[row] === 0) };
};

/** Of each arm, so many rows at least: with fewer, nothing is told by columns. */
export const LEAST_ARM = 10;

/** @throws RangeError naming the row or the arm when the table cannot be learnt from. */
export function checkTreatedTable(data: TreatedTable): void {
  const { table, isTreated, outcomes, propensities } = data;
  checkFeatureTable(table);
  for (const [name, { length }] of Object.entries({ isTreated, outcomes, propensities }))
    if (length !== table.rowCount) throw new RangeError(`${name}: want ${table.rowCount}, one a row, got ${length}`);
  outcomes.forEach((outcome, row) => {
    if (!Number.isFinite(outcome)) throw new RangeError(`outcomes[${row}]: want a finite number, got ${outcome}`);
    const propensity = propensities[row]!;
    if (!(propensity > 0 && propensity < 1))
      throw new RangeError(`propensities[${row}]: want a number in (0, 1), got ${propensity}`);
  });
  const { treated, control } = rowsByArm(data);
  if (Math.min(treated.length, control.length) < LEAST_ARM)
    throw new RangeError(`want ${LEAST_ARM} rows of each arm, got ${treated.length} treated, ${control.length} not`);
}
