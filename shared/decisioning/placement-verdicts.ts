import type { Decision } from '../domain/decision.ts';
import type { PlacementRule } from './placements.ts';

/** What a slate says of itself. */
export type SlateVerdict = Pick<Decision, 'strategy' | 'evidence'>;

/** A verdict that slates of a placement may have, and when they have it. */
export interface PossibleVerdict extends SlateVerdict {
  readonly when: string;
}

/** Of a slate that goes by what the person did. */
export const BY_PERSON: SlateVerdict = { strategy: 'personal', evidence: 'person' };

/** Of a slate of which nothing is known but the catalog. */
export const NOTHING_KNOWN: SlateVerdict = { strategy: 'catalog-order', evidence: 'none' };

/** Of a slate that is what it is about. */
export const byRule = ({ strategy, evidence }: PlacementRule): SlateVerdict => ({ strategy, evidence });

/** Of a slate that is like the one item that it is about. */
export const byLikeness = ({ evidence }: PlacementRule): SlateVerdict => ({ strategy: 'same-category', evidence });

/** Of a slate for which nothing speaks that anybody did. */
export const byMarket = ({ blend }: PlacementRule): SlateVerdict => ({
  strategy: blend === 'trending' ? 'trending' : 'popular',
  evidence: 'market',
});

/** Whether a slate is about one item, so that what is like it can stand in. */
export const isAboutOneItem = ({ anchor }: PlacementRule): boolean => anchor === 'page' || anchor === 'viewed';

/** All verdicts that slates by this rule may have, the placement's own first, then in the order of falling back. */
export function verdictsOf(rule: PlacementRule): readonly PossibleVerdict[] {
  const isAnchored = rule.anchor !== 'none';
  const isOfAll = !isAnchored && rule.history === 'none';
  return [
    { ...byRule(rule), when: isAnchored ? WHEN[rule.anchor] : isOfAll ? 'always' : 'the person did something' },
    ...(isAboutOneItem(rule) ? [{ ...byLikeness(rule), when: 'the model knows nothing of that item' }] : []),
    ...(isAnchored ? [{ ...BY_PERSON, when: 'not so, but the person did something' }] : []),
    ...(isOfAll ? [] : [{ ...byMarket(rule), when: 'nothing is known that the person did' }]),
    { ...NOTHING_KNOWN, when: 'there is no model, or it knows none of what may be shown' },
  ];
}

const WHEN = {
  page: 'itemId is in the catalog',
  cart: 'something lies in the cart',
  viewed: 'the person viewed something that they did not buy',
  bought: 'the person bought something that may be shown',
} as const;
