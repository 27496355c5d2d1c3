import { rowsOfTable } from '../feature-columns.ts';
import type { BaseLearner, Foreseen } from './base-learners.ts';
import { LINEAR } from './base-learners.ts';
import { armParts } from './cross-fit.ts';
import { type ArmModels, type EffectLearner, rowsByArm, type TreatedTable } from './treated-table.ts';

/**
 * An outcome model an arm, and their difference.
 *
 * Source: Künzel, Sekhon, Bickel & Yu (2019), "Metalearners for estimating heterogeneous treatment effects using machine
 * learning", PNAS 116(10).
 */
export const tLearner = (base: BaseLearner): EffectLearner => ({
  name: `T-${base.name}`,
  arms: (data) => armModels(base, data),
  fit: (data) => {
    const { treated, control } = armModels(base, data);
    return (table) => {
      const without = control(table);
      return treated(table).map((value, row) => value - without[row]!);
    };
  },
});

/**
 * Of each row the difference to what the other arm's model says of it, learnt in each arm; weighed so that the arm
 * counts whose rows are differences to the model of the larger one. Propensities of rows that are asked are taken as the
 * mean.
 *
 * Source: as of the T-learner.
 */
export const xLearner = (base: BaseLearner): EffectLearner => ({
  name: `X-${base.name}`,
  fit: (data) => {
    const rows = rowsByArm(data);
    const models = armModels(base, data);
    const imputed = (arm: 'treated' | 'control'): Foreseen => {
      const table = rowsOfTable(data.table, rows[arm]);
      const other = models[arm === 'treated' ? 'control' : 'treated'](table);
      const sign = arm === 'treated' ? 1 : -1;
      const targets = other.map((value, at) => sign * (data.outcomes[rows[arm][at]!]! - value));
      return base.fit(table, { targets, weights: ones(targets.length) });
    };
    const [ofTreated, ofControl] = [imputed('treated'), imputed('control')];
    const share = data.propensities.reduce((sum, one) => sum + one, 0) / data.propensities.length;
    return (table) => {
      const byControl = ofControl(table);
      return ofTreated(table).map((value, row) => (1 - share) * value + share * byControl[row]!);
    };
  },
});

/**
 * The effect τ of least Σ ((y − m) − (w − e) τ)², with m the mean outcome by columns, foreseen of rows that it was not
 * learnt from, and e the propensity.
 *
 * Source: Nie & Wager (2021), "Quasi-oracle estimation of heterogeneous treatment effects", Biometrika 108(2).
 */
export const rLearner = (base: BaseLearner): EffectLearner => ({
  name: `R-${base.name}`,
  fit: (data) => {
    const { treatmentRest, outcomeRest } = residuals(data);
    const targets = outcomeRest.map((rest, row) => rest / treatmentRest[row]!);
    const weights = treatmentRest.map((rest) => rest * rest);
    const unit = weights.length / weights.reduce((sum, weight) => sum + weight, 0);
    return base.fit(data.table, { targets, weights: weights.map((weight) => weight * unit) });
  },
});

const OUTCOME_PARTS = 2;
const OUTCOME_SEED = 11;

interface Residuals {
  /** (n): w − e. */
  readonly treatmentRest: Float64Array;
  /** (n): y − m. */
  readonly outcomeRest: Float64Array;
}

/** Learners of the same rows share what they have in common. */
const knownResiduals = new WeakMap<TreatedTable, Residuals>();
const knownArms = new WeakMap<TreatedTable, Map<BaseLearner, ArmModels>>();

export function residuals(data: TreatedTable): Residuals {
  const known = knownResiduals.get(data) ?? freshResiduals(data);
  knownResiduals.set(data, known);
  return known;
}

function freshResiduals(data: TreatedTable): Residuals {
  const outcomeRest = data.outcomes.slice();
  for (const { train, test } of armParts(data.isTreated, OUTCOME_PARTS, OUTCOME_SEED)) {
    const targets = Float64Array.from(train, (row) => data.outcomes[row]!);
    const model = LINEAR.fit(rowsOfTable(data.table, train), { targets, weights: ones(train.length) });
    model(rowsOfTable(data.table, test)).forEach((value, at) => {
      outcomeRest[test[at]!]! -= value;
    });
  }
  return { outcomeRest, treatmentRest: data.propensities.map((e, row) => data.isTreated[row]! - e) };
}

function armModels(base: BaseLearner, data: TreatedTable): ArmModels {
  const byBase = knownArms.get(data) ?? new Map<BaseLearner, ArmModels>();
  knownArms.set(data, byBase);
  const known = byBase.get(base) ?? freshArms(base, data);
  byBase.set(base, known);
  return known;
}

function freshArms(base: BaseLearner, data: TreatedTable): ArmModels {
  const rows = rowsByArm(data);
  const of = (arm: Int32Array): Foreseen =>
    base.fit(rowsOfTable(data.table, arm), {
      targets: Float64Array.from(arm, (row) => data.outcomes[row]!),
      weights: ones(arm.length),
    });
  return { treated: of(rows.treated), control: of(rows.control) };
}

const ones = (n: number): Float64Array => new Float64Array(n).fill(1);
