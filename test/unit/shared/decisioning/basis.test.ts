import { describe, expect, it } from 'vitest';
import { basisOf } from '../../../../shared/decisioning/basis.ts';
import type { Placement } from '../../../../shared/domain/decision.ts';
import { mergedHistory } from '../../../../shared/features/history.ts';
import { anInteraction } from '../../../support/builders/interaction.ts';

/** Oldest first: looked at a, put b and c into the cart, bought d. */
const interactions = [
  anInteraction('a', 'view'),
  anInteraction('b', 'cart'),
  anInteraction('c', 'cart'),
  anInteraction('d', 'purchase'),
];
const history = mergedHistory(interactions).toReversed();
const basisAt = (placement: Placement, itemId?: string) => {
  const { events, seen } = basisOf({ placement, itemId }, history, interactions);
  return { events: events.map((event) => `${event.kind} ${event.itemId}`), seen: [...seen].sort() };
};

describe('what a decision starts from', () => {
  it('is, at home, all that the person did, and none of it comes back', () => {
    expect(basisAt('home')).toEqual({
      events: ['purchase d', 'cart c', 'cart b', 'view a'],
      seen: ['a', 'b', 'c', 'd'],
    });
  });

  it('is, on a product page, the page’s item and then what they did; what they looked at may come back', () => {
    expect(basisAt('product', 'x')).toEqual({
      events: ['view x', 'purchase d', 'cart c', 'cart b', 'view a'],
      seen: ['d', 'x'],
    });
  });

  it('says the page’s item once, in front, where it stood in the history too', () => {
    expect(basisAt('product', 'b').events).toEqual(['view b', 'purchase d', 'cart c', 'view a']);
  });

  it('is, in the cart, what lies in it, newest first, and then the rest', () => {
    expect(basisAt('cart')).toEqual({
      events: ['cart c', 'cart b', 'purchase d', 'view a'],
      seen: ['b', 'c', 'd'],
    });
  });

  it('is, beside what is bought together, the page’s item alone', () => {
    expect(basisAt('bought-together', 'x')).toEqual({ events: ['view x'], seen: ['d', 'x'] });
  });

  it('is, beside what looks alike, the page’s item alone', () => {
    expect(basisAt('looks-alike', 'x')).toEqual({ events: ['view x'], seen: ['d', 'x'] });
  });

  it('is, because of what was viewed, the newest view alone, and only of what was not bought since', () => {
    expect(basisAt('viewed')).toEqual({ events: ['view a'], seen: ['a', 'd'] });
    const since = [anInteraction('e'), anInteraction('f'), anInteraction('f', 'purchase')];
    const basis = basisOf({ placement: 'viewed', itemId: undefined }, mergedHistory(since).toReversed(), since);
    expect(basis.anchors).toEqual(['e']);
  });

  it('is nothing that a person did, where what is wanted by many is asked for; what was bought stays out', () => {
    expect(basisAt('trending')).toEqual({ events: [], seen: ['d'] });
  });

  it('is, for what they may want again, what they bought, and that may come back', () => {
    const { rule, anchors, events, seen } = basisOf({ placement: 'again', itemId: 'x' }, history, interactions);
    expect({ anchors, events, seen }).toEqual({ anchors: ['d'], events: [], seen: new Set() });
    expect(rule.strategy).toBe('again');
    const viewed = [anInteraction('a')];
    const without = basisOf({ placement: 'again', itemId: undefined }, mergedHistory(viewed), viewed);
    expect(without).toMatchObject({ rule: { strategy: 'personal' }, anchors: [], events: [{ itemId: 'a' }] });
  });

  it.each(['cart', 'viewed', 'product', 'bought-together'] as const)(
    'is, without the anchor of %s, what it is at home, and what was met may come back',
    (placement) => {
      const only = [anInteraction('a', 'wish'), anInteraction('d', 'purchase')];
      const basis = basisOf({ placement, itemId: undefined }, mergedHistory(only).toReversed(), only);
      expect(basis.rule).toMatchObject({ anchor: 'none', blend: 'personal', strategy: 'personal' });
      expect(basis.events.map(({ itemId }) => itemId)).toEqual(['d', 'a']);
      expect([...basis.seen]).toEqual(['d']);
    },
  );

  it('is nothing for nobody, but the page', () => {
    expect(basisOf({ placement: 'home', itemId: undefined }, [], [])).toMatchObject({ events: [], seen: new Set() });
    expect(basisOf({ placement: 'product', itemId: 'x' }, [], []).events).toEqual([{ itemId: 'x', kind: 'view' }]);
    expect(basisOf({ placement: 'cart', itemId: undefined }, [], []).events).toEqual([]);
  });
});
