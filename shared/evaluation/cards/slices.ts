import { type CardSlice, LEAST_TOLD } from '../../domain/model-card.ts';
import { type ForeseenRows, meanLogLoss } from '../calibration-errors.ts';
import { rocArea } from '../classification-curves.ts';

/**
 * How right probabilities are of parts of the people. A part of fewer than a card tells of is left out; and where what
 * is left out would be known by taking the others from all, the smallest of the others is too.
 *
 * @param partOf - of each row, the place of its part's name. @param names - of parts that together are all people.
 */
export function slicesOf(
  { isPositive, probabilities }: ForeseenRows,
  partOf: ArrayLike<number>,
  names: readonly string[],
): readonly CardSlice[] {
  const parts = names
    .map((name, part) => ({ name, rows: [...probabilities.keys()].filter((row) => partOf[row] === part) }))
    .filter(({ rows }) => rows.length > 0);
  const told = parts.filter(({ rows }) => rows.length >= LEAST_TOLD).toSorted((a, b) => a.rows.length - b.rows.length);
  const hidden = probabilities.length - told.reduce((sum, { rows }) => sum + rows.length, 0);
  const kept = new Set(hidden > 0 && hidden < LEAST_TOLD ? told.slice(1) : told);
  return parts
    .filter((part) => kept.has(part))
    .map(({ name, rows }) => {
      const own = {
        isPositive: Uint8Array.from(rows, (row) => isPositive[row]!),
        probabilities: Float64Array.from(rows, (row) => probabilities[row]!),
      };
      const meanOf = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / rows.length;
      return {
        name,
        people: rows.length,
        foreseen: meanOf(own.probabilities),
        observed: meanOf(own.isPositive),
        auc: rocArea({ isPositive: own.isPositive, scores: own.probabilities }),
        logLoss: meanLogLoss(own),
      };
    });
}
