/** What is said to people, and when it may be, through the front door. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bearer, openTestLaptop, raw, type TestLaptop } from '../support/laptop.ts';

let shop: TestLaptop;
beforeAll(async () => {
  shop = await openTestLaptop();
});
afterAll(() => shop.close());

const put = (body: object, headers = {}) =>
  raw(shop.url, '/v1/policies/contact', {
    method: 'PUT',
    headers: { ...bearer(), ...headers },
    body: JSON.stringify(body),
  });

describe('the contact policy', () => {
  const policy = { timeZone: 'Europe/Berlin', windows: [{ channel: 'sms', atMost: 1, days: 7 }] };

  it('is cautious until the shop sets its own, by version', async () => {
    const first = await raw(shop.url, '/v1/policies/contact', { method: 'GET', headers: bearer() });
    expect(first.body).toMatchObject({ version: 0, quietHours: { from: '21:00', to: '08:00' } });
    expect((await put(policy, { 'if-match': '"1"' })).status).toBe(409);
    const set = await put(policy, { 'if-match': '"0"' });
    expect(set.body).toEqual({ ...policy, version: 1 });
    expect(set.headers.get('etag')).toBe('"1"');
    const told = await raw(shop.url, '/v1/policies/contact', { method: 'GET', headers: bearer() });
    expect(told.body).toEqual(set.body);
    expect((await put(policy)).body).toMatchObject({ version: 2 });
  });

  it.each([
    [{ timeZone: 'Mars/Olympus', windows: [] }, '/timeZone'],
    [{ timeZone: 'UTC', windows: [{ atMost: 1 }] }, '/windows/0'],
    [{ timeZone: 'UTC', windows: [{ atMost: 101, days: 1 }] }, '/windows/0/atMost'],
    [{ timeZone: 'UTC', windows: [], quietHours: { from: '24:00', to: '08:00' } }, '/quietHours/from'],
  ])('refuses %j, naming %s', async (body, pointer) => {
    const { status, body: problem } = await put(body);
    expect(status).toBe(422);
    expect(problem).toMatchObject({ errors: [{ pointer }] });
  });
});
