import { qiniArea, qiniInfluence, qiniPoints } from '../../math/qini.ts';
import { rowsOfTable } from '../feature-columns.ts';
import { BOOSTED, LINEAR } from './base-learners.ts';
import { armParts } from './cross-fit.ts';
import { effectForest } from './effect-forest.ts';
import { type ArmModels, armModels, rLearner, tLearner, xLearner } from './meta-learners.ts';
import {
  checkTreatedTable,
  type EffectLearner,
  type EffectModel,
  type TreatedTable,
  treatedRowsAt,
} from './treated-table.ts';

/** What is chosen among, beside the mean of all and the one effect for everybody. */
export const EFFECT_LEARNERS: readonly EffectLearner[] = [
  tLearner(LINEAR),
  xLearner(LINEAR),
  rLearner(LINEAR),
  tLearner(BOOSTED),
  xLearner(BOOSTED),
  rLearner(BOOSTED),
  effectForest(),
];

export interface EffectChoice {
  /** A learner's name, `mean` of all, or `constant`: one effect for everybody. */
  readonly choice: string;
  /** Qini areas of rows that were not learnt from. */
  readonly areas: Readonly<Record<string, number>>;
}

export interface ChosenEffects extends EffectChoice {
  readonly model: EffectModel;
  /** Of each learner alone. */
  readonly alone: Readonly<Record<string, EffectModel>>;
}

const PARTS = 2;
const SEED = 17;
/** As of the classifier's choice: the best of several is so by chance too. */
const SURE_ERRORS = 2;

/**
 * Learns effects by several learners, and takes what ranks rows best that were not learnt from, by the Qini area: one
 * alone or the mean of all; unless another surely lies nearer to what doubly robust scores say of each row. One effect for
 * everybody where what leads is not surely better than it by either.
 *
 * Sources: as of the learners; Breiman, Friedman, Olshen & Stone (1984), "Classification and regression trees", section
 * 3.4.3, on what is surely better; Schuler, Baiocchi, Tibshirani & Shah (2018), "A comparison of methods for model
 * selection when estimating individual treatment effects"; Kennedy (2023), "Towards optimal doubly robust estimation of
 * heterogeneous causal effects", on the scores.
 *
 * @throws RangeError when the table cannot be learnt from, naming what is wrong.
 */
export function chooseEffects(data: TreatedTable, learners: readonly EffectLearner[] = EFFECT_LEARNERS): ChosenEffects {
  checkTreatedTable(data);
  const outOfFold = new Map(learners.map(({ name }) => [name, new Float64Array(data.table.rowCount)]));
  const scores = new Float64Array(data.table.rowCount);
  for (const { train, test } of armParts(data.isTreated, PARTS, SEED)) {
    const [known, asked] = [treatedRowsAt(data, train), rowsOfTable(data.table, test)];
    robustScores(armModels(BOOSTED, known), treatedRowsAt(data, test)).forEach((score, at) => {
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
  const { choice, areas } = bestEffects(outOfFold, scores, data);
  const models = learners.map((learner) => [learner.name, learner.fit(data)] as const);
  const alone = Object.fromEntries(models);
  const mean: EffectModel = (table) => meanOf(models.map(([, model]) => model(table)));
  const constant: EffectModel = (table) => new Float64Array(table.rowCount).fill(meanEffect(data));
  return { choice, areas, alone, model: choice === 'mean' ? mean : choice === 'constant' ? constant : alone[choice]! };
}

/** By effects of rows that were not learnt from. @param scores - (n): what doubly robust scores say of them. */
function bestEffects(
  outOfFold: ReadonlyMap<string, Float64Array>,
  scores: Float64Array,
  data: TreatedTable,
): EffectChoice {
  const constant = new Float64Array(scores.length).fill(meanEffect(data));
  const tried = new Map([['mean', meanOf([...outOfFold.values()])], ...outOfFold, ['constant', constant] as const]);
  const gains = new Map([...tried].map(([name, effects]) => [name, qiniInfluence(effects, data)]));
  const losses = new Map(
    [...tried].map(([name, effects]) => [name, effects.map((effect, row) => -((scores[row]! - effect) ** 2))]),
  );
  const areas = Object.fromEntries([...tried].map(([name, effects]) => [name, qiniArea(qiniPoints(effects, data))]));
  const isAhead = (by: ReadonlyMap<string, Float64Array>, one: string, other: string) =>
    isSurelyAbove(by.get(one)!.map((value, row) => value - by.get(other)![row]!));
  const best = (by: ReadonlyMap<string, Float64Array>) =>
    [...tried.keys()]
      .filter((name) => name !== 'constant')
      .reduce((a, b) => (total(by.get(b)!) > total(by.get(a)!) ? b : a));
  const ranking = best(gains);
  const leading = isAhead(losses, best(losses), ranking) ? best(losses) : ranking;
  const isOfUse = [gains, losses].some((by) => isAhead(by, leading, 'constant'));
  return { choice: isOfUse ? leading : 'constant', areas };
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

function isSurelyAbove(values: Float64Array): boolean {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return mean > SURE_ERRORS * Math.sqrt(squares / Math.max(1, n - 1) / n);
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
