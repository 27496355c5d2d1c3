import { qiniArea, qiniInfluence, qiniPoints } from '../../math/qini.ts';
import { rowsOfTable } from '../feature-columns.ts';
import { BOOSTED, LINEAR } from './base-learners.ts';
import { armParts } from './cross-fit.ts';
import { effectForest } from './effect-forest.ts';
import { rLearner, tLearner, xLearner } from './meta-learners.ts';
import {
  type ArmModels,
  checkTreatedTable,
  type EffectLearner,
  type EffectModel,
  type TreatedTable,
  treatedRowsAt,
} from './treated-table.ts';

const T_LINEAR = tLearner(LINEAR);

/** What is chosen among, beside the mean of all and the one effect for everybody. */
export const EFFECT_LEARNERS: readonly EffectLearner[] = [
  T_LINEAR,
  xLearner(LINEAR),
  rLearner(LINEAR),
  tLearner(BOOSTED),
  xLearner(BOOSTED),
  rLearner(BOOSTED),
  effectForest(),
];

export interface EffectChoice {
  /** A learner's name, or `mean` of all. */
  readonly choice: string;
  /** In [0, 1]: how much of what it says of differences between rows is believed; 0: one effect for everybody. */
  readonly belief: number;
  /** Qini areas of rows that were not learnt from. */
  readonly areas: Readonly<Record<string, number>>;
}

export interface ChosenEffects extends EffectChoice {
  readonly model: EffectModel;
  /** Of all learners. */
  readonly mean: EffectModel;
  /** Of each learner alone. */
  readonly alone: Readonly<Record<string, EffectModel>>;
}

const PARTS = 2;
const SEED = 17;
/**
 * Standard errors by which another must be better to be taken: the best of several is so by chance too, by one of them
 * about every second time among eight. After Breiman, Friedman, Olshen & Stone (1984), "Classification and regression
 * trees", section 3.4.3, who take one.
 */
const BETTER_ERRORS = 2;

/**
 * Learns effects by several learners, and takes the mean of all, unless one ranks rows better that were not learnt from, by
 * two standard errors of the Qini area, or lies nearer by two to what doubly robust scores say of each row. What is taken, and
 * what is compared so, is drawn towards one effect for everybody as far as scores of rows that were not learnt from do not
 * follow it: all the way where they do not at all.
 *
 * Sources: as of the learners; Schuler, Baiocchi, Tibshirani & Shah (2018), "A comparison of methods for model selection
 * when estimating individual treatment effects"; Kennedy (2023), "Towards optimal doubly robust estimation of heterogeneous
 * causal effects", on the scores; Chernozhukov, Demirer, Duflo & Fernández-Val (2018), "Generic machine learning inference
 * on heterogeneous treatment effects", whose best linear predictor tells how far.
 *
 * @throws RangeError when the table cannot be learnt from, naming what is wrong.
 */
export function chooseEffects(data: TreatedTable, learners: readonly EffectLearner[] = EFFECT_LEARNERS): ChosenEffects {
  checkTreatedTable(data);
  const outOfFold = new Map(learners.map(({ name }) => [name, new Float64Array(data.table.rowCount)]));
  const scores = new Float64Array(data.table.rowCount);
  const arms = learners.findLast((learner) => learner.arms !== undefined)?.arms ?? T_LINEAR.arms!;
  for (const { train, test } of armParts(data.isTreated, PARTS, SEED)) {
    const [known, asked] = [treatedRowsAt(data, train), rowsOfTable(data.table, test)];
    robustScores(arms(known), treatedRowsAt(data, test)).forEach((score, at) => {
      scores[test[at]!] = score;
    });
    for (const learner of learners) {
      const effects = outOfFold.get(learner.name)!;
      learner
        .fit(known)(asked)
        .forEach((effect, at) => {
          effects[test[at]!] = effect;
        });
    }
  }
  const best = bestEffects(outOfFold, scores, data);
  const models = learners.map((learner) => [learner.name, learner.fit(data)] as const);
  const alone = Object.fromEntries(models);
  const mean: EffectModel = (table) => meanOf(models.map(([, model]) => model(table)));
  const leading = alone[best.choice] ?? mean;
  const constant = meanEffect(data);
  const model: EffectModel = (table) => leading(table).map((effect) => constant + best.belief * (effect - best.centre));
  return { ...best, alone, mean, model };
}

