import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { basic, bearer, openTestLaptop, raw, type TestLaptop } from '../support/laptop.ts';

let test: TestLaptop;
beforeAll(async () => {
  test = await openTestLaptop();
});
afterAll(() => test.close());

const track = (fields: object) =>
  test.door.call('POST', '/v1/track', { event: 'Product Viewed', properties: { product_id: 'p1' }, ...fields });
const ask = (body: object, headers: Record<string, string> = {}) =>
  raw(test.url, '/v1/privacy/requests', { headers: { ...bearer(), ...headers }, body: JSON.stringify(body) });
const statusOf = async (requestId: unknown) =>
  (await test.door.call('GET', `/v1/privacy/requests/${requestId}`)) as Readonly<Record<string, unknown>>;
const idOf = ({ body }: { readonly body: unknown }) => (body as { readonly requestId: string }).requestId;
const eventsOf = async (userId: string) =>
  ((await test.door.call('GET', `/v1/profiles/${userId}/events`)) as { events: object[] }).events;

interface Result {
  readonly events: readonly { readonly messageId: string }[];
  readonly devices?: readonly object[];
  readonly records?: readonly object[];
  readonly nextCursor?: string;
}

const tooManyTraits = Object.fromEntries(Array.from({ length: 301 }, (_, i) => [`t${i}`, i]));

describe('a privacy request', () => {
  it('is taken with the day by which it is due, and told of', async () => {
    const answer = await ask({ type: 'suppress', subject: { userId: 'nobody' } });
    expect(answer).toMatchObject({ status: 202, body: { requestId: expect.any(String), dueAt: expect.any(String) } });
    const status = await statusOf(idOf(answer));
    expect(status).toMatchObject({ type: 'suppress', status: 'completed', requestedAt: expect.any(String) });
    const days = (Date.parse(String(status['dueAt'])) - Date.parse(String(status['requestedAt']))) / 86_400_000;
    expect(days).toBeGreaterThanOrEqual(28);
    expect(days).toBeLessThanOrEqual(31);
  });

  it('never says of whom it is', async () => {
    const answer = await ask({ type: 'delete', subject: { userId: 'quite-a-name' } });
    expect(JSON.stringify([answer.body, await statusOf(idOf(answer))])).not.toContain('quite-a-name');
  });

  it.each([
    [{ type: 'erase', subject: { userId: 'u' } }, '/type'],
    [{ type: 'delete', subject: {} }, '/subject'],
    [{ type: 'delete' }, '/subject'],
    [{ type: 'delete', subject: { userId: '' } }, '/subject/userId'],
    [{ type: 'delete', subject: { email: 'e' } }, '/subject'],
    [{ type: 'correct', subject: { userId: 'u' } }, '/traits'],
    [{ type: 'correct', subject: { userId: 'u' }, traits: { constructor: 1 } }, '/traits/constructor'],
    [{ type: 'correct', subject: { userId: 'u' }, traits: { size: 'x'.repeat(2001) } }, '/traits'],
    [{ type: 'correct', subject: { userId: 'u' }, traits: tooManyTraits }, '/traits'],
    [{ type: 'delete', subject: { userId: 'u' }, traits: {} }, '/traits'],
    [{ subject_request_id: 'no-uuid' }, '/subject_request_id'],
  ])('that cannot be is refused by the name of the field: %j', async (body, pointer) => {
    const answer = await ask(body);
    expect(answer.status).toBe(422);
    expect((answer.body as { errors: { pointer: string }[] }).errors.map((error) => error.pointer)).toContain(pointer);
  });

  it('for another part than one that ended is refused', async () => {
    const id = idOf(await ask({ type: 'access', subject: { userId: 'u' } }));
    const path = `/v1/privacy/requests/${id}/result?cursor=`;
    for (const cursor of ['-5', 'x', '1e3']) {
      const answer = await raw(test.url, path + cursor, { method: 'GET', headers: bearer() });
      expect([answer.status, JSON.stringify(answer.body)]).toEqual([422, expect.stringContaining('/cursor')]);
    }
  });

  it('wants the key of the shop’s servers', async () => {
    const body = JSON.stringify({ type: 'delete', subject: { userId: 'u' } });
    expect((await raw(test.url, '/v1/privacy/requests', { body })).status).toBe(401);
    expect((await raw(test.url, '/v1/privacy/requests', { headers: basic(), body })).status).toBe(403);
    const idOfOne = idOf(await ask({ type: 'access', subject: { userId: 'u' } }));
    for (const id of ['unknown', `OPEN%23${idOfOne}`, 'OPEN%23']) {
      const path = `/v1/privacy/requests/${id}`;
      expect((await raw(test.url, path, { method: 'GET', headers: bearer() })).status).toBe(404);
    }
  });

  it('comes once under one Idempotency-Key, and another under the same is refused', async () => {
    const key = { 'idempotency-key': 'the shop’s ticket 17'.replace('’', '') };
    const [first, again] = await Promise.all(
      [1, 2].map(() => ask({ type: 'restrict', subject: { userId: 'i' } }, key)),
    );
    expect(idOf(again!)).toBe(idOf(first!));
    expect((await ask({ type: 'restrict', subject: { userId: 'j' } }, key)).status).toBe(409);
  });
});

