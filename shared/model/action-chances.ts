import type { DecisionPoint, PricedAction, RewardKind } from '../domain/decision-point.ts';
import { type Belief, normalBelief, scaledBelief } from '../learning/bandits/belief.ts';
import { chancesOfBest, floored } from '../learning/bandits/chance-of-best.ts';
import type { ArmCounts } from '../learning/bandits/counted-arms.ts';
import type { AskablePolicy } from './action-policy.ts';

/** What of a point chooses. */
export type PointRule = Pick<DecisionPoint, 'policy' | 'floor' | 'defaultAction'> & {
  readonly rewardKind: RewardKind;
  readonly currency?: string | undefined;
};

export interface ChanceQuestion {
  readonly point: PointRule;
  /** At least one. */
  readonly eligible: readonly PricedAction[];
  readonly features: readonly number[];
  /** Undefined: nothing was learnt yet, or the policy learns nothing. */
  readonly policy: AskablePolicy | undefined;
  /** What was counted since, by action. */
  readonly since: ReadonlyMap<string, ArmCounts>;
}

export interface ActionChances {
  /** By `eligible`: with which probability each is drawn; sums to 1. */
  readonly probabilities: Float64Array;
  /** By `eligible`: what is believed of the reward of each; undefined: nothing is. */
  readonly beliefs: readonly (Belief | undefined)[];
}

/**
 * With which probability a point's policy draws each eligible action. fixed: the default action, or the first where that
 * is not eligible. uniform: all alike. What learns: the chance to be worth most, what it costs taken off, with the floor;
 * all alike before anything was learnt. Chances are of beliefs half as wide as they are told.
 */
export function actionChances({ point, eligible, features, policy, since }: ChanceQuestion): ActionChances {
  if (point.policy === 'fixed') {
    const at = Math.max(
      0,
      eligible.findIndex(({ actionId }) => actionId === point.defaultAction),
    );
    return {
      probabilities: Float64Array.from(eligible, (_, i) => (i === at ? 1 : 0)),
      beliefs: eligible.map(() => undefined),
    };
  }
  const known = point.policy === 'uniform' ? undefined : policy?.beliefs(features, since);
  if (known === undefined || known.size === 0) {
    return {
      probabilities: new Float64Array(eligible.length).fill(1 / eligible.length),
      beliefs: eligible.map(() => undefined),
    };
  }
  const fresh = freshBelief([...known.values()]);
  const beliefs = eligible.map(({ actionId }) => known.get(actionId) ?? fresh);
  const worths = beliefs.map((belief, i) => worthOf(narrowed(belief), eligible[i]!, point));
  return { probabilities: floored(chancesOfBest(worths), point.floor), beliefs };
}

/**
 * Of a belief's width, what is drawn with: to draw with all of it loses more by trying than it gains by what it learns.
 * Source: Chapelle & Li (2011), "An Empirical Evaluation of Thompson Sampling", section 3, on posterior reshaping.
 */
const DRAWN_WIDTH = 0.5;
const narrowed = (belief: Belief): Belief => scaledBelief(belief, DRAWN_WIDTH, (1 - DRAWN_WIDTH) * belief.mean);

/** Of an action that came after the night: as the others in the middle, and twice as unsure as the least sure of them. */
function freshBelief(known: readonly Belief[]): Belief {
  const mean = known.reduce((sum, belief) => sum + belief.mean, 0) / known.length;
  const deviation = Math.max(...known.map((belief) => (belief.quantile(0.84) - belief.quantile(0.16)) / 2));
  return normalBelief(mean, 2 * deviation);
}

/** What a reward is worth less what the action costs and the price of the money that it takes; where nothing has an amount, the reward itself. */
function worthOf(belief: Belief, action: PricedAction, { rewardKind, currency }: PointRule): Belief {
  if (currency === undefined) return belief;
  const scale = rewardKind === 'money' ? 1 : (action.valueMinor ?? 0);
  // What no reward makes worth anything is known: it costs what it costs.
  const cost = action.costMinor + (action.priceMinor ?? 0);
  return scale > 0 ? scaledBelief(belief, scale, -cost) : normalBelief(-cost, 0);
}
