import { describe, expect, it } from 'vitest';
import { joinDecisions } from '../../../../../functions/nightly/decisions/join-decisions.ts';
import { signalsOf } from '../../../../../shared/domain/decision-signal.ts';
import type { JsonObject } from '../../../../../shared/domain/event.ts';
import { HOUR_MS } from '../../../../../shared/domain/time.ts';
import type { DecisionLine } from '../../../../../shared/ports/decisions.ts';
import { aDecisionLine, DECIDED_AT_MS } from '../../../../support/builders/decision-line.ts';
import { anEvent } from '../../../../support/events.ts';

const WINDOW = { rewardWindowMs: 168 * HOUR_MS, takenAtMs: DECIDED_AT_MS + 200 * HOUR_MS };
let count = 0;
/** A track event, so many hours after noon. */
const event = (name: string, hours: number, properties: JsonObject) =>
  anEvent({ name, properties, atMs: DECIDED_AT_MS + hours * HOUR_MS, messageId: `m${++count}` });
const joined = (lines: readonly DecisionLine[], ...events: readonly ReturnType<typeof event>[]) =>
  joinDecisions(lines, events.flatMap(signalsOf), WINDOW);
const later = (decisionId: string, hours: number, fields = {}) =>
  aDecisionLine(decisionId, { decidedAt: new Date(DECIDED_AT_MS + hours * HOUR_MS).toISOString(), ...fields });
const unitsOf = (decisions: ReturnType<typeof joined>, itemId: string) =>
  decisions.map(({ choices }) => choices.find(({ id }) => id === itemId)?.units);