describe('access', () => {
  it('gives all that is kept of a person, by user and by device, as JSON and as CSV', async () => {
    await track({ anonymousId: 'a-phone', messageId: 'm1', properties: { product_id: 'p1', note: 'say "hi", twice' } });
    await test.door.call('POST', '/v1/identify', { userId: 'asks', anonymousId: 'a-phone', messageId: 'm2' });
    await track({ userId: 'asks', messageId: 'm3' });
    await ask({ type: 'correct', subject: { userId: 'asks' }, traits: { size: 41 } });
    const answer = await ask({ type: 'access', subject: { anonymousId: 'a-phone' } });

    const result = (await test.door.call('GET', `/v1/privacy/requests/${idOf(answer)}/result`)) as Result;
    expect(result.events.map(({ messageId }) => messageId).sort()).toEqual(['m1', 'm2', 'm3']);
    expect(result.devices).toMatchObject([{ anonymousId: 'a-phone', userId: 'asks', messageId: 'm2' }]);
    expect(result.records).toEqual(expect.arrayContaining([expect.objectContaining({ traits: { size: 41 } })]));

    const csv = await fetch(`${test.url}/v1/privacy/requests/${idOf(answer)}/result?format=csv`, { headers: bearer() });
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const [head, ...lines] = (await csv.text()).split('\r\n');
    expect(head).toMatch(/^messageId,type,name,at,/);
    expect(lines.find((line) => line.startsWith('m1,'))).toContain('""note"":""say \\""hi\\"", twice""');
  });

  it('comes in parts where there is much', async () => {
    const note = 'x'.repeat(20_000);
    const batch = Array.from({ length: 240 }, (_, i) => ({
      type: 'track',
      event: 'Product Viewed',
      userId: 'busy',
      messageId: `b${i}`,
      properties: { product_id: 'p1', note },
    }));
    for (let at = 0; at < batch.length; at += 20)
      await test.door.call('POST', '/v1/batch', { batch: batch.slice(at, at + 20) });
    const path = `/v1/privacy/requests/${idOf(await ask({ type: 'access', subject: { userId: 'busy' } }))}/result`;

    const seen: string[] = [];
    let cursor: string | undefined;
    let parts = 0;
    do {
      const part = (await test.door.call('GET', cursor === undefined ? path : `${path}?cursor=${cursor}`)) as Result;
      seen.push(...part.events.map(({ messageId }) => messageId));
      cursor = part.nextCursor;
      parts++;
    } while (cursor !== undefined);
    expect(parts).toBeGreaterThan(1);
    expect(seen.sort()).toEqual(batch.map(({ messageId }) => messageId).sort());
  });

  it('is no way to another’s data: only a request of that type has a result', async () => {
    const answer = await ask({ type: 'restrict', subject: { userId: 'asks' } });
    const path = `/v1/privacy/requests/${idOf(answer)}/result`;
    expect((await raw(test.url, path, { method: 'GET', headers: bearer() })).status).toBe(404);
  });
});

