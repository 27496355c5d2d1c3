import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDecisionRequest } from '../../../../functions/decide/contract.ts';
import { InvalidInputError, TooLargeError } from '../../../../shared/domain/errors.ts';

describe('a decision request', () => {
  it('wants a placement only: ten items for nobody, anywhere', () => {
    expect(parseDecisionRequest({ placement: 'home' })).toEqual({
      placement: 'home',
      person: undefined,
      itemId: undefined,
      limit: 10,
      exclude: [],
      market: undefined,
      warnings: [],
    });
  });

  it('names a person by the shop’s id, the device’s, or both', () => {
    const personOf = (who: object) => parseDecisionRequest({ placement: 'home', ...who }).person;
    expect(personOf({ userId: 'u' })).toEqual({ userId: 'u' });
    expect(personOf({ anonymousId: 'a' })).toEqual({ anonymousId: 'a' });
    expect(personOf({ userId: 'u', anonymousId: 'a' })).toEqual({ userId: 'u', anonymousId: 'a' });
  });

  it('reads the market from the context, and names what else stands there', () => {
    const context = { market: 'DE', weather: 'rain' };
    const { market, warnings } = parseDecisionRequest({ placement: 'home', context });
    expect(market).toBe('DE');
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
