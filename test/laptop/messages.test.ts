/** What is said to people, when it may be and what comes of it, through the front door and the laptop’s providers. */
import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SentMessage } from '../../infra/laptop/outbox/outbox-files.ts';
import { bearer, openTestLaptop, raw, type TestLaptop } from '../support/laptop.ts';

let shop: TestLaptop;
beforeAll(async () => {
  shop = await openTestLaptop();
});
afterAll(() => shop.close());

const call = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
  raw(shop.url, path, {
    method,
    headers: { ...bearer(), ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });
const putPolicy = (body: object, headers = {}) => call('PUT', '/v1/policies/contact', body, headers);
const openPolicy = { timeZone: 'Europe/Berlin', windows: [] };
const identify = (userId: string, traits: object) => call('POST', '/v1/identify', { userId, traits });
const send = (body: object, headers = {}) =>
  call(
    'POST',
    '/v1/messages',
    { transactional: false, content: { subject: 'Hello', text: 'Hello there' }, ...body },
    headers,
  );
const page = (path: string, init: RequestInit = {}) => fetch(new URL(path, shop.url), { redirect: 'manual', ...init });

/** What left the house, the oldest first. */
function outbox(): readonly SentMessage[] {
  const folder = join(shop.directory, 'outbox', 'messages');
  return readdirSync(folder)
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as SentMessage);
}
const sentTo = (to: string) => outbox().filter((message) => message.to === to);

describe('the contact policy', () => {
  const policy = { timeZone: 'Europe/Berlin', windows: [{ channel: 'sms', atMost: 1, days: 7 }] };

  it('is cautious until the shop sets its own, by version', async () => {
    const first = await call('GET', '/v1/policies/contact');
    expect(first.body).toMatchObject({ version: 0, quietHours: { from: '21:00', to: '08:00' } });
    expect((await putPolicy(policy, { 'if-match': '"1"' })).status).toBe(409);
    const set = await putPolicy(policy, { 'if-match': '"0"' });
    expect(set.body).toEqual({ ...policy, version: 1 });
    expect(set.headers.get('etag')).toBe('"1"');
    expect((await call('GET', '/v1/policies/contact')).body).toEqual(set.body);
    expect((await putPolicy(policy)).body).toMatchObject({ version: 2 });
  });

  it.each([
    [{ timeZone: 'Mars/Olympus', windows: [] }, '/timeZone'],
    [{ timeZone: 'UTC', windows: [{ atMost: 1 }] }, '/windows/0'],
    [{ timeZone: 'UTC', windows: [{ atMost: 101, days: 1 }] }, '/windows/0/atMost'],
    [{ timeZone: 'UTC', windows: [], quietHours: { from: '24:00', to: '08:00' } }, '/quietHours/from'],
  ])('refuses %j, naming %s', async (body, pointer) => {
    const { status, body: problem } = await putPolicy(body);
    expect(status).toBe(422);
    expect(problem).toMatchObject({ errors: [{ pointer }] });
  });
});

