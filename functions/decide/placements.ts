import { type PossibleVerdict, verdictsOf } from '../../shared/decisioning/placement-verdicts.ts';
import { PLACEMENT_RULES, type PlacementRule, wantsItem } from '../../shared/decisioning/placements.ts';
import { PLACEMENTS, type Placement } from '../../shared/domain/decision.ts';
import { BEST, type PlacementPolicies, type PlacementPolicy } from '../../shared/domain/placement-policy.ts';

export interface ToldPlacement {
  readonly placement: Placement;
  /** Fields without which a request for it is refused. */
  readonly wants: readonly 'itemId'[];
  /** The items that it is about. */
  readonly anchor: PlacementRule['anchor'];
  /** What does not come back, besides the anchor. */
  readonly neverRepeats: PlacementRule['spares'];
  /** How it chooses among the candidates that a model ranked. */
  readonly policy: PlacementPolicy;
  /** What its slates may say of themselves, its own first, then what it falls back to. */
  readonly answers: readonly PossibleVerdict[];
}

/** The placements that may be asked for, as their rules have them. @param policies - what the shop has set. */
export const placements = (policies: PlacementPolicies = {}): { readonly placements: readonly ToldPlacement[] } => ({
  placements: PLACEMENTS.map((placement) => {
    const rule = PLACEMENT_RULES[placement];
    return {
      placement,
      wants: wantsItem(rule) ? ['itemId'] : [],
      anchor: rule.anchor,
      neverRepeats: rule.spares,
      policy: policies[placement] ?? BEST,
      answers: verdictsOf(rule),
    };
  }),
});
