import type { Interaction } from '../domain/interaction.ts';
import { DAY_MS } from '../domain/time.ts';

/**
 * What a person bought and did not give back, as they may want it again: what they ordered most often first, of equals
 * the newest. To put first what is overdue by its own rhythm, or was bought the longest ago, is worse: what somebody
 * has not come back to for long they seldom come back to.
 *
 * @param interactions - oldest first. What is bought within a day is one order: sent twice, or by two clients, it is no
 *   second one. A refund takes back the newest.
 */
export function boughtAgain(interactions: readonly Interaction[]): readonly string[] {
  return [...ordersOf(interactions)]
    .map(([itemId, times]) => ({ itemId, count: times.length, newestMs: times.at(-1) ?? 0 }))
    .sort((a, b) => b.count - a.count || b.newestMs - a.newestMs)
    .map(({ itemId }) => itemId);
}

/** Of each item that is left, when it was ordered, ascending. */
function ordersOf(interactions: readonly Interaction[]): ReadonlyMap<string, readonly number[]> {
  const orders = new Map<string, number[]>();
  for (const { itemId, kind, atMs } of interactions) {
    const times = orders.get(itemId) ?? [];
    const isNew = atMs - (times.at(-1) ?? Number.NEGATIVE_INFINITY) >= DAY_MS;
    if (kind === 'purchase' && isNew) orders.set(itemId, [...times, atMs]);
    if (kind === 'refund') orders.set(itemId, times.slice(0, -1));
  }
  return new Map([...orders].filter(([, times]) => times.length > 0));
}
