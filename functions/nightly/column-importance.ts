import { meanLogLoss } from '../../shared/evaluation/calibration-errors.ts';
import type { Classifier } from '../../shared/learning/classifier.ts';
import type { LabelledTable } from '../../shared/learning/classifier-methods.ts';
import { rowsOfTable } from '../../shared/learning/feature-columns.ts';
import { permutationImportance } from '../../shared/learning/permutation-importance.ts';
import { treeContributions } from '../../shared/learning/tree-contributions.ts';
import { seededRandom } from '../../shared/math/random.ts';

/** What a column is worth to the model on some rows: on those that it has not learnt from, to anybody. */
interface ColumnImportance {
  readonly column: string;
  /** By how much the chosen probabilities' log loss rises when the column is dealt out to other rows; nats. */
  readonly permutation: number;
  /** Mean of how far the column moves the boosted trees' log odds of a row, either way. */
  readonly contribution: number;
}

const SEED = 1;
/** Rows that are dealt out and explained, at most. */
const MOST_ROWS = 1000;

/** By falling permutation importance. */
export function columnImportance(
  { chosen, ensemble }: Pick<Classifier, 'chosen' | 'ensemble'>,
  { table, isPositive }: LabelledTable,
  { names, mostRows = MOST_ROWS }: { readonly names: readonly string[]; readonly mostRows?: number },
): readonly ColumnImportance[] {
  const step = Math.ceil(table.rowCount / mostRows);
  const rows = Int32Array.from({ length: Math.ceil(table.rowCount / step) }, (_, at) => at * step);
  const shown = rowsOfTable(table, rows);
  const labels = Uint8Array.from(rows, (row) => isPositive[row]!);
  const permutation = permutationImportance(
    shown,
    (dealt) => meanLogLoss({ isPositive: labels, probabilities: chosen(dealt) })!,
    { random: seededRandom(SEED), repeats: 1 },
  );
  const { values } = treeContributions(ensemble, shown);
  return names
    .map((column, index) => {
      let sum = 0;
      for (let at = index; at < values.length; at += names.length) sum += Math.abs(values[at]!);
      return { column, permutation: permutation[index]!, contribution: sum / shown.rowCount };
    })
    .toSorted((a, b) => b.permutation - a.permutation);
}