describe('messages', () => {
  beforeAll(async () => {
    await putPolicy(openPolicy);
  });

  it('go out by e-mail once, with one click to unsubscribe, however often they are asked for', async () => {
    await identify('ann', { email: ' Ann@Shop.Example ', timezone: 'Europe/Berlin' });
    const html = '<!doctype html><html><body><h1>Hello Ann</h1></body></html>';
    const message = {
      userId: 'ann',
      channel: 'email',
      messageId: 'hello-ann',
      content: { subject: 'Hello', text: 'Hi', html },
    };
    const first = await send(message);
    expect(first.body).toMatchObject({ messageId: 'hello-ann', status: 'sent' });
    expect((await send(message)).body).toEqual(first.body);
    const [mail, ...rest] = sentTo('ann@shop.example');
    expect(rest).toEqual([]);
    expect(mail).toMatchObject({ channel: 'email', subject: 'Hello', from: 'Rapport on a laptop <news@shop.example>' });
    expect(mail!.headers).toMatchObject({
      'List-Unsubscribe': `<${mail!.unsubscribeUrl}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    });
    expect(mail!.html).toContain(`<a href="${mail!.unsubscribeUrl}"`);
    expect(mail!.text).toContain(mail!.unsubscribeUrl);
  });

  it('have the id of their Idempotency-Key where they have none of their own', async () => {
    const headers = { 'idempotency-key': 'order 7' };
    const [first, again] = [
      await send({ userId: 'ann', channel: 'email', transactional: true }, headers),
      await send({ userId: 'ann', channel: 'email', transactional: true }, headers),
    ];
    expect(first.body).toMatchObject({ status: 'sent', messageId: expect.stringMatching(/^key-[0-9a-f]{40}$/) });
    expect(again.body).toEqual(first.body);
    expect(sentTo('ann@shop.example').at(-1)!.headers).not.toHaveProperty('List-Unsubscribe');
  });

  it('go out as text, push and to the browser, to each of the person’s devices', async () => {
    const list = await (await page('/outbox')).text();
    const subscription = JSON.parse(/<pre>(\{&quot;endpoint.*?)<\/pre>/.exec(list)![1]!.replaceAll('&quot;', '"'));
    const gone = { ...subscription, endpoint: subscription.endpoint.replace('/laptop', '/gone') };
    await identify('bob', {
      phone: '+49 (151) 000-1000',
      pushTokens: ['fcm:token-of-bobs-phone-1', 'apns:zz'],
      webPushSubscriptions: [gone, subscription],
    });
    for (const channel of ['sms', 'push', 'web-push']) {
      const content = {
        ...(channel !== 'sms' && { subject: 'Hi' }),
        text: `by ${channel}`,
        url: 'https://shop.example/a',
      };
      expect((await send({ userId: 'bob', channel, content })).body).toMatchObject({ status: 'sent' });
    }
    expect(sentTo('+491510001000')).toMatchObject([{ channel: 'sms', text: 'by sms https://shop.example/a' }]);
    expect(sentTo('token-of-bobs-phone-1')).toMatchObject([{ channel: 'push', subject: 'Hi', text: 'by push' }]);
    expect(sentTo('/web-push/laptop')).toMatchObject([
      { subject: 'Hi', text: 'by web-push', url: 'https://shop.example/a' },
    ]);
    await identify('bob', { webPushSubscriptions: [gone] });
    const dead = await send({ userId: 'bob', channel: 'web-push' });
    expect(dead.body).toMatchObject({ status: 'dropped', reason: 'retired address' });
  });

  it('are signed on their way to the shop’s own systems', async () => {
    const list = await (await page('/outbox')).text();
    const { url } = JSON.parse(/<pre>(\{&quot;url.*?)<\/pre>/.exec(list)![1]!.replaceAll('&quot;', '"'));
    for (const [address, why] of [
      ['http://hooks.shop.example/', /want https/],
      ['https://169.254.169.254/latest/meta-data/', /public internet/],
      ['https://[::ffff:10.0.0.1]/', /public internet/],
      ['https://me:secret@hooks.shop.example/', /name or password/],
    ] as const) {
      const refused = await call('PUT', '/v1/channels/webhook', { url: address });
      expect(refused.status).toBe(422);
      expect((refused.body as { detail: string }).detail).toMatch(why);
    }
    expect((await send({ userId: 'ann', channel: 'webhook' })).body).toMatchObject({ reason: 'no address' });
    const set = (await call('PUT', '/v1/channels/webhook', { url })).body as { secret: string };
    await send({ userId: 'ann', channel: 'webhook', messageId: 'hook-1' });
    const [told] = sentTo('/webhook');
    const body = JSON.stringify(JSON.parse(told!.text));
    const secret = Buffer.from(set.secret.slice('whsec_'.length), 'base64');
    const text = `${told!.headers['webhook-id']}.${told!.headers['webhook-timestamp']}.${body}`;
    expect(told!.headers['webhook-signature']).toBe(`v1,${createHmac('sha256', secret).update(text).digest('base64')}`);
    expect(JSON.parse(body)).toMatchObject({ messageId: 'hook-1', userId: 'ann', content: { text: 'Hello there' } });
    expect((await call('DELETE', '/v1/channels/webhook')).status).toBe(204);
  });

  it('wait on the site until they are seen', async () => {
    await send({ userId: 'ann', channel: 'on-site', messageId: 'banner', content: { text: 'Free shipping today' } });
    const waiting = await call('GET', '/v1/on-site-messages?userId=ann');
    expect(waiting.body).toEqual({ messages: [{ messageId: 'banner', text: 'Free shipping today' }] });
    const did = { userId: 'ann', did: 'clicked' };
    expect((await call('POST', '/v1/on-site-messages/banner', did)).status).toBe(204);
    expect((await call('GET', '/v1/on-site-messages?userId=ann')).body).toEqual({ messages: [] });
    const { events } = (await call('GET', '/v1/profiles/ann/events')).body as { events: { name?: string }[] };
    expect(events.map(({ name }) => name)).toContain('On-Site Message Clicked');
  });

  it('are held by the policy, unless the shop says why not', async () => {
    await identify('cho', { email: 'cho@shop.example' });
    await putPolicy({ ...openPolicy, windows: [{ atMost: 1, hours: 24 }] });
    const first = (await send({ userId: 'cho', channel: 'email' })).body as { at: string };
    expect(first).toMatchObject({ status: 'sent', assumedTimeZone: 'Europe/Berlin' });
    const held = await send({ userId: 'cho', channel: 'email' });
    const until = new Date(Date.parse(first.at) + 86_400_000).toISOString();
    expect(held.body).toMatchObject({ status: 'held', reason: 'full window', until });
    const overridePolicy = { because: 'a recall of what was bought' };
    expect((await send({ userId: 'cho', channel: 'email', overridePolicy })).body).toMatchObject({ status: 'sent' });
    await putPolicy(openPolicy);
  });

  it.each([
    [{ channel: 'pigeon' }, '/channel'],
    [{ channel: 'email', content: { text: 'no subject' } }, '/content/subject'],
    [{ channel: 'email', content: { subject: 'two\r\nBcc: eve@shop.example', text: 'lines' } }, '/content/subject'],
    [{ channel: 'sms', content: { text: 'x'.repeat(1601) } }, '/content/text'],
    [{ channel: 'email', transactional: true, overridePolicy: { because: 'so it is' } }, '/overridePolicy'],
    [{ channel: 'email', messageId: 'no blanks' }, '/messageId'],
  ])('are refused where %j, naming %s', async (body, pointer) => {
    const refused = await send({ userId: 'ann', ...body });
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({ errors: [{ pointer }] });
  });

  it.each([
    [{ email: 'ann@nowhere' }, '/traits/email'],
    [{ phone: '0151 0001000' }, '/traits/phone'],
    [{ pushTokens: ['fcm:short'] }, '/traits/pushTokens'],
    [{ webPushSubscriptions: { endpoint: 'https://push.example/1' } }, '/traits/webPushSubscriptions'],
  ])('have no address in %j, which is refused where it is set by hand', async (traits, pointer) => {
    const refused = await call('PATCH', '/v1/profiles/ann', { traits });
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({ errors: [{ pointer }] });
  });
});

describe('what comes of a message', () => {
  const mailTo = async (userId: string) => {
    await identify(userId, { email: `${userId}@shop.example` });
    await send({ userId, channel: 'email' });
    return sentTo(`${userId}@shop.example`).at(-1)!;
  };
  const tell = (id: string, did: string) => page(`/outbox/${id}/${did}`, { method: 'POST' });
  const namesOf = async (userId: string) => {
    const { events } = (await call('GET', `/v1/profiles/${userId}/events`)).body as { events: { name?: string }[] };
    return events.flatMap(({ name }) => name ?? []);
  };

  it('is an event of the person, as SES tells it through SNS', async () => {
    const { id } = await mailTo('dee');
    for (const did of ['delivered', 'opened', 'opened']) {
      expect((await tell(id, did)).headers.get('location')).toBe(`/outbox/${id}?told=${did}-200`);
    }
    const names = await namesOf('dee');
    expect(names.filter((name) => name === 'Email Opened').length).toBeGreaterThan(0);
    const { features } = (await call('GET', '/v1/profiles/dee')).body as { features: { messages: object } };
    expect(features.messages).toEqual({ delivered: 1, opened: 1 });
  });

  it('retires an address that bounces', async () => {
    await tell((await mailTo('eli')).id, 'bounced');
    expect((await send({ userId: 'eli', channel: 'email' })).body).toMatchObject({ reason: 'retired address' });
    await identify('eli', { email: 'eli.new@shop.example' });
    expect((await send({ userId: 'eli', channel: 'email' })).body).toMatchObject({ status: 'sent' });
  });

  it('is that nothing more is sent to who complains, but what is transactional elsewhere', async () => {
    await tell((await mailTo('fay')).id, 'complained');
    expect((await send({ userId: 'fay', channel: 'sms' })).body).toMatchObject({ reason: 'consent refused' });
    const { uses } = (await call('GET', '/v1/profiles/fay/consent')).body as { uses: { message: boolean } };
    expect(uses.message).toBe(false);
  });

  it('is not believed of anybody else', async () => {
    const forged = { Type: 'Notification', TopicArn: 'arn:aws:sns:eu-west-1:1:other', Message: '{}' };
    expect((await call('POST', '/v1/webhooks/ses', forged)).status).toBe(403);
    expect((await call('POST', '/v1/webhooks/mailman', forged)).status).toBe(404);
  });
});

describe('unsubscribing', () => {
  it('is asked by a page that changes nothing, and done by its form, without a key', async () => {
    await identify('gus', { email: 'gus@shop.example' });
    await send({ userId: 'gus', channel: 'email' });
    const url = sentTo('gus@shop.example')[0]!.unsubscribeUrl!;
    const asked = await fetch(url, { headers: { 'accept-language': 'zh-CN,en;q=0.5' } });
    expect(asked.headers.get('content-security-policy')).toContain("form-action 'self'");
    expect(await asked.text()).toMatch(/<html lang="zh">[\s\S]*<form method="post">/);
    expect((await send({ userId: 'gus', channel: 'email' })).body).toMatchObject({ status: 'sent' });
    const oneClick = { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) };
    expect((await fetch(url, oneClick)).status).toBe(200);
    expect((await send({ userId: 'gus', channel: 'email' })).body).toMatchObject({ reason: 'consent refused' });
    const receipt = await send({ userId: 'gus', channel: 'email', transactional: true });
    expect(receipt.body).toMatchObject({ status: 'sent' });
  });

  it('takes no link that this deployment has not signed', async () => {
    expect((await fetch(new URL('/v1/unsubscribe/abc.def.ghi', shop.url), { method: 'POST' })).status).toBe(404);
  });
});

describe('the outbox', () => {
  it('shows what was sent, in a frame that may do nothing, to this machine alone', async () => {
    const [mail] = sentTo('ann@shop.example');
    const shown = await page(`/outbox/${mail!.id}`);
    expect(await shown.text()).toContain('<iframe sandbox="" title="The message" srcdoc="&lt;!doctype html&gt;');
    expect((await page('/outbox', { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
    expect((await page('/outbox/../../running')).status).toBe(404);
  });
});

describe('erasure and access', () => {
  it('reach what a person was told', async () => {
    await identify('hal', { email: 'hal@shop.example' });
    await send({ userId: 'hal', channel: 'email', messageId: 'to-hal' });
    await send({ userId: 'hal', channel: 'on-site', messageId: 'site-hal', content: { text: 'Hello' } });
    const asked = await call('POST', '/v1/privacy/requests', { type: 'access', subject: { userId: 'hal' } });
    const { requestId } = asked.body as { requestId: string };
    const { body } = await call('GET', `/v1/privacy/requests/${requestId}/result`);
    const { messages } = body as { messages: { name: string; content: object }[] };
    expect(messages.map(({ name }) => name.replace(/#\d{13}/, ''))).toEqual([
      'CONTACTS',
      'TOLD#to-hal',
      'TOLD#site-hal',
      'TOSHOW#site-hal',
    ]);
    await call('POST', '/v1/privacy/requests', { type: 'delete', subject: { userId: 'hal' } });
    expect((await send({ userId: 'hal', channel: 'email', transactional: true })).body).toMatchObject({
      reason: 'erased',
    });
    expect((await call('GET', '/v1/on-site-messages?userId=hal')).body).toEqual({ messages: [] });
  });
});
