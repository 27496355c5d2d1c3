/** One day in the life of a campaign: an abandoned cart, from the template to the results, through the front door. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SentMessage } from '../../infra/laptop/outbox/outbox-files.ts';
import { bearer, openTestLaptop, raw, type TestLaptop } from '../support/laptop.ts';

const MINUTE_MS = 60_000;
const beganAtMs = Date.now();

const template = {
  templateId: 'cart-site',
  channel: 'on-site',
  traits: ['first_name'],
  languages: {
    en: {
      text: 'Hello {{ person.traits.first_name | default: "you" }}, {{ items[0].title }} waits.',
      html: '<p>{% for item in items %}{{ item.title }} for {{ item.price }} {{ item.currency }}{% endfor %}</p>',
    },
    de: { text: 'Hallo {{ person.traits.first_name }}, {{ items[0].title }} wartet.' },
  },
  fallback: ['en'],
};

const campaign = {
  campaignId: 'cart',
  words: 'a cart was left',
  trigger: { on: 'abandoned-cart', after: { minutes: 1 } },
  reentry: { afterDays: 7 },
  exits: ['bought', 'cart-emptied'],
  conversionDays: 7,
  steps: [
    { stepId: 'remind', message: { channel: 'on-site', templateId: 'cart-site' } },
    { stepId: 'pause', wait: { days: 1 } },
    { stepId: 'again', message: { channel: 'on-site', templateId: 'cart-site' } },
  ],
};

/** Leads by an experiment, with one variant that it does not have. */
const tried = (experimentId: string) => [
  {
    stepId: 'try',
    experiment: {
      experimentId,
      variants: [
        { variant: 'silent', to: 'end' },
        { variant: 'loud', to: 'remind' },
      ],
      else: 'remind',
    },
  },
  ...campaign.steps,
];

const offering = (offerId: string, other = 'end') => [
  {
    stepId: 'give',
    message: { channel: 'on-site', templateId: 'cart-site', offer: { offerId, else: other } },
  },
];

const gift = {
  ...{ offerId: 'gift', words: 'a gift', kind: 'gift', costMinor: 300, currency: 'EUR', budgetId: 'gifts' },
  caps: { perPerson: 1 },
};

const experiment = {
  experimentId: 'thanks',
  words: 'does it pay to thank people?',
  campaigns: ['cart', 'thanks'],
  variants: [{ variantId: 'silent' }, { variantId: 'thanked' }],
  currency: 'EUR',
};

const thanks = {
  template: {
    templateId: 'thanks',
    channel: 'email',
    languages: {
      en: {
        subject: 'Thank you for {{ items[0].title }}',
        text: '{{ offer.words }}: {{ offer.claimId }}. Enough of us? {{ unsubscribeUrl }}',
        html: '<b>{{ items[0].title }}</b> <a href="{{ unsubscribeUrl }}">no more</a>',
      },
    },
    fallback: ['en'],
  },
  campaign: {
    ...{ campaignId: 'thanks', words: 'an order is thanked for', trigger: { on: 'post-purchase' } },
    ...{ reentry: { afterDays: 0 }, exits: [], conversionDays: 1 },
    steps: [{ stepId: 'say', message: { channel: 'email', templateId: 'thanks', offer: { offerId: 'gift' } } }],
  },
};

