import { seededRandom } from '../../shared/math/random.ts';

/** In whatever of a canary is text. It is nowhere else. */
export const CANARY_MARK = 'kanarie7x';

/** Somebody whose every field can be found again, wherever it is written. */
export interface Canary {
  readonly userId: string;
  /** The first belongs to the user by identify, the second by alias. */
  readonly anonymousIds: readonly [string, string];
  readonly events: readonly object[];
  /** An event that cannot be taken. */
  readonly broken: object;
}

/** @param itemIds - what they turn to some of. @param atMs - when they did the last of it. */
export function canaryOf(number: number, itemIds: readonly string[], atMs: number): Canary {
  const text = (field: string) => `${CANARY_MARK}-${number}-${field}`;
  const userId = text('user');
  const anonymousIds = [text('phone'), text('tablet')] as const;
  const [phone, tablet] = anonymousIds;
  // Anything at all: a model that learnt from something regular would be missed by the gate when it is gone.
  const itemAt = (i: number) => itemIds[Math.floor(seededRandom(number * 100 + i)() * itemIds.length)];
  let count = 0;
  const event = (fields: object) => ({
    messageId: text(`message${count}`),
    timestamp: new Date(atMs - (count++) ** 3 * (900 + number)).toISOString(), // no clockwork, which would be a bot's
    context: { page: { url: `https://shop.example/${text('page')}` }, ip: text('address'), userAgent: text('agent') },
    [text('extra')]: text('value'),
    ...fields,
  });
  const look = (i: number, who: object) => {
    const product_id = itemAt(i);
    return event({ type: 'track', event: 'Product Viewed', ...who, properties: { product_id, note: text('note') } });
  };
  const order_id = text('order');
  const products = [{ product_id: itemAt(8), coupon: text('coupon') }];
  return {
    userId,
    anonymousIds,
    events: [
      ...[0, 1, 2].map((i) => look(i, { anonymousId: phone })),
      ...[3, 4].map((i) => look(i, { anonymousId: tablet })),
      event({ type: 'identify', userId, anonymousId: phone, traits: { email: `${text('mail')}@shop.example` } }),
      event({ type: 'alias', userId, previousId: tablet }),
      event({ type: 'group', userId, groupId: text('group'), traits: { name: text('company') } }),
      event({ type: 'page', userId, name: text('title') }),
      event({ type: 'track', userId, event: text('happening'), properties: { [text('key')]: text('property') } }),
      ...[5, 6, 7].map((i) => look(i, { userId })),
      event({ type: 'track', event: 'Order Completed', userId, properties: { order_id, products } }),
    ],
    broken: event({ type: 'track', userId, event: 'Product Viewed', timestamp: text('time') }),
  };
}
