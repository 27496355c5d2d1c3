import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../shared/domain/event.ts';
import { outcomeOf } from '../../../../shared/features/outcome.ts';
import { refundsOf } from '../../../../shared/features/refunds.ts';
import { anEvent } from '../../../support/events.ts';
import { noRates } from '../../../support/night-money.ts';

const outcomesOf = (...did: readonly (readonly [name: string, atMs: number, properties: JsonObject])[]) =>
  did.flatMap(
    ([name, atMs, properties]) => outcomeOf(anEvent({ name, atMs, properties }), () => undefined, noRates) ?? [],
  );
const tent = { product_id: 'tent', price: 100 };
const order = [
  'Order Completed',
  10,
  { order_id: 'o1', currency: 'EUR', total: 220, products: [tent, { product_id: 'mat', price: 60, quantity: 2 }] },
] as const;
const amountsOf = (...refunds: readonly JsonObject[]) =>
  refundsOf(outcomesOf(order, ...refunds.map((refund, i) => ['Order Refunded', 20 + i, refund] as const))).map(
    ({ amount }) => amount,
  );

describe('a refund', () => {
  it('is of the order that it names, at its time, or else of the newest before it', () => {
    const later = ['Order Completed', 15, { order_id: 'o2', currency: 'EUR', total: 30 }] as const;
    const told = (properties: JsonObject, atMs = 20) =>
      refundsOf(outcomesOf(order, later, ['Order Refunded', atMs, properties]));
    expect(told({ order_id: 'o1', currency: 'EUR', total: 5 })).toEqual([
      { atMs: 20, orderedAtMs: 10, currency: 'EUR', amount: 500 },
    ]);
    expect(told({ currency: 'EUR', total: 5 })).toMatchObject([{ orderedAtMs: 15 }]);
    expect(told({ currency: 'EUR', total: 5 }, 12)).toMatchObject([{ orderedAtMs: 10 }]);
    expect([told({ order_id: 'o3', total: 5 }), told({}, 5)]).toEqual([[], []]);
  });

  it('comes to what it says, to what its units cost, or to the whole order', () => {
    expect(amountsOf({ order_id: 'o1', currency: 'EUR', total: -30 })).toEqual([3000]);
    expect(amountsOf({ order_id: 'o1', products: [{ product_id: 'mat', quantity: 2 }] })).toEqual([12_000]);
    expect(amountsOf({ order_id: 'o1', currency: 'EUR', products: [{ product_id: 'tent', price: 80 }] })).toEqual([
      8000,
    ]);
    expect(amountsOf({ order_id: 'o1' })).toEqual([22_000]);
    expect(amountsOf({ order_id: 'o1', products: [{ product_id: 'unknown' }] })).toEqual([]);
    expect(amountsOf({ order_id: 'o1', currency: 'USD', total: 5 })).toEqual([]);
  });

  it('of one order never comes to more than that together', () => {
    const some = fc.record(
      { order_id: fc.constant('o1'), currency: fc.constant('EUR'), total: fc.integer({ min: -300, max: 300 }) },
      { requiredKeys: ['order_id'] },
    );
    fc.assert(
      fc.property(fc.array(some, { maxLength: 8 }), (refunds) => {
        const amounts = amountsOf(...refunds);
        expect(amounts.every((amount) => amount > 0)).toBe(true);
        expect(amounts.reduce((sum, amount) => sum + amount, 0)).toBeLessThanOrEqual(22_000);
      }),
    );
  });
});
