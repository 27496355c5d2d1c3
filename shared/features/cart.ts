import type { Interaction } from '../domain/interaction.ts';

/**
 * What lies in a person's cart: added and neither removed nor bought since. Newest first.
 * @param interactions - oldest first.
 */
export function cartOf(interactions: readonly Interaction[]): readonly string[] {
  const cart = new Set<string>();
  for (const { itemId, kind } of interactions) {
    if (kind !== 'cart' && kind !== 'uncart' && kind !== 'purchase') continue;
    cart.delete(itemId);
    if (kind === 'cart') cart.add(itemId);
  }
  return [...cart].reverse();
}
