import { DAY_MS, HOUR_MS, isoOf } from '../domain/time.ts';
import { drawNormal } from '../math/random.ts';
import type { TimedEvent } from './browser.ts';
import { drawUuid, type Random } from './draws.ts';
import type { SegmentEvent } from './segment-event.ts';
import type { Shopper } from './shoppers.ts';

/** What a shop sends, and how its shoppers take it, beside what they do anyway. */
export interface MarketingOptions {
  /** Share of orders with a coupon, of the shopper in the middle; in (0, 1). */
  readonly couponRate: number;
  /** Share of messages that the shopper in the middle opens; in (0, 1). */
  readonly openRate: number;
  /** Days between messages to who has identified; at least 1. */
  readonly messageEveryDays: number;
}

/** How a shopper takes it. */
export interface Responsiveness {
  /** Probability that an order of theirs names a coupon. */
  readonly coupon: number;
  /** Probability that they open a message, within a week. */
  readonly open: number;
}

/** Of log odds: how far shoppers differ. */
const SPREAD = 1.5;

/** Of each shopper, in their order. */
export const makeResponsiveness = (
  { couponRate, openRate }: MarketingOptions,
  shopperCount: number,
  random: Random,
): readonly Responsiveness[] =>
  Array.from({ length: shopperCount }, () => ({
    coupon: responding(couponRate, drawNormal(random)),
    open: responding(openRate, drawNormal(random)),
  }));

const responding = (rate: number, deviation: number): number =>
  1 / (1 + ((1 - rate) / rate) * Math.exp(-SPREAD * deviation));

/** A shopper's events with coupons in some orders, and messages between them, in no order. */
export function withMarketing(
  events: readonly TimedEvent[],
  shopper: Shopper,
  {
    responsiveness,
    messageEveryDays,
    endAtMs,
    random,
  }: {
    readonly responsiveness: Responsiveness;
    readonly messageEveryDays: number;
    readonly endAtMs: number;
    readonly random: Random;
  },
): readonly TimedEvent[] {
  const marketed = events.flatMap((timed) => {
    const { event, atMs } = timed;
    if (event.type !== 'track' || event.event !== 'Order Completed') return [timed];
    if (random() >= responsiveness.coupon) return [timed];
    const applied = eventAt(atMs - 1000, event, 'Coupon Applied', { coupon_id: COUPON }, random);
    return [applied, { atMs, event: { ...event, properties: { ...event.properties, coupon: COUPON } } }];
  });
  const met = events.find(({ event }) => event.userId !== null);
  if (met === undefined) return marketed;
  const template = { ...met.event, context: {}, userId: shopper.id };
  let number = 0;
  for (let atMs = met.atMs + messageEveryDays * DAY_MS * random(); atMs < endAtMs; atMs += messageEveryDays * DAY_MS) {
    const properties = { email_id: `${shopper.id}-mail-${++number}` };
    marketed.push(eventAt(atMs, template, 'Email Delivered', properties, random));
    const openAtMs = atMs - 12 * HOUR_MS * Math.log(1 - random());
    if (random() < responsiveness.open && openAtMs < endAtMs)
      marketed.push(eventAt(Math.min(openAtMs, atMs + 6 * DAY_MS), template, 'Email Opened', properties, random));
  }
  return marketed;
}

const COUPON = 'THANKS10';

function eventAt(
  atMs: number,
  like: SegmentEvent,
  name: 'Coupon Applied' | 'Email Delivered' | 'Email Opened',
  properties: Readonly<Record<string, string>>,
  random: Random,
): TimedEvent {
  const { anonymousId, userId, context, integrations } = like;
  const at = Math.floor(atMs);
  return {
    atMs: at,
    event: {
      ...{ messageId: `${name}-${at}-${drawUuid(random)}`, anonymousId, userId, timestamp: isoOf(at) },
      ...{ context, integrations, type: 'track', event: name, properties },
    },
  };
}
