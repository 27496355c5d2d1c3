import type { Interaction } from '../domain/interaction.ts';
import { DAY_MS } from '../domain/time.ts';

/**
 * What a person bought and did not give back, as they may want it again: first what they bought more than once, by
 * when it is due (after their last order of it, as long as it took them on average from one to the next), the longest
 * overdue first; then what they bought once, the longest ago first.
 *
 * @param interactions - oldest first. What is bought within a day is one order: sent twice, or by two clients, it is no
 *   rhythm. A refund takes back the newest.
 */
export function boughtAgain(interactions: readonly Interaction[]): readonly string[] {
  const orders = ordersOf(interactions);
  return [...orders]
    .map(([itemId, times]) => ({ itemId, isRepeated: times.length > 1, atMs: dueAtMs(times) }))
    .sort((a, b) => Number(b.isRepeated) - Number(a.isRepeated) || a.atMs - b.atMs)
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

/** Of what was ordered once: when that was. */
function dueAtMs(times: readonly number[]): number {
  const [first = 0, last = first] = [times[0], times.at(-1)];
  return times.length > 1 ? last + (last - first) / (times.length - 1) : last;
}
