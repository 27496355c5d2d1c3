import type { Placement } from '../domain/decision.ts';
import type { Interaction, InteractionKind } from '../domain/interaction.ts';
import { cartOf } from '../features/cart.ts';

export interface BasisEvent {
  readonly itemId: string;
  readonly kind: InteractionKind;
}

/** What a decision starts from. */
export interface Basis {
  /** Newest first; what stands first speaks loudest. */
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
 * What each placement starts from, and what it must not repeat.
 *
 * - home: all that the person did; nothing that they did anything with.
 * - product: the page's item, and then what they did; not the page's item, nor what they bought.
 * - cart: what lies in the cart, and then the rest; not what lies in it, nor what they bought.
 *
 * @param history - merged interactions, newest first, as features/history gives them.
 * @param interactions - all of them, oldest first: the cart is folded from these.
 */
export function basisOf(
  { placement, itemId }: BasisRequest,
  history: readonly BasisEvent[],
  interactions: readonly Interaction[],
): Basis {
  const bought = history.filter(({ kind }) => kind === 'purchase').map((event) => event.itemId);
  switch (placement) {
    case 'home':
      return { events: history, seen: new Set(history.map((event) => event.itemId)) };
    case 'product': {
      const page = itemId === undefined ? [] : [itemId];
      return { events: inFront(page, 'view', history), seen: new Set([...page, ...bought]) };
    }
    case 'cart': {
      const cart = cartOf(interactions);
      return { events: inFront(cart, 'cart', history), seen: new Set([...cart, ...bought]) };
    }
  }
}

function inFront(
  items: readonly string[],
  kind: InteractionKind,
  history: readonly BasisEvent[],
): readonly BasisEvent[] {
  const front = new Set(items);
  return [...items.map((itemId) => ({ itemId, kind })), ...history.filter(({ itemId }) => !front.has(itemId))];
}
