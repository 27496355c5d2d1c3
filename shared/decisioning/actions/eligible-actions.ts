import type { DecisionPoint, PointAction } from '../../domain/decision-point.ts';

/** What a request wants of the actions of a point. */
export interface ActionWishes {
  /** Those that stand for choice, perhaps at other amounts; undefined: all of the point's as they are. */
  readonly actions?: readonly WishedAction[];
  /** Actions that must not be chosen. */
  readonly exclude: readonly string[];
  /** Dearer ones are not chosen. */
  readonly maxCostMinor?: number;
}

export interface WishedAction {
  readonly actionId: string;
  readonly costMinor?: number;
  readonly valueMinor?: number;
}

/** Why an offer may not be made now; undefined: it may. */
export type WhyNotOffered = (offerId: string) => string | undefined;

export interface EligibleActions {
  /** In the point's order. */
  readonly eligible: readonly PointAction[];
  readonly excluded: readonly { readonly actionId: string; readonly because: string }[];
}

/** Which of a point's actions may be chosen. Those that the request does not name are not told of. */
export function eligibleActions(
  { actions }: Pick<DecisionPoint, 'actions'>,
  { actions: wished, exclude, maxCostMinor }: ActionWishes,
  whyNot: WhyNotOffered,
): EligibleActions {
  const wishOf = wished && new Map(wished.map((wish) => [wish.actionId, wish]));
  const eligible: PointAction[] = [];
  const excluded: { actionId: string; because: string }[] = [];
  for (const action of actions) {
    const wish = wishOf?.get(action.actionId);
    if (wishOf !== undefined && wish === undefined) continue;
    const wanted = { ...action, ...wish };
    const because = whyNotEligible(wanted, exclude, maxCostMinor) ?? (action.offerId && whyNot(action.offerId));
    if (because) excluded.push({ actionId: action.actionId, because });
    else eligible.push(wanted);
  }
  return { eligible, excluded };
}

function whyNotEligible(
  { actionId, costMinor }: PointAction,
  exclude: readonly string[],
  maxCostMinor: number | undefined,
): string | undefined {
  if (exclude.includes(actionId)) return 'excluded by the request';
  if (maxCostMinor !== undefined && costMinor > maxCostMinor)
    return `costs ${costMinor}, above the limit of ${maxCostMinor}`;
  return undefined;
}
