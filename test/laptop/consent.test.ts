import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Receipt } from '../../functions/capture/contract.ts';
import type { ConsentView } from '../../functions/people/profile/consent.ts';
import type { Decision, Ranking } from '../../shared/domain/decision.ts';
import { basic, bearer, openTestLaptop, raw, type TestLaptop } from '../support/laptop.ts';

let open: TestLaptop;
beforeAll(async () => {
  open = await openTestLaptop();
  await open.door.putItems(
    ['tent', 'stove', 'lamp'].map((itemId) => ({ itemId, title: itemId, categories: ['camping'] })),
    () => undefined,
  );
});
afterAll(() => open.close());

const call = async <Answer>(
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = bearer(),
): Promise<Answer> => {
  const text = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await raw(open.url, path, { method, headers, ...text });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body as Answer;
};
const does = (userId: string, fields: object = {}, headers = basic()) =>
  call<Receipt>(
    'POST',
    '/v1/track',
    { event: 'Product Added', userId, properties: { product_id: 'tent' }, ...fields },
    headers,
  );
/** A cart tells at once whether what the person did was looked at. */
const cart = (fields: object) => call<Decision>('POST', '/v1/recommendations', { placement: 'cart', ...fields });
const says = (userId: string, purposes: object) =>
  call<ConsentView>('PUT', `/v1/profiles/${userId}/consent`, { purposes });
const timeline = async (id: string, by = 'userId') =>
  (await call<{ readonly events: readonly object[] }>('GET', `/v1/profiles/${id}/events?by=${by}`)).events;

