import { binsOfEqualWidth, type ForeseenRows, logLossOf } from '../../../../shared/evaluation/calibration-errors.ts';
import { classificationFigures } from '../../../../shared/evaluation/classification.ts';
import { operatingPoints } from '../../../../shared/evaluation/operating-points.ts';
import { groupedBootstrap } from '../../../../shared/math/grouped-bootstrap.ts';
import type { Interval } from '../../../../shared/math/paired-bootstrap.ts';
import { seededRandom } from '../../../../shared/math/random.ts';

/** What a method foresaw of the rows of one fold. */
export interface ForeseenFold extends ForeseenRows {
  /** (n): places in the file. */
  readonly rows: Int32Array;
}

/** Rows at least as probable count as foreseen to be positive. */
const THRESHOLD = 0.5;
const BOOTSTRAP_SEED = 1;
/** Of these the mean over folds is told: each is of an order within one model, or a mean over rows. */
const MEANS = ['auc', 'averagePrecision', 'logLoss', 'brier'] as const;

/** Areas and losses as means over folds; calibration errors and what a threshold decides, over all rows together. */
export function figuresOverFolds(folds: readonly ForeseenFold[]) {
  const all = classificationFigures(joined(folds), THRESHOLD);
  const byFold = folds.map((fold) => classificationFigures(fold, THRESHOLD).figures);
  const metrics: Record<string, number | null> = { ...all.figures };
  const reasons: Record<string, string> = { ...all.reasons };
  for (const name of MEANS) {
    const values = byFold.flatMap((figures) => figures[name] ?? []);
    metrics[name] = values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
    if (values.length === 0) reasons[name] ??= 'no fold has rows of both classes';
    else delete reasons[name];
  }
  return {
    metrics,
    reasons,
    bins: binsOfEqualWidth(joined(folds)),
    operatingPoints: pointsOf(joined(folds)),
    byFold: byFold.map(({ auc, averagePrecision, logLoss }) => ({ auc, averagePrecision, logLoss })),
  };
}

const pointsOf = ({ isPositive, probabilities }: ForeseenRows) =>
  operatingPoints({ isPositive, scores: probabilities });

/** How much lower the chosen method's log loss is than each other's, with 95 % intervals over rows, or over groups. */
export function lossReduction(
  methods: Readonly<Record<string, readonly ForeseenFold[]>>,
  groups: Int32Array | undefined,
): Readonly<Record<string, Interval>> {
  const { chosen, ...others } = methods;
  const place = new Map<number, number>();
  const rows = chosen!.flatMap((fold) => [...fold.rows]);
  const groupOf = (row: number) => groups?.[row] ?? row;
  for (const row of rows) if (!place.has(groupOf(row))) place.set(groupOf(row), place.size);
  const sums = (values: Float64Array): Float64Array => {
    const totals = new Float64Array(place.size);
    rows.forEach((row, at) => {
      totals[place.get(groupOf(row))!]! += values[at]!;
    });
    return totals;
  };
  const counts = sums(new Float64Array(rows.length).fill(1));
  const ours = sums(lossesOf(chosen!));
  return Object.fromEntries(
    Object.entries(others).map(([name, folds]) => [
      name,
      groupedBootstrap([counts, sums(lossesOf(folds)), ours], ([count, theirs, own]) => (theirs! - own!) / count!, {
        random: seededRandom(BOOTSTRAP_SEED),
      }),
    ]),
  );
}

function lossesOf(folds: readonly ForeseenFold[]): Float64Array {
  const { isPositive, probabilities } = joined(folds);
  return probabilities.map((probability, row) => logLossOf(isPositive[row]!, probability));
}

const joined = (folds: readonly ForeseenFold[]): ForeseenRows => ({
  isPositive: Uint8Array.from(folds.flatMap(({ isPositive }) => [...isPositive])),
  probabilities: Float64Array.from(folds.flatMap(({ probabilities }) => [...probabilities])),
});
