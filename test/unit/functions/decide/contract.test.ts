import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDecisionRequest, parseRankingRequest } from '../../../../functions/decide/contract.ts';
import { InvalidInputError, TooLargeError } from '../../../../shared/domain/errors.ts';

const shoes = { categories: { in: ['shoes'] } };

describe('a decision request', () => {
  it('wants a placement only: ten items for nobody, anywhere', () => {
    expect(parseDecisionRequest({ placement: 'home' })).toEqual({
      placement: 'home',
      person: undefined,
      profiling: true,
      itemId: undefined,
      limit: 10,
      exclude: [],
      context: {},
      filter: undefined,
      promotions: [],
      diversity: 0,
      explore: true,
      wishes: { objective: 'relevance', boosts: [] },
      warnings: [],
    });
  });

  it('names a person by the shop’s id, the device’s, or both', () => {
    const personOf = (who: object) => parseDecisionRequest({ placement: 'home', ...who }).person;
    expect(personOf({ userId: 'u' })).toEqual({ userId: 'u' });
    expect(personOf({ anonymousId: 'a' })).toEqual({ anonymousId: 'a' });
    expect(personOf({ userId: 'u', anonymousId: 'a' })).toEqual({ userId: 'u', anonymousId: 'a' });
  });

  it('reads market, device and hour from the context, and names what else stands there', () => {
    const context = { market: 'DE', device: 'tablet', hour: 0, weather: 'rain' };
    const { context: known, warnings } = parseDecisionRequest({ placement: 'home', context });
    expect(known).toEqual({ market: 'DE', device: 'tablet', hour: 0 });
    expect(warnings).toEqual(['context.weather is not known and was ignored']);
  });

  it.each([
    [{}, '/placement'],
    [{ placement: 'moon' }, '/placement'],
    [{ placement: 'product' }, '/itemId: placement "product" wants the page’s item'],
    [{ placement: 'home', limit: 0 }, '/limit'],
    [{ placement: 'home', limit: 101 }, '/limit'],
    [{ placement: 'home', limit: 2.5 }, '/limit'],
    [{ placement: 'home', userId: '' }, '/userId'],
    [{ placement: 'home', exclude: [''] }, '/exclude/0'],
    [{ placement: 'home', context: { market: 'Germany' } }, '/context/market'],
    [{ placement: 'home', userid: 'u' }, 'userid'],
    [{ placement: 'bought-together' }, '/itemId: placement "bought-together" wants the page’s item'],
    [{ placement: 'home', context: { device: 'fridge' } }, '/context/device'],
    [{ placement: 'home', context: { hour: 24 } }, '/context/hour'],
    [{ placement: 'home', context: { hour: '9' } }, '/context/hour'],
    [{ placement: 'home', filter: {} }, '/filter: want at least one condition'],
    [{ placement: 'home', filter: { colour: { in: ['red'] } } }, 'colour'],
    [{ placement: 'home', filter: { brand: { like: 'F' } } }, '/filter/brand'],
    [{ placement: 'home', filter: { brand: {} } }, '/filter/brand: want "in" or "notIn"'],
    [{ placement: 'home', filter: { brand: { in: 'Fell' } } }, '/filter/brand/in'],
    [{ placement: 'home', filter: { categories: { in: [] } } }, '/filter/categories/in'],
    [{ placement: 'home', filter: { categories: { in: [7] } } }, '/filter/categories/in/0'],
    [{ placement: 'home', filter: { price: { min: 1 } } }, '/filter/price/currency'],
    [{ placement: 'home', filter: { price: { currency: 'EUR' } } }, '/filter/price: want "min", "max" or both'],
    [{ placement: 'home', filter: { price: { currency: 'EUR', min: 2, max: 1 } } }, '/filter/price: want min ≤ max'],
    [{ placement: 'home', filter: { price: { currency: 'EUR', min: 1.5 } } }, '/filter/price/min'],
    [{ placement: 'home', filter: { availability: { in: ['gone'] } } }, '/filter/availability/in/0'],
    [{ placement: 'home', filter: { markets: { in: ['Germany'] } } }, '/filter/markets/in/0'],
    [{ placement: 'home', filter: { attributes: { size: { above: 4 } } } }, '/filter/attributes/size'],
    [{ placement: 'home', filter: { attributes: { size: { equals: null } } } }, '/filter/attributes/size/equals'],
    [{ placement: 'home', diversity: 1.1 }, '/diversity'],
    [{ placement: 'home', explore: 'no' }, '/explore'],
    [{ placement: 'home', objective: 'profit' }, '/objective'],
    [{ placement: 'home', boosts: [{ filter: shoes, factor: 0 }] }, '/boosts/0/factor'],
    [{ placement: 'home', boosts: [{ filter: shoes, factor: 101 }] }, '/boosts/0/factor'],
    [{ placement: 'home', boosts: new Array(11).fill({ filter: shoes, factor: 2 }) }, '/boosts'],
    [{ placement: 'home', promotions: [{ filter: shoes }] }, '/promotions/0: want either "share" or "positions"'],
    [{ placement: 'home', promotions: [{ filter: shoes, share: 1, positions: [1] }] }, '/promotions/0: want either'],
    [{ placement: 'home', promotions: [{ filter: shoes, share: 0 }] }, '/promotions/0/share'],
    [{ placement: 'home', limit: 3, promotions: [{ filter: shoes, positions: [1, 4] }] }, 'beyond the limit of 3'],
    [
      {
        placement: 'home',
        promotions: [
          { filter: shoes, positions: [2] },
          { filter: shoes, positions: [1, 2] },
        ],
      },
      '/promotions/1/positions/1: position 2 is taken by promotion 0',
    ],
    [
      {
        placement: 'home',
        promotions: [
          { filter: shoes, share: 1 },
          { filter: shoes, share: 0.1 },
        ],
      },
      '/promotions/1/share: the promotions before it have all slots',
    ],
  ])('refuses %j, naming the field', (body, message) => {
    expect(() => parseDecisionRequest(body)).toThrow(InvalidInputError);
    expect(() => parseDecisionRequest(body)).toThrow(message);
  });

  it('refuses a context beyond 8 KB, saying the limit', () => {
    const context = { note: 'x'.repeat(8192) };
    expect(() => parseDecisionRequest({ placement: 'home', context })).toThrow(TooLargeError);
    expect(() => parseDecisionRequest({ placement: 'home', context })).toThrow('the limit is 8192');
  });

  it('refuses whatever else a body may hold with no other error', () => {
    const someBody = fc.oneof(
      fc.jsonValue(),
      fc.record(
        { placement: fc.constantFrom('home', 'cart', 'product'), itemId: fc.jsonValue(), context: fc.jsonValue() },
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(someBody, (body) => {
        try {
          parseDecisionRequest(body);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInputError);
        }
      }),
    );
  });
});

describe('a ranking request', () => {
  it('wants items only', () => {
    expect(parseRankingRequest({ items: ['a', 'b', 'a'] })).toEqual({
      items: ['a', 'b'],
      person: undefined,
      profiling: true,
      context: {},
      wishes: { objective: 'relevance', boosts: [] },
      warnings: ['items names 1 more than once; each is ranked once'],
    });
  });

  it.each([
    [{}, '/items'],
    [{ items: [] }, '/items'],
    [{ items: [''] }, '/items/0'],
    [{ items: Array.from({ length: 501 }, (_, i) => `i${i}`) }, '/items'],
    [{ items: ['a'], limit: 3 }, 'limit'],
    [{ items: ['a'], context: { market: 'x' } }, '/context/market'],
  ])('refuses %j, naming the field', (body, message) => {
    expect(() => parseRankingRequest(body)).toThrow(InvalidInputError);
    expect(() => parseRankingRequest(body)).toThrow(message);
  });
});
