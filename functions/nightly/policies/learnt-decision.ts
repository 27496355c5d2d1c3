import type { DecisionPoint } from '../../../shared/domain/decision-point.ts';
import type { LoggedChoice, LoggedDecision } from '../../../shared/domain/logged-decision.ts';
import type { InOneCurrency } from '../../../shared/features/outcome.ts';

/** A decision with all that is learnt from it. */
export interface LearntDecision {
  readonly decisionId: string;
  readonly decidedAtMs: number;
  readonly actionId: string;
  readonly propensity: number;
  readonly features: readonly number[];
  readonly reward: number;
}

export const REFUSALS = [
  'probability not known',
  'no such action any more',
  'other features than the point goes by now',
  'not activated',
  'reward in another currency',
] as const;

/** Why a decision is not learnt from. */
export type Refusal = (typeof REFUSALS)[number];

/** Drawn by no policy, or after something was refused: who else would have been is not known. */
const UNKNOWN_POLICIES = ['default', 'redrawn'];

/** What of a point it goes by. */
export interface LearningPoint {
  readonly point: DecisionPoint;
  /** Numbers that the point goes by now. */
  readonly width: number;
  readonly inOneCurrency: InOneCurrency;
}

export function learnableOf(
  { decisionId, decidedAtMs, policy, choices, features = [], reward }: LoggedDecision,
  { point, width, inOneCurrency }: LearningPoint,
): LearntDecision | { readonly refused: Refusal } {
  const [choice] = choices;
  if (choice === undefined || !isKnown(choice.propensity) || UNKNOWN_POLICIES.includes(policy))
    return { refused: 'probability not known' };
  if (!point.actions.some(({ actionId }) => actionId === choice.id)) return { refused: 'no such action any more' };
  if (features.length !== width) return { refused: 'other features than the point goes by now' };
  if (point.reward.wantsActivation && choice.isSeen !== true) return { refused: 'not activated' };
  const toldIn = (currency: string, to: string) =>
    inOneCurrency(choice.revenueMinor, { from: currency, to, atMs: decidedAtMs });
  const earned = earnedBy(choice, reward, point, toldIn);
  if (earned === undefined) return { refused: 'reward in another currency' };
  return { decisionId, decidedAtMs, actionId: choice.id, propensity: choice.propensity, features, reward: earned };
}

/** Lines of before have none; written so that NaN is refused too. */
const isKnown = (propensity: number | undefined): propensity is number =>
  propensity !== undefined && propensity > 0 && propensity <= 1;

/** What was not rewarded within the window earned nothing. */
function earnedBy(
  choice: LoggedChoice,
  posted: number | undefined,
  { reward, currency }: DecisionPoint,
  toldIn: (currency: string, to: string) => number | undefined,
): number | undefined {
  if (reward.kind === 'binary') {
    if (reward.source === 'posted') return Math.max(-1, Math.min(1, posted ?? 0));
    const did = { click: choice.isClicked, cart: choice.isCarted, order: choice.units > 0 }[reward.source];
    return did ? 1 : 0;
  }
  if (reward.source === 'posted') return posted ?? 0;
  if (choice.revenueMinor === 0 || choice.currency === currency) return choice.revenueMinor;
  return choice.currency && currency ? toldIn(choice.currency, currency) : undefined;
}