describe('decisions joined with what came of them', () => {
  it('tell who drew them, with which probability, and that nothing came back', () => {
    const [decision] = joined([aDecisionLine('d1', { policy: 'plackett-luce', variants: { e: 'v' } })]);
    expect(decision).toEqual({
      ...{ decisionId: 'd1', decidedAtMs: DECIDED_AT_MS, point: 'home', kind: 'slate' },
      ...{ policy: 'plackett-luce', variants: { e: 'v' }, isClosed: true },
      choices: [
        ['a', 0.5],
        ['b', 0.4],
        ['c', 1],
      ].map(([id, propensity], at) => ({
        ...{ id, position: at + 1, propensity },
        ...{ isClicked: false, isCarted: false, units: 0, revenueMinor: 0 },
      })),
    });
  });

  it('take impressions, clicks, carts and orders that name them, as Segment and GA4 write them', () => {
    const [decision] = joined(
      [aDecisionLine('d1')],
      event('Product List Viewed', 0.01, {
        decision_id: 'd1',
        products: [{ product_id: 'a', position: 1 }, { product_id: 'b' }],
      }),
      event('select_item', 0.02, { items: [{ item_id: 'b', decisionId: 'd1' }] }),
      event('Product Added', 0.03, { decision_id: 'd1', product_id: 'b' }),
      event('Order Completed', 1, {
        currency: 'EUR',
        products: [
          { product_id: 'b', decision_id: 'd1', price: 9.99, quantity: 2 },
          { product_id: 'other', price: 1 },
        ],
      }),
    );
    expect(decision?.choices).toMatchObject([
      { id: 'a', isSeen: true, isClicked: false, units: 0 },
      { id: 'b', isSeen: true, isClicked: true, isCarted: true, units: 2, revenueMinor: 1998, currency: 'EUR' },
      { id: 'c', isSeen: false, isClicked: false },
    ]);
  });

  it('know an impression of the whole slate, and that what was clicked was seen', () => {
    const [whole] = joined([aDecisionLine('d1')], event('Product List Viewed', 0, { decision_id: 'd1' }));
    expect(whole?.choices.map(({ isSeen }) => isSeen)).toEqual([true, true, true]);
    const [unsaid] = joined([aDecisionLine('d1')], event('Product Viewed', 0, { decision_id: 'd1', product_id: 'c' }));
    expect(unsaid?.choices.map(({ isSeen, isClicked }) => [isSeen, isClicked])).toEqual([
      [undefined, false],
      [undefined, false],
      [undefined, true],
    ]);
  });

  it('take what was bought within the window, the last clicked before the last shown', () => {
    const lines = [aDecisionLine('d1'), later('d2', 10), later('d3', 20)];
    const order = (hours: number, itemId = 'a') => event('Order Completed', hours, { product_id: itemId });
    expect(unitsOf(joined(lines, order(30)), 'a')).toEqual([0, 0, 1]);
    expect(unitsOf(joined(lines, order(15)), 'a')).toEqual([0, 1, 0]);
    const click = event('Product Clicked', 11, { decision_id: 'd2', product_id: 'a' });
    expect(unitsOf(joined(lines, click, order(30)), 'a')).toEqual([0, 1, 0]);
    expect(unitsOf(joined(lines, order(189)), 'a')).toEqual([0, 0, 0]); // the window of the last ended at 188
    expect(unitsOf(joined(lines, order(30, 'never shown')), 'a')).toEqual([0, 0, 0]);
    const unseen = event('Product List Viewed', 20, { decision_id: 'd3', products: [{ product_id: 'b' }] });
    expect(unitsOf(joined(lines, unseen, order(30)), 'a')).toEqual([0, 1, 0]);
  });

  it('count an outcome once: the decision that it names, and an order that page and server tell', () => {
    const lines = [aDecisionLine('d1'), later('d2', 10)];
    const named = event('Order Completed', 30, { order_id: 'o1', decision_id: 'd1', product_id: 'a' });
    expect(unitsOf(joined(lines, named), 'a')).toEqual([1, 0]);
    const server = event('Order Completed', 29, { order_id: 'o1', products: [{ product_id: 'a' }] });
    expect(unitsOf(joined(lines, server, named), 'a')).toEqual([1, 0]);
    expect(unitsOf(joined(lines, server), 'a')).toEqual([0, 1]);
    const elsewhere = event('Order Completed', 30, { decision_id: 'of somebody else', product_id: 'a' });
    expect(unitsOf(joined(lines, elsewhere), 'a')).toEqual([0, 1]);
  });

  it('never add up two currencies, and take what an order of one item came to where no price is said', () => {
    const order = (properties: JsonObject) => event('Order Completed', 1, { product_id: 'a', ...properties });
    const [decision] = joined(
      [aDecisionLine('d1')],
      order({ currency: 'JPY', revenue: 500 }),
      order({ currency: 'EUR', price: '3.10' }),
    );
    expect(decision?.choices[0]).toMatchObject({ units: 2, revenueMinor: 500, currency: 'JPY' });
  });

  describe('with what was given back', () => {
    const order = event('Order Completed', 1, {
      ...{ order_id: 'o1', currency: 'EUR', decision_id: 'd1' },
      products: [
        { product_id: 'a', price: 10, quantity: 3 },
        { product_id: 'b', price: 20 },
        { product_id: 'elsewhere', price: 50 },
      ],
    });
    const refund = (hours: number, properties: JsonObject) => event('Order Refunded', hours, properties);
    const leftOf = (...refunds: readonly ReturnType<typeof event>[]) => {
      const [decision] = joined([aDecisionLine('d1')], order, ...refunds);
      return decision?.choices.slice(0, 2).map(({ units, revenueMinor }) => [units, revenueMinor]);
    };

    it('come to less by it: by its products, by an amount, or by the whole order', () => {
      const some = { products: [{ product_id: 'a', quantity: 2 }, { product_id: 'elsewhere' }] };
      expect(leftOf(refund(2, { order_id: 'o1', ...some }))).toEqual([
        [3, 1000],
        [1, 2000],
      ]);
      const priced = { currency: 'EUR', products: [{ product_id: 'b', price: -5 }] };
      expect(leftOf(refund(2, { order_id: 'o1', ...priced }))).toEqual([
        [3, 3000],
        [1, 1500],
      ]);
      expect(leftOf(refund(2, { order_id: 'o1', currency: 'EUR', total: 50 }))).toEqual([
        [3, 1500], // a half of all that was paid
        [1, 1000],
      ]);
      expect(leftOf(refund(2, { order_id: 'o1' }))).toEqual([
        [3, 0],
        [1, 0],
      ]);
    });

    it('come to no less than nothing, however often it is told, and are of the order that it names, or the last', () => {
      const once = refund(2, { order_id: 'o1', products: [{ product_id: 'b' }] });
      const again = refund(3, { order_id: 'o1', products: [{ product_id: 'b' }] });
      const other = refund(4, { order_id: 'o2' });
      expect(leftOf(once, again, other)?.[1]).toEqual([1, 0]);
      expect(leftOf(refund(2, { products: [{ product_id: 'a' }] }))?.[0]).toEqual([3, 2000]);
      expect(leftOf(refund(2, { order_id: 'o1', currency: 'USD', total: 10 }))?.[0]).toEqual([3, 3000]);
    });

    it('keep what they came to where it comes before the order, or after the window', () => {
      expect(leftOf(refund(0.5, { order_id: 'o1' }), refund(169, { order_id: 'o1' }))).toEqual([
        [3, 3000],
        [1, 2000],
      ]);
    });
  });

  it('take the newest reward, and an activation as an impression, of an action', () => {
    const line = aDecisionLine('n1', {
      placement: 'next-offer',
      itemIds: ['coupon'],
      probabilities: [0.25],
      features: [1, 2],
    });
    const [decision] = joined(
      [line],
      event('Decision Activated', 0, { decision_id: 'n1' }),
      event('Decision Rewarded', 2, { decision_id: 'n1', value: 0.5 }),
      event('Decision Rewarded', 1, { decision_id: 'n1', value: -1 }),
      event('Decision Rewarded', 170, { decision_id: 'n1', value: 1 }), // too late
      event('Product Clicked', 1, { decision_id: 'n1' }),
    );
    expect(decision).toMatchObject({ kind: 'action', features: [1, 2], reward: 0.5 });
    expect(decision?.choices).toMatchObject([{ id: 'coupon', propensity: 0.25, isSeen: true, isClicked: true }]);
  });

  it('leave out lines without probabilities, are oldest first, each once, and say whether more may come', () => {
    const { probabilities: _, ...before } = aDecisionLine('before');
    const lines = [later('d2', 100), aDecisionLine('d1'), later('d2', 100), before];
    expect(joined(lines).map(({ decisionId, isClosed }) => [decisionId, isClosed])).toEqual([
      ['d1', true],
      ['d2', false],
    ]);
  });
});
