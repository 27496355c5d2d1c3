import type { Placement } from '../domain/decision.ts';
import type { Interaction, InteractionKind } from '../domain/interaction.ts';
import { boughtAgain } from '../features/bought-again.ts';
import { cartOf } from '../features/cart.ts';
import { PLACEMENT_RULES, type PlacementRule, withoutAnchor } from './placements.ts';

export interface BasisEvent {
  readonly itemId: string;
  readonly kind: InteractionKind;
  /** When it happened; absent for an anchor that is no event of the past. */
  readonly atMs?: number;
}

/** What a decision starts from. */
export interface Basis {
  /** The placement's, or home's where its anchor is missing. */
  readonly rule: PlacementRule;
  /** The items that the slate is about; none where it is about the person. */
  readonly anchors: readonly string[];
  /** Newest first, the anchors before the rest; what stands first speaks loudest. */
  readonly events: readonly BasisEvent[];
  /** Items that the person has met already, or stands before, and that this placement must not repeat. */
  readonly seen: ReadonlySet<string>;
}

export interface BasisRequest {
  readonly placement: Placement;
  /** The page's item. */
  readonly itemId: string | undefined;
}

/**
 * What the placement's rule makes of a page and of what the person did.
 *
 * @param history - merged interactions, newest first, as features/history gives them.
 * @param interactions - all of them, oldest first: the cart and the newest view are read from these.
 */
export function basisOf(
  { placement, itemId }: BasisRequest,
  history: readonly BasisEvent[],
  interactions: readonly Interaction[],
): Basis {
  const own = PLACEMENT_RULES[placement];
  const bought = new Set(history.filter(({ kind }) => kind === 'purchase').map((event) => event.itemId));
  const anchors = anchorsOf(own, itemId, interactions, bought);
  const rule = anchors.length > 0 ? own : withoutAnchor(own);
  const seen = {
    nothing: [],
    met: [...anchors, ...history.map((event) => event.itemId)],
    bought: [...anchors, ...bought],
  };
  return { rule, anchors, events: eventsOf(rule, anchors, history), seen: new Set(seen[rule.spares]) };
}

function anchorsOf(
  { anchor }: PlacementRule,
  itemId: string | undefined,
  interactions: readonly Interaction[],
  bought: ReadonlySet<string>,
): readonly string[] {
  switch (anchor) {
    case 'none':
      return [];
    case 'page':
      return itemId === undefined ? [] : [itemId];
    case 'cart':
      return cartOf(interactions);
    case 'bought':
      return boughtAgain(interactions);
    case 'viewed': {
      const isOpen = ({ kind, itemId: viewed }: Interaction) => kind === 'view' && !bought.has(viewed);
      const newest = interactions.findLast(isOpen);
      return newest === undefined ? [] : [newest.itemId];
    }
  }
}

function eventsOf(
  { anchor, history: whose }: PlacementRule,
  anchors: readonly string[],
  history: readonly BasisEvent[],
): readonly BasisEvent[] {
  if (whose === 'none') return [];
  const kind = anchor === 'cart' ? 'cart' : 'view';
  const front = anchors.map((itemId) => ({ itemId, kind }) as const);
  if (whose === 'anchor') return front;
  const isInFront = new Set(anchors);
  return [...front, ...history.filter(({ itemId }) => !isInFront.has(itemId))];
}
