import type { CampaignPlan } from '../../domain/campaign.ts';
import { durationMs } from '../../domain/campaign.ts';
import type { Journey } from '../../domain/journey.ts';
import { cartOf } from '../../features/cart.ts';
import type { Facts } from './facts.ts';
import { momentOf, nextTimeOfDay } from './local-time.ts';

/** Whether what began a journey still holds: it may go on, it has to wait, or it is over. */
export type TriggerState = 'holds' | { readonly waitsUntilMs: number } | { readonly because: string };

/** A cart is what was done to it lately: older than that it is no cart any more. */
const CART_KINDS = new Set(['cart', 'uncart', 'purchase']);

/** Asked when a journey begins, of all that was done up to now and not of what was known when it was triggered. */
export function triggerState(plan: CampaignPlan, journey: Journey, facts: Facts, nowMs: number): TriggerState {
  const { trigger } = plan;
  switch (trigger.on) {
    case 'broadcast':
      return waitingUntil(broadcastAt(trigger.at, facts.timeZone, journey.triggeredAtMs), nowMs);
    case 'birthday':
      return waitingUntil(nextTimeOfDay(facts.timeZone, trigger.at, dayBegins(facts.timeZone, journey)), nowMs);
    case 'abandoned-cart':
      return cartState(facts, durationMs(trigger.after), nowMs);
    case 'price-drop':
    case 'back-in-stock':
      return journey.itemIds.some(facts.isForSale) ? 'holds' : { because: 'not for sale any more' };
    case 'win-back':
      return facts.interactions.some(({ atMs }) => atMs > journey.triggeredAtMs) ? { because: 'came back' } : 'holds';
    case 'post-purchase':
      return 'holds';
  }
}

/** What a journey is about now: what lies in the cart, or what it began with, as far as it is for sale. */
export function itemsOf({ trigger }: CampaignPlan, journey: Journey, facts: Facts): readonly string[] {
  const items = trigger.on === 'abandoned-cart' ? cartOf(facts.interactions) : journey.itemIds;
  return trigger.on === 'post-purchase' ? items : items.filter(facts.isForSale);
}

function cartState(facts: Facts, quietMs: number, nowMs: number): TriggerState {
  const cart = cartOf(facts.interactions);
  const touched = facts.interactions.findLast(({ kind }) => CART_KINDS.has(kind));
  if (cart.length === 0) return { because: touched?.kind === 'purchase' ? 'bought' : 'cart emptied' };
  if (!cart.some(facts.isForSale)) return { because: 'not for sale any more' };
  return waitingUntil((touched?.atMs ?? 0) + quietMs, nowMs);
}

const waitingUntil = (ms: number, nowMs: number): TriggerState => (ms > nowMs ? { waitsUntilMs: ms } : 'holds');

/** A time without an offset is meant by the clock of each person. */
function broadcastAt(at: string, timeZone: string, startedAtMs: number): number {
  if (at === 'now') return startedAtMs;
  return /(Z|[+-]\d\d:\d\d)$/.test(at) ? Date.parse(at) : momentOf(timeZone, Date.parse(`${at}Z`));
}

/** What began a birthday is the day as UTC has it; it begins where the person is. */
const dayBegins = (timeZone: string, { triggeredAtMs }: Journey): number => momentOf(timeZone, triggeredAtMs) - 1;
