import type { DecisionPoint } from '../../../shared/domain/decision-point.ts';
import { estimated, type PolicyValue } from '../../../shared/evaluation/off-policy/importance.ts';
import { actionChances, type PointRule } from '../../../shared/model/action-chances.ts';
import { askablePolicy } from '../../../shared/model/action-policy.ts';
import { type FitMoment, fittedPolicy } from './fitted-policy.ts';
import type { LearntDecision } from './learnt-decision.ts';

/** What policies would have earned a decision on decisions that they were not learnt from, in the unit of the reward. */
export interface TriedPolicy {
  readonly decisions: number;
  /** Of the learnt policy, with its floor. */
  readonly learnt: EstimatedValue;
  /** Of all actions alike. */
  readonly uniform: EstimatedValue;
  /** Of the default action always. */
  readonly byDefault: EstimatedValue;
  /** Of what was in force. */
  readonly logged: number;
  /** Of the learnt policy beyond what was in force, decision by decision. */
  readonly gain: PolicyValue;
}

export interface EstimatedValue {
  readonly value: number;
  /** Decisions that it rests on, as unequal weights count: Kish's. */
  readonly effective: number;
}

/** The newest part of the decisions is held out, and so many of it are asked at most. */
const HELD_OUT = 0.2;
const MOST_ASKED = 2000;

/**
 * The point's own way to learn, on the older decisions, judged by the newest; undefined where there are too few to judge by.
 *
 * Source: self-normalised inverse propensity scoring (Swaminathan & Joachims, 2015, "The Self-Normalized Estimator for
 * Counterfactual Learning", NeurIPS).
 */
export function tryPolicy(
  point: DecisionPoint,
  decisions: readonly LearntDecision[],
  moment: FitMoment,
): TriedPolicy | undefined {
  const inOrder = decisions.toSorted((a, b) => a.decidedAtMs - b.decidedAtMs || (a.decisionId < b.decisionId ? -1 : 1));
  const from = Math.floor(inOrder.length * (1 - HELD_OUT));
  const asked = inOrder.slice(from).slice(0, MOST_ASKED);
  if (asked.length < 20) return undefined;
  const policy = askablePolicy(fittedPolicy(point, inOrder.slice(0, from), moment), 'tried');
  const rule: PointRule = { ...point, rewardKind: point.reward.kind };
  const alike = 1 / point.actions.length;
  const chancesOf = (features: readonly number[]) =>
    actionChances({ point: rule, eligible: point.actions, features, policy, since: new Map() });
  const ofAll = point.policy === 'counts' ? chancesOf([]) : undefined; // whoever it is for
  const learnt = new Float64Array(asked.length);
  asked.forEach(({ features, actionId }, row) => {
    const { probabilities } = ofAll ?? chancesOf(features);
    learnt[row] = probabilities[point.actions.findIndex((action) => action.actionId === actionId)]!;
  });
  return {
    decisions: asked.length,
    learnt: valueOfPolicy(asked, learnt),
    uniform: valueOfPolicy(asked, new Float64Array(asked.length).fill(alike)),
    byDefault: valueOfPolicy(
      asked,
      Float64Array.from(asked, ({ actionId }) => (actionId === point.defaultAction ? 1 : 0)),
    ),
    logged: asked.reduce((sum, { reward }) => sum + reward, 0) / asked.length,
    gain: gainOf(asked, learnt),
  };
}

/** By inverse propensity; what both have in common does not widen its interval. */
function gainOf(asked: readonly LearntDecision[], target: Float64Array): PolicyValue {
  const weights = Float64Array.from(asked, ({ propensity }, row) => target[row]! / propensity);
  return estimated(
    weights.map((weight, row) => (weight - 1) * asked[row]!.reward),
    weights,
  );
}

function valueOfPolicy(asked: readonly LearntDecision[], target: Float64Array): EstimatedValue {
  let [sum, weights, squares] = [0, 0, 0];
  asked.forEach(({ propensity, reward }, row) => {
    const weight = target[row]! / propensity;
    sum += weight * reward;
    weights += weight;
    squares += weight * weight;
  });
  return { value: weights > 0 ? sum / weights : 0, effective: squares > 0 ? (weights * weights) / squares : 0 };
}
