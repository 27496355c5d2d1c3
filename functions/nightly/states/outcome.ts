import type { Event } from '../../../shared/domain/event.ts';
import { kindOf } from '../../../shared/domain/interaction.ts';
import { DAY_MS } from '../../../shared/domain/time.ts';
import { topCategoriesOf } from '../../../shared/features/profile/affinities.ts';
import { redeemsCoupon } from '../../../shared/features/profile/coupons.ts';
import { isInTime, isSame, messageOf, OPENED_WITHIN_DAYS } from '../../../shared/features/profile/messages.ts';
import { isUsable } from '../../../shared/privacy/usable-events.ts';
import type { Outcome } from './state-watcher.ts';

export const NO_OUTCOME: Outcome = { events: 0, orders: 0, couponOrders: 0, boughtOf: [] };

/** The outcome with one more event. @param throughMs - the watermark, in ms since 1970. */
export function withOutcome(outcome: Outcome, event: Event, throughMs: number): Outcome {
  const message = messageOf(event);
  const isWanted = isUsable(event, 'personalise');
  if (message?.did === 'delivered') {
    const atMs = event.clientAtMs;
    const isFirst = isWanted && outcome.message === undefined && atMs <= throughMs - OPENED_WITHIN_DAYS * DAY_MS;
    return isFirst ? { ...outcome, message: { id: message.id, atMs, isOpened: false } } : outcome;
  }
  const { message: first } = outcome;
  const isOrder = isWanted && kindOf(event) === 'purchase';
  const opens = isWanted && message && first && isSame(message.id, first.id) && isInTime(first.atMs, event.clientAtMs);
  return {
    events: outcome.events + 1,
    orders: outcome.orders + (isOrder ? 1 : 0),
    couponOrders: outcome.couponOrders + (isOrder && redeemsCoupon(event) ? 1 : 0),
    boughtOf: isOrder ? withCategories(outcome.boughtOf, event) : outcome.boughtOf,
    ...(first && { message: opens ? { ...first, isOpened: true } : first }),
  };
}

/** Categories with those of one more order. */
export function withCategories(known: readonly string[], order: Event): readonly string[] {
  const more = topCategoriesOf(order.properties).filter((category) => !known.includes(category));
  return more.length === 0 ? known : [...known, ...new Set(more)];
}
