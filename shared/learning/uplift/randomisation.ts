import { normalTail } from '../../math/distributions.ts';
import { logistic } from '../../math/logistic.ts';
import { orderOf } from '../../math/order-of.ts';
import { seededRandom } from '../../math/random.ts';
import { designRows, fitDesign } from '../design-matrix.ts';
import { type FeatureTable, rowsOfTable } from '../feature-columns.ts';
import { fitLogisticRegression, logisticScores } from '../logistic-regression.ts';
import { permutationImportance } from '../permutation-importance.ts';
import { armParts } from './cross-fit.ts';

/** Whether columns tell who was treated. */
export interface Randomisation {
  /** Chance that a treated row is foreseen to be likelier treated than another: .5 where it was drawn by lot. */
  readonly auc: number;
  /** One-sided chance of so high an area where the columns tell nothing. */
  readonly pValue: number;
  /** (n): foreseen probability of being treated, of rows that were not learnt from. */
  readonly propensities: Float64Array;
  /** Indexes of columns that tell most, the first most; none where the treatment was drawn by lot. */
  readonly tellingColumns: readonly number[];
}

const PARTS = 5;
const SEED = 7;
const RIDGE = 10;
/** A false alarm in a thousand shops that did draw lots. */
const LEVEL = 0.001;
const MOST_COLUMNS = 5;
const DEALS = 2;

export const isRandomised = ({ pValue }: Randomisation): boolean => pValue >= LEVEL;

/**
 * Foresees the treatment from the columns, of rows that were not learnt from: where it can be foreseen better than by
 * chance, it was not drawn by lot, and what comes after it is not its effect alone.
 *
 * Sources: Lopez-Paz & Oquab (2017), "Revisiting classifier two-sample tests"; the area's variance under chance as of
 * Mann & Whitney (1947).
 *
 * @param isTreated - (n): 0 or 1, both there.
 */
export function testRandomisation(table: FeatureTable, isTreated: Uint8Array): Randomisation {
  const scores = new Float64Array(table.rowCount);
  let last: { readonly loss: (asked: FeatureTable) => number; readonly asked: FeatureTable } | undefined;
  for (const { train, test } of armParts(isTreated, PARTS, SEED)) {
    const known = rowsOfTable(table, train);
    const design = fitDesign(known);
    const labels = Uint8Array.from(train, (row) => isTreated[row]!);
    const model = fitLogisticRegression(designRows(design, known), labels, { ridge: RIDGE, classWeights: [1, 1] });
    const asked = rowsOfTable(table, test);
    const told = Uint8Array.from(test, (row) => isTreated[row]!);
    const scored = (rows: FeatureTable) => logisticScores(model, designRows(design, rows));
    scored(asked).forEach((score, at) => {
      scores[test[at]!] = score;
    });
    last = { asked, loss: (rows) => 1 - areaOf(scored(rows), told) };
  }
  const auc = areaOf(scores, isTreated);
  const treated = isTreated.reduce((sum, one) => sum + one, 0);
  const control = isTreated.length - treated;
  const pValue = normalTail((auc - 0.5) / Math.sqrt((treated + control + 1) / (12 * treated * control)));
  return {
    auc,
    pValue,
    propensities: scores.map(logistic),
    tellingColumns: pValue >= LEVEL || last === undefined ? [] : mostTelling(last.asked, last.loss),
  };
}

function mostTelling(table: FeatureTable, loss: (asked: FeatureTable) => number): readonly number[] {
  const importance = permutationImportance(table, loss, { random: seededRandom(SEED), repeats: DEALS });
  return [...importance.keys()]
    .filter((column) => importance[column]! > 0)
    .sort((a, b) => importance[b]! - importance[a]! || a - b)
    .slice(0, MOST_COLUMNS);
}

/** Equal scores count half. */
function areaOf(scores: Float64Array, isPositive: Uint8Array): number {
  const order = orderOf(scores);
  let [rankSum, positive] = [0, 0];
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) to++;
    for (let at = from; at < to; at++) {
      if (isPositive[order[at]!] !== 1) continue;
      rankSum += (from + 1 + to) / 2;
      positive++;
    }
    from = to;
  }
  const negative = order.length - positive;
  return positive === 0 || negative === 0 ? 0.5 : (rankSum - (positive * (positive + 1)) / 2) / (positive * negative);
}
