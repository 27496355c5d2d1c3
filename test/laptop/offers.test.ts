import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBudget } from '../support/builders/offer.ts';
import { openTestLaptop, type TestLaptop } from '../support/laptop.ts';

let day: TestLaptop;
beforeAll(async () => {
  day = await openTestLaptop();
});
afterAll(() => day.close());

const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
  const response = await fetch(new URL(path, day.url), {
    method,
    headers: { authorization: 'Bearer sk_laptop', 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    etag: response.headers.get('etag'),
    body: text === '' ? undefined : JSON.parse(text),
  };
};

const offer = { offerId: 'free-ship', words: 'free shipping', kind: 'free-shipping', costMinor: 490, currency: 'EUR' };

describe('offers and budgets', () => {
  it('are made, changed by who knows their version, and told', async () => {
    const budget = await call('POST', '/v1/budgets', aBudget());
    expect(budget).toMatchObject({ status: 200, etag: '"1"', body: { remainingMinor: 10_000, takenByDay: {} } });
    const from = '2026-11-24T00:00:00.000Z';
    const made = await call('POST', '/v1/offers', { ...offer, budgetId: 'autumn', from });
    expect(made).toMatchObject({ status: 200, body: { ...offer, from, version: 1, holdHours: 168 } });
    expect((await call('POST', '/v1/offers', { ...offer, budgetId: 'autumn', from })).status).toBe(200);
    expect((await call('POST', '/v1/offers', { ...offer, costMinor: 1 })).status).toBe(409);

    const dearer = { ...offer, budgetId: 'autumn', costMinor: 590 };
    expect((await call('PUT', '/v1/offers/free-ship', dearer, { 'if-match': '"7"' })).status).toBe(409);
    expect(await call('PUT', '/v1/offers/free-ship', dearer, { 'if-match': '"1"' })).toMatchObject({
      status: 200,
      body: { costMinor: 590, version: 2 },
    });
    expect((await call('GET', '/v1/offers')).body.offers).toHaveLength(1);
    const raised = await call('PUT', '/v1/budgets/autumn', { ...aBudget(), totalMinor: 12_000 });
    expect(raised.body).toMatchObject({ totalMinor: 12_000, remainingMinor: 12_000, version: 2 });
    expect((await call('GET', '/v1/budgets')).body.budgets).toHaveLength(1);
  });

  it.each([
    ['an unknown budget', { ...offer, budgetId: 'none' }, '/budgetId', 'there is no budget "none"'],
    ['another currency', { ...offer, offerId: 'usd', currency: 'USD', budgetId: 'autumn' }, '/currency', 'in EUR'],
    [
      'an end before its beginning',
      { ...offer, from: '2026-12-02T00:00:00Z', until: '2026-12-01T00:00:00Z' },
      '/until',
      'after',
    ],
    ['an unknown feature', { ...offer, rule: { feature: 'shoe', atLeast: 1 } }, '/rule/feature', 'no feature shoe'],
    ['a cost below 0', { ...offer, costMinor: -1 }, '/costMinor', '>=0'],
    ['an unknown field', { ...offer, shape: 'round' }, '', 'unknown field shape'],
  ])('refuse %s, naming it', async (_, body, pointer, reason) => {
    const { status, body: problem } = await call('POST', '/v1/offers', body);
    expect(status).toBe(422);
    expect(problem.errors).toEqual([{ pointer, reason: expect.stringContaining(reason) }]);
  });

  it('keep their budget, and are redeemed only by a claim that was given', async () => {
    await call('POST', '/v1/budgets', { ...aBudget(), budgetId: 'winter' });
    const moved = await call('PUT', '/v1/offers/free-ship', { ...offer, budgetId: 'winter' });
    expect(moved).toMatchObject({ status: 409, body: { detail: expect.stringContaining('keeps its budget') } });
    const redeem = (body: unknown) => call('POST', '/v1/offers/free-ship/redemptions', body);
    expect((await redeem({ claimId: '2026-11-24.none' })).status).toBe(404);
    expect((await redeem({ claimId: 'none' })).status).toBe(422);
    expect((await redeem({ claimId: '2026-11-24.none', costMinor: 591 })).body.errors[0].pointer).toBe('/costMinor');
    expect((await call('DELETE', '/v1/offers/free-ship')).status).toBe(204);
    expect((await call('GET', '/v1/offers/free-ship')).status).toBe(404);
  });
});