/** By effects of rows that were not learnt from. @param scores - (n): what doubly robust scores say of them. */
function bestEffects(
  outOfFold: ReadonlyMap<string, Float64Array>,
  scores: Float64Array,
  data: TreatedTable,
): EffectChoice & { readonly centre: number } {
  const tried = new Map([...outOfFold, ['mean', meanOf([...outOfFold.values()])] as const]);
  const areas = Object.fromEntries([...tried].map(([name, effects]) => [name, qiniArea(qiniPoints(effects, data))]));
  const beliefs = new Map([...tried].map(([name, effects]) => [name, believed(effects, scores)]));
  const nearness = new Map(
    [...tried].map(([name, effects]) => {
      const { belief, centre, middle } = beliefs.get(name)!;
      return [name, effects.map((effect, row) => -((scores[row]! - middle - belief * (effect - centre)) ** 2))];
    }),
  );
  const names = [...tried.keys()];
  const highest = names.reduce((a, b) => (areas[b]! > areas[a]! ? b : a));
  const ofMean = qiniInfluence(tried.get('mean')!, data);
  const higher = qiniInfluence(tried.get(highest)!, data).map((value, row) => value - ofMean[row]!);
  const ranking = isAbove(higher, BETTER_ERRORS) ? highest : 'mean';
  const nearest = names.reduce((a, b) => (total(nearness.get(b)!) > total(nearness.get(a)!) ? b : a));
  const nearer = nearness.get(nearest)!.map((value, row) => value - nearness.get(ranking)![row]!);
  const choice = isAbove(nearer, BETTER_ERRORS) ? nearest : ranking;
  const { belief, centre } = beliefs.get(choice)!;
  return { choice, areas, belief, centre };
}

/** How far scores follow effects, by least squares, and the means of both. */
function believed(effects: Float64Array, scores: Float64Array) {
  const centre = total(effects) / effects.length;
  const middle = total(scores) / scores.length;
  let [product, square] = [0, 0];
  effects.forEach((effect, row) => {
    product += (effect - centre) * (scores[row]! - middle);
    square += (effect - centre) ** 2;
  });
  return { centre, middle, belief: square === 0 ? 0 : Math.min(1, Math.max(0, product / square)) };
}

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

/** (n): foreseen effect, and what was wrong with what was foreseen of the arm that a row was in, by propensity. */
function robustScores({ treated, control }: ArmModels, asked: TreatedTable): Float64Array {
  const [withIt, without] = [treated(asked.table), control(asked.table)];
  return withIt.map((value, row) => {
    const effect = value - without[row]!;
    const propensity = asked.propensities[row]!;
    return asked.isTreated[row] === 1
      ? effect + (asked.outcomes[row]! - value) / propensity
      : effect - (asked.outcomes[row]! - without[row]!) / (1 - propensity);
  });
}

/** Whether the mean is above 0 by so many standard errors. */
function isAbove(values: Float64Array, errors: number): boolean {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return mean > errors * Math.sqrt(squares / Math.max(1, n - 1) / n);
}

function meanOf(effects: readonly Float64Array[]): Float64Array {
  return effects[0]!.map((_, row) => effects.reduce((sum, one) => sum + one[row]!, 0) / effects.length);
}

/** Σ weighted treated less Σ weighted control outcomes, weights by propensity. */
function meanEffect({ isTreated, outcomes, propensities }: TreatedTable): number {
  let [treated, treatedWeight, control, controlWeight] = [0, 0, 0, 0];
  outcomes.forEach((outcome, row) => {
    if (isTreated[row] === 1) {
      treated += outcome / propensities[row]!;
      treatedWeight += 1 / propensities[row]!;
    } else {
      control += outcome / (1 - propensities[row]!);
      controlWeight += 1 / (1 - propensities[row]!);
    }
  });
  return treated / treatedWeight - control / controlWeight;
}