describe('delete', () => {
  it('takes the person and all devices out of what can be read, and leaves others', async () => {
    await track({ anonymousId: 'd-phone' });
    await test.door.call('POST', '/v1/identify', { userId: 'leaves', anonymousId: 'd-phone' });
    await track({ userId: 'stays' });

    const answer = await ask({ type: 'delete', subject: { anonymousId: 'd-phone' } });

    expect(answer.status).toBe(202);
    expect(await eventsOf('leaves')).toEqual([]);
    expect(await test.door.call('GET', '/v1/profiles/d-phone/events?by=anonymousId')).toEqual({ events: [] });
    expect(await eventsOf('stays')).toHaveLength(1);
    expect(await statusOf(idOf(answer))).toMatchObject({ status: 'pending', waitsFor: expect.any(String) });
  });

  it('leaves an id under which no later decision is kept either', async () => {
    const subject = { userId: 'leaver' };
    const decide = (of: object) => test.door.call('POST', '/v1/recommendations', { placement: 'home', ...of });
    const decisionsOf = async () =>
      ((await test.door.call('GET', '/v1/profiles/leaver/decisions')) as { decisions: object[] }).decisions;
    await track(subject);
    await decide(subject);
    expect(await decisionsOf()).toHaveLength(1);
    await ask({ type: 'delete', subject });
    expect(await decisionsOf()).toEqual([]);
    const { decisionId } = (await decide(subject)) as { decisionId: string };
    expect(await decisionsOf()).toEqual([]);
    expect(JSON.stringify(await test.door.call('GET', `/v1/decisions/${decisionId}`))).not.toContain('leaver');
  });

  it('ends at night with a certificate, also where nothing was ever learnt', async () => {
    const answer = await ask({ type: 'delete', subject: { userId: 'stays' } });
    const output = await test.laptop.runNight({ settleSeconds: 0 }, () => undefined);
    expect(output.sweep?.completed).toBeGreaterThan(0);
    expect(await statusOf(idOf(answer))).toMatchObject({
      status: 'completed',
      stores: { people: 'erased', quarantine: 'erased', snapshots: 'erased', models: 'erased' },
      certificate: {
        stores: expect.arrayContaining([expect.objectContaining({ store: 'people', removed: 1, left: 0 })]),
      },
    });
    expect(await test.door.call('GET', `/v1/privacy/keys`)).toMatchObject({ keys: [{ algorithm: 'Ed25519' }] });
  });
});

describe('a request in OpenDSR’s words', () => {
  const openDsr = (fields: object = {}) => ({
    subject_request_id: 'a7551968-d5d6-44b2-9831-815ac9017798',
    subject_request_type: 'erasure',
    subject_identities: [{ identity_type: 'controller_customer_id', identity_value: 'dsr', identity_format: 'raw' }],
    submitted_time: '2026-11-28T10:00:00Z',
    api_version: '2.0',
    ...fields,
  });

  it('is answered in them, and twice is once', async () => {
    await track({ userId: 'dsr' });
    const answer = await ask(openDsr());
    expect(answer).toMatchObject({
      status: 201,
      body: {
        subject_request_id: 'a7551968-d5d6-44b2-9831-815ac9017798',
        received_time: expect.any(String),
        expected_completion_time: expect.any(String),
        api_version: '2.0',
      },
    });
    expect(await eventsOf('dsr')).toEqual([]);
    expect((await ask(openDsr())).body).toEqual(answer.body);
    expect(await statusOf('a7551968-d5d6-44b2-9831-815ac9017798')).toMatchObject({
      subject_request_id: 'a7551968-d5d6-44b2-9831-815ac9017798',
      request_status: 'in_progress',
    });
  });

  it('is refused where the identity is of a kind that is not kept', async () => {
    const subject_identities = [{ identity_type: 'email', identity_value: 'a@b.example', identity_format: 'raw' }];
    const answer = await ask(openDsr({ subject_identities }));
    expect(answer.status).toBe(422);
    expect(JSON.stringify(answer.body)).not.toContain('a@b.example');
  });
});