describe('a campaign', { timeout: 120_000 }, () => {
  let shop: TestLaptop;
  beforeAll(async () => {
    shop = await openTestLaptop();
    await call('PUT', '/v1/policies/contact', { timeZone: 'UTC', windows: [] });
    await call('PUT', '/v1/items/tent', { title: '<Tent>', price: { amount: 12900, currency: 'EUR' } });
    await call('PUT', '/v1/items/gone', { title: 'Gone', stock: 0 });
    await call('POST', '/v1/experiments', experiment);
    await call('POST', '/v1/budgets', { budgetId: 'gifts', words: 'gifts', currency: 'EUR', totalMinor: 500 });
    await call('POST', '/v1/offers', gift);
  });
  afterAll(() => shop.close());

  const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    raw(shop.url, path, {
      method,
      headers: { ...bearer(), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const call = async (method: string, path: string, body?: unknown) => {
    const { status, body: answer } = await ask(method, path, body);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`);
    return answer as never;
  };
  const tick = () => shop.laptop.functions.invoke('engage', { step: 'tick' });
  const track = (userId: string, event: string, minutesAgo: number, properties: object = { product_id: 'tent' }) =>
    call('POST', '/v1/track', {
      userId,
      event,
      messageId: `${userId} ${event}`,
      timestamp: new Date(beganAtMs - minutesAgo * MINUTE_MS).toISOString(),
      context: { locale: 'de-DE' },
      properties,
    });
  const messagesOf = async (userId: string) =>
    ((await call('GET', `/v1/on-site-messages?userId=${userId}`)) as { messages: { text: string; html?: string }[] })
      .messages;
  const mails = (): readonly SentMessage[] => {
    const folder = join(shop.directory, 'outbox', 'messages');
    return readdirSync(folder)
      .sort()
      .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as SentMessage);
  };
  const results = () => call('GET', '/v1/campaigns/cart/results') as Promise<Record<string, unknown>>;

  it('wants a template first, which is refused where it could not be filled', async () => {
    const broken = {
      ...template,
      languages: {
        en: { text: 'Hi {{ person.traits.name }}\n{{ items[0].titel }}\n{{ x | shout }}' },
        de: { text: '{{ basket }}' },
      },
    };
    expect(await ask('POST', '/v1/templates', broken)).toMatchObject({
      status: 422,
      body: {
        errors: [
          { pointer: '/languages/en/text', reason: 'line 3: undefined filter: shout' },
          {
            pointer: '/languages/de/text',
            reason: expect.stringMatching(/^line 1: there is no basket; there are person, campaign, step, items/),
          },
        ],
      },
    });
    const { en } = broken.languages;
    const unknown = {
      ...template,
      languages: { ...template.languages, en: { text: en.text.split('\n').slice(0, 2).join('\n') } },
    };
    expect((await ask('POST', '/v1/templates', unknown)).body).toMatchObject({
      errors: [
        { reason: 'line 1: there is no person.traits.name; of person.traits there are first_name' },
        { reason: expect.stringMatching(/^line 2: there is no items.0.titel; of items.0 there are itemId, title/) },
      ],
    });
    expect(await ask('POST', '/v1/campaigns', campaign)).toMatchObject({
      status: 422,
      body: {
        errors: [
          {
            pointer: '/steps/0/message/templateId',
            reason: 'there is no template "cart-site"; for on-site there are none',
          },
          {},
        ],
      },
    });
    expect(await call('POST', '/v1/templates', template)).toEqual({ ...template, version: 1 });
    expect(await call('POST', '/v1/templates', template)).toMatchObject({ version: 1 });
    expect(await ask('PUT', '/v1/templates/cart-site', template, { 'if-match': '"7"' })).toMatchObject({ status: 409 });
    expect(await call('PUT', '/v1/templates/cart-site', template)).toMatchObject({ version: 2 });
  });

  it.each([
    [{ steps: [{ stepId: 'a', wait: { days: 400 } }] }, '/steps/0/wait/days', /365/],
    [{ steps: [{ stepId: 'a', sleep: 1 }] }, '/steps/0', /want one of wait, waitUntil, decide/],
    [{ steps: [{ stepId: 'a', wait: { days: 1 }, to: 'a' }] }, '/steps/0/to', /"a" is no later step; there are end/],
    [{ exits: ['left-audience'] }, '/exits/0', /wants an audience/],
    [{ audience: 'nobodies' }, '/audience', /no segment "nobodies"; there are new, returning/],
    [{ steps: tried('nothing') }, '/steps/0/experiment/experimentId', /no experiment "nothing"; there are thanks/],
    [{ steps: tried('thanks') }, '/steps/0/experiment/variants', /each of silent, thanked once/],
    [
      { campaignId: 'other', steps: tried('thanks') },
      '/steps/0/experiment/experimentId',
      /"other" among its campaigns/,
    ],
    [{ steps: offering('nothing') }, '/steps/0/message/offer/offerId', /no offer "nothing"; there are gift/],
    [{ steps: offering('gift', 'nowhere') }, '/steps/0/message/offer/else', /no step "nowhere"; there are end/],
    [{ trigger: { on: 'win-back', days: 3 }, exits: [] }, '/trigger/days', /7/],
    [{ trigger: { on: 'broadcast', at: 'soon' }, exits: [] }, '/trigger/at', /Invalid|want/],
  ])('is refused as %j', async (change, pointer, reason) => {
    const { status, body } = await ask('POST', '/v1/campaigns', { ...campaign, ...change });
    expect([status, body]).toMatchObject([422, { errors: [{ pointer, reason: expect.stringMatching(reason) }] }]);
  });

  it('is made, and started by its version', async () => {
    expect(await call('POST', '/v1/campaigns', campaign)).toMatchObject({ ...campaign, status: 'draft', version: 1 });
    const nobody = await call('POST', '/v1/campaigns/cart:preview', { userId: 'nobody-known' });
    expect(nobody).toMatchObject({
      entry: { enters: false, because: 'cart emptied' },
      messages: [{ stepId: 'remind', language: 'en', content: { text: 'Hello you,  waits.' } }, { stepId: 'again' }],
    });
    expect(await ask('POST', '/v1/campaigns/cart:fly', {})).toMatchObject({ status: 404 });
    const started = { status: 'running', startedAt: expect.any(String) };
    expect(await call('POST', '/v1/campaigns/cart:start', {})).toMatchObject(started);
    expect(await ask('PUT', '/v1/campaigns/cart', campaign)).toMatchObject({ status: 409 });
    await call('POST', '/v1/templates', thanks.template);
    await call('POST', '/v1/campaigns', thanks.campaign);
    await call('POST', '/v1/campaigns/thanks:start', {});
    expect(await ask('DELETE', '/v1/templates/cart-site')).toMatchObject({ status: 409 });
  });

  it('tells who left a cart, once, and nobody who bought, emptied it, refused, or whose items are gone', async () => {
    for (const userId of ['ann', 'bea', 'cleo', 'dan', 'eve', 'fay'])
      await call('POST', '/v1/identify', {
        userId,
        traits: userId === 'ann' ? { first_name: 'Ann' } : { email: `${userId}@shop.example` },
      });
    const daysAgo = 2 * 24 * 60;
    for (const userId of ['ann', 'bea', 'cleo', 'dan', 'fay']) await track(userId, 'Product Viewed', daysAgo); // for the roll
    await call('PUT', '/v1/profiles/dan/consent', { purposes: { marketing: false } });
    for (const userId of ['ann', 'bea', 'cleo', 'dan', 'fay']) await track(userId, 'Product Added', 10);
    await track('eve', 'Product Added', 10, { product_id: 'gone' });
    const order = { order_id: 'o', products: [{ product_id: 'tent' }], revenue: 129, currency: 'EUR' };
    await track('cleo', 'Order Completed', 5, order);
    await track('bea', 'Product Added', 10); // the same event once more
    expect(await call('POST', '/v1/campaigns/cart:preview', { userId: 'ann' })).toMatchObject({
      entry: { enters: true },
      messages: [
        {
          stepId: 'remind',
          language: 'de',
          content: { text: 'Hallo Ann, <Tent> wartet.' },
          verdict: { status: 'send' },
        },
        { stepId: 'again' },
      ],
    });
    await Promise.all([tick(), tick()]); // two at once do no harm
    expect(await messagesOf('ann')).toMatchObject([
      { text: 'Hallo Ann, <Tent> wartet.', campaignId: 'cart', stepId: 'remind' },
    ]);
    expect((await messagesOf('bea')).map(({ text }) => text)).toEqual(['Hallo , <Tent> wartet.']);
    for (const userId of ['cleo', 'dan', 'eve']) expect([userId, await messagesOf(userId)]).toEqual([userId, []]);
    expect(mails()).toMatchObject([
      {
        to: 'cleo@shop.example',
        subject: 'Thank you for <Tent>',
        html: expect.stringContaining('<b>&lt;Tent&gt;</b>'),
        text: expect.stringContaining(`${shop.url}/v1/unsubscribe/`),
      },
    ]);
    const claimId = /a gift: (\S+)\. Enough/.exec(mails()[0]?.text ?? '')?.[1];
    expect(await call('GET', '/v1/budgets/gifts')).toMatchObject({ remainingMinor: 200 });
    expect(await ask('POST', '/v1/offers/gift/redemptions', { claimId })).toMatchObject({ status: 204 });
    expect(await results()).toMatchObject({
      status: 'running',
      triggered: 5,
      entered: 3,
      waiting: 3,
      sent: 3,
      ended: { bought: 1, 'not for sale any more': 1 },
    });
  });

  it('goes on where it is paused and started again, and is counted by the night with what came of it', async () => {
    // The laptop’s own ticks go on: nothing may be due by chance.
    for (const campaignId of ['cart', 'thanks'])
      expect(await call('POST', `/v1/campaigns/${campaignId}:pause`, {})).toMatchObject({ status: 'paused' });
    await call('POST', '/v1/track', {
      userId: 'bea',
      event: 'Order Completed',
      properties: { order_id: 'b', products: [{ product_id: 'tent' }], revenue: 129, currency: 'EUR' },
    });
    await call('POST', '/v1/privacy/requests', { type: 'delete', subject: { userId: 'fay' } });
    await fetch(new URL(`/outbox/${mails()[0]!.id}/opened`, shop.url), { method: 'POST', redirect: 'manual' });
    await shop.laptop.runNight({ settleSeconds: 0 }, () => undefined);
    expect(await results()).toMatchObject({
      asOf: expect.any(String),
      sent: 2, // of who was erased nothing is counted
      conversions: 1,
      revenue: { EUR: 12900 },
    });
    expect(await call('GET', '/v1/campaigns/thanks/results')).toMatchObject({ sent: 1, opened: 1, conversions: 0 });
    // As if it had run the last two days; of ann, bea, cleo and dan, who are on the roll.
    expect(await call('POST', '/v1/campaigns/cart:simulate', { people: 10, days: 2 })).toMatchObject({
      audience: 4,
      people: 4,
      triggered: 3,
      entered: 3, // cleo too, before she bought
      sent: 4, // a second one tomorrow to ann, who has bought nothing
      ended: { bought: 2, 'all steps done': 1 },
    });
    const exported = JSON.stringify(await exportOf('bea'));
    expect(exported).toContain('WAIT#cart');
    expect(await ask('DELETE', '/v1/campaigns/cart')).toMatchObject({ status: 204 });
  });

  it('to everybody goes to each person on the roll who may be told something, once', async () => {
    const hello = {
      ...{ campaignId: 'hello', words: 'hello', trigger: { on: 'broadcast', at: 'now' }, reentry: 'never' },
      ...{
        exits: [],
        conversionDays: 1,
        steps: [{ stepId: 'say', message: { channel: 'on-site', templateId: 'cart-site' } }],
      },
    };
    expect(await ask('POST', '/v1/campaigns', { ...hello, reentry: { afterDays: 1 } })).toMatchObject({ status: 422 });
    await call('POST', '/v1/campaigns', hello);
    await call('POST', '/v1/campaigns/hello:start', {});
    await tick();
    await tick();
    const told = await call('GET', '/v1/campaigns/hello/results');
    expect(told).toMatchObject({ triggered: 4, sent: 3, dropped: {}, ended: { 'consent refused': 1 }, waiting: 0 });
    expect(await messagesOf('cleo')).toMatchObject([{ campaignId: 'hello' }]);
  });

  async function exportOf(userId: string): Promise<unknown> {
    const { requestId } = (await call('POST', '/v1/privacy/requests', { type: 'access', subject: { userId } })) as {
      requestId: string;
    };
    return call('GET', `/v1/privacy/requests/${requestId}/result`);
  }
});