describe('consent over HTTP', () => {
  it('a withdrawal takes effect at the next decision, and a grant again', async () => {
    await does('ann');
    const before = await cart({ userId: 'ann' });
    expect(before.consent).toEqual({ profiling: true, because: 'silence' });
    expect(before.items.map(({ itemId }) => itemId)).not.toContain('tent');

    const { uses } = await says('ann', { profiling: false });
    expect(uses).toMatchObject({ keep: true, personalise: false, train: false });
    const after = await cart({ userId: 'ann' });
    expect(after.consent).toEqual({ profiling: false, because: 'refused' });
    expect(after.items.map(({ itemId }) => itemId)).toEqual((await cart({})).items.map(({ itemId }) => itemId));
    expect(after.items.map(({ itemId }) => itemId)).toContain('tent');

    await says('ann', { profiling: true, personalisation: true });
    expect((await cart({ userId: 'ann' })).consent).toEqual({ profiling: true, because: 'granted' });
  });

  it('a withdrawal takes effect at the next event, which is not stored, and a grant again', async () => {
    await does('ben');
    await says('ben', { analytics: false });

    const declined = await does('ben', { messageId: 'unwanted' });
    expect(declined).toMatchObject({ success: true, accepted: 0, quarantined: 0, declined: 1 });
    expect(declined.verdicts).toEqual([
      { index: 0, messageId: 'unwanted', verdict: 'declined', code: 'consent_refused' },
    ]);
    expect(await timeline('ben')).toHaveLength(1);

    await says('ben', { analytics: true });
    expect(await does('ben')).toMatchObject({ accepted: 1, declined: 0 });
    expect(await timeline('ben')).toHaveLength(2);
  });

  it('an event says it itself, and what was refused is written on those that are stored', async () => {
    const context = { consent: { categoryPreferences: { C0003: false, Analytics: true, Weather: false } } };
    expect(await does('cleo', { context })).toMatchObject({ accepted: 1 });

    const view = await call<ConsentView>('GET', '/v1/profiles/cleo/consent');
    expect(Object.entries(view.purposes).map(([purpose, { granted, source }]) => [purpose, granted, source])).toEqual([
      ['analytics', true, 'event'],
      ['personalisation', false, 'event'],
      ['profiling', false, 'event'],
    ]);
    expect(await timeline('cleo')).toMatchObject([{ refused: ['personalisation', 'profiling'] }]);
    expect((await cart({ userId: 'cleo' })).consent.because).toBe('refused');
  });

  it('quarantines nothing of somebody who refuses', async () => {
    await says('dan', { analytics: false });
    const batch = [{ type: 'track', userId: 'dan' }, { type: 'track' }];
    const receipt = await call<Receipt>('POST', '/v1/batch', { batch }, basic());
    expect(receipt).toMatchObject({ accepted: 0, quarantined: 1, declined: 1 });
  });

  it('what a user says holds on their devices, and what is said on a device for its user', async () => {
    await call('POST', '/v1/identify', { userId: 'eve', anonymousId: 'eve-phone' }, basic());
    await says('eve', { analytics: false });
    const onPhone = { anonymousId: 'eve-phone', userId: undefined };
    expect(await does('', onPhone)).toMatchObject({ accepted: 0, declined: 1 });

    const context = { consent: { categoryPreferences: { analytics: true } } };
    expect(await does('', { ...onPhone, context })).toMatchObject({ accepted: 1 });
    expect(await does('eve')).toMatchObject({ accepted: 1 });
    // The device's event is in both partitions.
    expect(await timeline('eve')).toHaveLength(3);
    expect(await timeline('eve-phone', 'anonymousId')).toHaveLength(1);
  });

  it('the browser’s Global Privacy Control refuses advertising, and decisions say that they heard it', async () => {
    const receipt = await does('finn', {}, { ...basic(), 'sec-gpc': '1' });
    expect(receipt).toMatchObject({ accepted: 1 });
    const view = await call<ConsentView>('GET', '/v1/profiles/finn/consent');
    expect(view.purposes).toMatchObject({ advertising: { granted: false, source: 'gpc' } });
    expect(view.uses).toMatchObject({ advertise: false, personalise: true });
    expect(await timeline('finn')).toMatchObject([{ refused: ['advertising'] }]);
    expect(await does('gil', {}, { ...basic(), 'sec-gpc': '0' })).toMatchObject({ accepted: 1 });
    expect((await call<ConsentView>('GET', '/v1/profiles/gil/consent')).purposes).toEqual({});

    const { consent, warnings } = await cart({ userId: 'finn', context: { gpc: true } });
    expect(consent).toEqual({ profiling: true, because: 'silence', gpc: { honoured: true } });
    expect(warnings).toEqual([]);
    expect(await call('GET', '/.well-known/gpc.json', undefined, {})).toEqual({ gpc: true, lastUpdate: '2026-11-29' });
  });

  it('a request may ask for no profiling, in a slate as in a ranking', async () => {
    await does('hal');
    const { consent, items } = await cart({ userId: 'hal', profiling: false });
    expect(consent).toEqual({ profiling: false, because: 'asked' });
    expect(items).toEqual((await cart({})).items);
    const ranking = await call<Ranking>('POST', '/v1/rankings', { userId: 'hal', items: ['tent'], profiling: false });
    expect(ranking.consent).toEqual({ profiling: false, because: 'asked' });
  });

  it('a repeated statement with its time does not undo what was said in between', async () => {
    const at = new Date(Date.now() - 60_000).toISOString();
    const path = '/v1/profiles/ida/consent';
    await call('PUT', path, { purposes: { marketing: true }, at });
    await says('ida', { marketing: false });
    const view = await call<ConsentView>('PUT', path, { purposes: { marketing: true }, at });
    expect(view.purposes.marketing?.granted).toBe(false);
  });

  it.each([
    [{}, '/purposes'],
    [{ purposes: {} }, '/purposes'],
    [{ purposes: { sales: true, marketing: true } }, '/purposes'],
    [{ purposes: { marketing: 'no' } }, '/purposes/marketing'],
    [{ purposes: { marketing: true }, at: 'yesterday' }, '/at'],
  ])('says what is wrong with %j', async (body, pointer) => {
    const { status, body: problem } = await raw(open.url, '/v1/profiles/joe/consent', {
      method: 'PUT',
      headers: bearer(),
      body: JSON.stringify(body),
    });
    expect(status).toBe(422);
    expect(problem).toMatchObject({ errors: [{ pointer }] });
  });

  it('is for the shop’s servers alone', async () => {
    const statuses = await Promise.all(
      ['GET', 'PUT'].map(
        async (method) => (await raw(open.url, '/v1/profiles/joe/consent', { method, headers: basic() })).status,
      ),
    );
    expect(statuses).toEqual([403, 403]);
  });
});
