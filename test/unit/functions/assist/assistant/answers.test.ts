import { describe, expect, it } from 'vitest';
import {
  assistantShop,
  onDevice,
  orderEvents,
  SOME_FAQ,
  SOME_ITEMS,
  signedIn,
} from '../../../../support/assistant-shop.ts';
import { anEntry } from '../../../../support/builders/entry.ts';

const someone = onDevice('phone');

describe('an answer', () => {
  it('is the shop’s own, with its source, in the language that was asked in where the shop wrote it', async () => {
    const { ask } = assistantShop();
    expect(await ask(someone, { text: 'how long is shipping' })).toMatchObject({
      answer: 'Parcels arrive within 3 to 5 working days.',
      sources: [{ kind: 'faq', entryId: 'shipping', url: 'https://shop.example/help/shipping' }],
      contentLanguage: 'en',
      wordedBy: 'deterministic',
      handoff: null,
    });
    expect(await ask(someone, { text: '配送要几天' })).toMatchObject({ contentLanguage: 'zh', intent: 'faq' });
    expect(await ask(someone, { text: '退货政策是什么' })).toMatchObject({
      sources: [{ entryId: 'returns' }],
      contentLanguage: 'en',
    });
  });

  it('tells how to return to whoever wants to, however they say it', async () => {
    const { ask } = assistantShop();
    const { sources, intent } = await ask(someone, { text: 'I want to send something back' });
    expect([sources, intent]).toEqual([[{ kind: 'faq', entryId: 'returns' }], 'returns']);
  });

  it('asks once in a conversation whether it helped', async () => {
    const { ask } = assistantShop();
    const first = await ask(someone, { text: 'how long is shipping' });
    const { conversationId } = first;
    const second = await ask(someone, { text: 'Which payment methods do you accept?', conversationId });
    expect(first.satisfaction?.survey).toBe('csat');
    expect(second).not.toHaveProperty('satisfaction');
  });

  it('that is not sure asks what is meant, and is given once that is said', async () => {
    const { ask } = assistantShop();
    const text = 'how many days until a parcel arrives?';
    const { answer, conversationId, sources } = await ask(someone, { text });
    expect([answer.split('\n')[0], sources[0]]).toMatchObject(['Did you mean one of these?', { entryId: 'shipping' }]);
    expect((await ask(someone, { text: '1.', conversationId })).answer).toBe(
      'Parcels arrive within 3 to 5 working days.',
    );
    expect((await ask(someone, { text: '1.', conversationId })).sources).toEqual([]); // nothing was asked any more
  });

  it('follows what the shop’s own intents lead to', async () => {
    const intents = {
      greeting: { examples: ['moin moin'] },
      wedding: { examples: ['wedding list'], leadsTo: 'person' as const },
    };
    const { ports, ask } = assistantShop({ intents });
    const knowledge = await ports.knowledge();
    const recognise = (intent: string) => () => ({ intent, confidence: 0.9, isInScope: true });
    const withIntent = (intent: string) => ({
      ...ports,
      knowledge: async () => ({ ...knowledge, recognise: recognise(intent) }),
    });
    const { answerMessage } = await import('../../../../../functions/assist/assistant/answer-message.ts');
    expect(await answerMessage(withIntent('wedding'))(someone, { text: 'a list for our wedding' })).toMatchObject({
      intent: 'wedding',
      handoff: { because: 'shop', status: 'waiting' },
    });
    expect((await ask(someone, { text: 'hello' })).intent).toBe('greeting');
  });
});

describe('orders', () => {
  const shopWithOrders = async () => {
    const shop = assistantShop();
    await shop.people.timeline.append(orderEvents('ana', 'A-1042', 'Order Shipped'));
    await shop.people.timeline.append(orderEvents('bob', 'B-7771', 'Order Cancelled'));
    return shop;
  };

  it('are told to who signed in, from their own events', async () => {
    const { ask } = await shopWithOrders();
    const { answer, sources } = await ask(signedIn('ana'), { text: 'where is my order?' });
    expect(answer).toBe(
      'Order A-1042, placed on 2026-11-20, has been shipped (2026-11-21). It has: “Two-Person Tent”. It came to 249.00 EUR. It travels with Post. Its tracking number is T-A-1042.',
    );
    expect(sources).toEqual([{ kind: 'order', orderId: 'A-1042' }]);
    expect((await ask(signedIn('ana'), { text: '我的订单到哪了' })).answer).toContain('已发货');
  });

  it('of others are as if there were none, by whatever number', async () => {
    const { ask } = await shopWithOrders();
    const ofBob = await ask(signedIn('ana'), { text: 'where is my order B-7771?' });
    const ofNobody = await ask(signedIn('ana'), { text: 'where is my order B-9999?' });
    expect([ofBob.answer, ofBob.sources]).toEqual([ofNobody.answer, []]);
  });

  it('are told to no device, and not whether there are any', async () => {
    const { ask } = await shopWithOrders();
    const { answer, sources } = await ask(someone, { text: 'where is my order A-1042?' });
    expect([answer, sources]).toEqual([(await ask(someone, { text: 'where is my order X-1?' })).answer, []]);
    expect(answer).toContain('sign in');
  });
});

describe('items', () => {
  const textOf = async (text: string, more: object = {}) =>
    (await assistantShop().ask(someone, { text, ...more })).items?.map(({ itemId }) => itemId);

  it('are those that fit the words, the price, the market and the stock', async () => {
    expect(await textOf('do you have tents under 300', { market: 'DE' })).toEqual(['tent-1']);
    expect(await textOf('有登山靴吗')).toEqual(['boots']);
    expect(await textOf('wool socks')).toEqual(['socks']);
  });

  it('may be like what is on the page, or like what was shown', async () => {
    expect(await textOf('something like this under 200', { itemId: 'tent-1', market: 'FR' })).toEqual(['tent-4']);
    const { ask } = assistantShop();
    const { conversationId, items } = await ask(someone, { text: 'do you have tents', market: 'FR' });
    const narrowed = await ask(someone, { text: 'under 150', conversationId, market: 'FR' });
    expect([items?.length, narrowed.items?.map(({ itemId }) => itemId)]).toEqual([3, ['tent-4']]);
  });

  it('are compared in another currency by the rate of the day, as it is told, or not at all', async () => {
    const asked = async (text: string, rateDay: string, more: object = {}) => {
      const rates = [{ day: rateDay, perEuro: { CNY: '7.8391' } }];
      const markets = {
        CN: { currency: 'CNY', isDelivered: true, price: { stepMinor: 10_000, endingMinor: 0, direction: 'up' } },
      } as const;
      return assistantShop({ rates, markets }).ask(someone, { text, ...more });
    };
    const dearest = '2000元以下的帐篷 tent'; // 249.00 EUR are 1951.94 CNY, 419.00 EUR 3284.58
    const { answer, items, money } = await asked(dearest, '2026-11-17', { market: 'DE' });
    expect(answer.split('\n').slice(1)).toEqual([
      '1. “Two-Person Tent”，249.00 EUR = 1951.94 CNY',
      '按 2026-11-17 的汇率：1 EUR = 7.8391 CNY。',
    ]);
    expect(items).toMatchObject([{ itemId: 'tent-1', localPrice: { amount: 195_194, currency: 'CNY' } }]);
    expect(money).toMatchObject({ currency: 'CNY', rates: [{ from: 'EUR', to: 'CNY', rateDate: '2026-11-17' }] });
    // A market’s own prices: 2,000.00 CNY, the next whole hundred above.
    const ruled = async (most: number) =>
      (await asked(`do you have tents under ${most} CNY`, '2026-11-17', { market: 'CN' })).items?.map(
        ({ localPrice }) => localPrice?.amount,
      );
    expect([await ruled(1999), await ruled(2000)]).toEqual([undefined, [200_000]]);
    const stale = await asked(dearest, '2026-11-10');
    expect([stale.items, stale.answer]).toEqual([
      undefined,
      '本店价格以 EUR 计，我没有到 CNY 的最新汇率，也不作猜测。',
    ]);
  });

  it('of several currencies are compared in the one that was named, with the rates of those that are shown', async () => {
    const rates = [{ day: '2026-11-17', perEuro: { CNY: '7.8391', USD: '1.0812' } }];
    const items = [...SOME_ITEMS, anEntry('cup', { title: 'Steel Cup', price: { amount: 2000, currency: 'USD' } })];
    const { ask } = assistantShop({ rates, items });
    const cups = await ask(someone, { text: 'do you have a steel cup under 20 euro' });
    expect(cups.items).toMatchObject([{ itemId: 'cup', localPrice: { amount: 1850, currency: 'EUR' } }]);
    const socks = await ask(someone, { text: 'do you have wool socks under 200 CNY' });
    expect(socks.money?.rates).toMatchObject([{ from: 'EUR', to: 'CNY' }]);
  });

  it('are never those that are not delivered to the market', async () => {
    const markets = { DE: { currency: 'EUR', isDelivered: true, deliverable: { categories: { notIn: ['shoes'] } } } };
    const { ask } = assistantShop({ markets });
    const found = async (market: string) => (await ask(someone, { text: 'do you have fell boots', market })).items;
    expect([await found('DE'), (await found('AT'))?.[0]?.itemId]).toEqual([undefined, 'boots']);
  });

  it('are told in the shop’s currency alone where that was named', async () => {
    const { items, money } = await assistantShop().ask(someone, { text: 'tents under 300 euro', market: 'DE' });
    expect([items?.[0], money]).toEqual([expect.not.objectContaining({ localPrice: expect.anything() }), undefined]);
  });

  it('are cheaper than what was shown, by its own price', async () => {
    const { ask } = assistantShop();
    const asked = { text: 'something like this but cheaper', itemId: 'tent-2', market: 'DE' };
    expect((await ask(someone, asked)).items?.map(({ itemId }) => itemId)).toEqual(['tent-1']);
  });

  it('are like what a shopper turned to, if they signed in and allow it', async () => {
    const shop = assistantShop();
    const viewed = orderEvents('ana', 'A-1')[0]!;
    await shop.people.timeline.append([{ ...viewed, name: 'Product Viewed', properties: { product_id: 'tent-1' } }]);
    const first = async () => (await shop.ask(signedIn('ana'), { text: 'recommend me something' })).items?.[0]?.itemId;
    expect(await first()).toMatch(/^tent-[24]$/);
    await shop.people.records.update({ userId: 'ana' }, (record) => ({
      ...record,
      consent: { profiling: { granted: false, atMs: 1, source: 'self' } },
    }));
    expect(await first()).toBe('tent-1'); // as for anybody
  });
});

describe('a person of the shop', () => {
  it('takes over when asked for, and when nothing fits', async () => {
    const { ask } = assistantShop();
    expect((await ask(someone, { text: 'can I talk to a human' })).handoff).toEqual({
      because: 'asked',
      status: 'waiting',
    });
    expect((await ask(someone, { text: '转人工' })).handoff?.because).toBe('asked');
    expect(await ask(someone, { text: 'what is the capital of france' })).toMatchObject({
      handoff: { because: 'out-of-scope' },
      sources: [],
      intent: null,
    });
  });

  it('takes over after two failures in a row, and not after one', async () => {
    const { ask } = assistantShop();
    const { conversationId, handoff } = await ask(someone, { text: 'do you have elephants' });
    const again = await ask(someone, { text: 'do you have hippos', conversationId });
    expect([handoff, again.handoff?.because]).toEqual([null, 'not-understood']);
  });

  it('is not asked for a person of whom nothing may be kept', async () => {
    const shop = assistantShop();
    await shop.people.suppressions.suppress([{ anonymousId: 'phone' }]);
    const { handoff, answer, conversationId } = await shop.ask(someone, { text: 'can I talk to a human' });
    expect([handoff, answer.startsWith('Nothing is kept')]).toEqual([null, true]);
    expect(await shop.conversations.find({ anonymousId: 'phone' }, conversationId)).toBeUndefined();
    expect(shop.people.eventsOf('A#phone')).toEqual([]);
  });
});

describe('a conversation', () => {
  it('is kept with who asks, and the question noted without its words', async () => {
    const shop = assistantShop();
    const { conversationId, messageId } = await shop.ask(someone, {
      text: 'How long does shipping take to Elm Street?',
    });
    const kept = await shop.conversations.find({ anonymousId: 'phone' }, conversationId);
    expect(kept?.conversation.turns).toMatchObject([
      { messageId, question: 'How long does shipping take to Elm Street?' },
    ]);
    expect(shop.people.eventsOf('A#phone')).toMatchObject([
      { name: 'Question Asked', properties: { intent: 'faq', outcome: 'answered', faq_ids: ['shipping'] } },
    ]);
    expect(JSON.stringify(shop.people.eventsOf('A#phone'))).not.toContain('Elm');
  });

  it('is noted on no timeline of who wants no events kept', async () => {
    const shop = assistantShop();
    await shop.people.records.update({ anonymousId: 'phone' }, (record) => ({
      ...record,
      consent: { analytics: { granted: false, atMs: 1, source: 'self' } },
    }));
    await shop.ask(someone, { text: 'hello' });
    expect(shop.people.eventsOf('A#phone')).toEqual([]);
  });

  it('of somebody else is as if there were none', async () => {
    const { ask } = assistantShop();
    const { conversationId } = await ask(signedIn('ana'), { text: 'hello' });
    const text = 'hello';
    for (const asker of [signedIn('bob'), someone]) {
      await expect(ask(asker, { text, conversationId })).rejects.toThrow('no such conversation');
    }
    await expect(ask(signedIn('bob'), { text, conversationId: 'never' })).rejects.toThrow('no such conversation');
  });

  it('goes over to who signs in on the device, and the device has it no longer', async () => {
    const shop = assistantShop();
    await shop.people.timeline.append(orderEvents('ana', 'A-1042'));
    const { conversationId } = await shop.ask(someone, { text: 'where is my order?' });
    const text = 'where is my order?';
    const { answer } = await shop.ask(signedIn('ana'), { text, conversationId, anonymousId: 'phone' });
    expect(answer).toContain('A-1042');
    expect((await shop.conversations.find({ userId: 'ana' }, conversationId))?.conversation.turns).toHaveLength(2);
    await expect(shop.ask(someone, { text, conversationId })).rejects.toThrow('no such conversation');
  });

  it('that is answered twice at once keeps the first', async () => {
    const { ask } = assistantShop();
    const { conversationId } = await ask(someone, { text: 'hello' });
    const both = await Promise.allSettled(['hello', 'thanks'].map((text) => ask(someone, { text, conversationId })));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('ends where it would be too long to be kept', async () => {
    const faq = { long: { languages: { en: { questions: ['tell me all'], answer: 'x'.repeat(2000) } } }, ...SOME_FAQ };
    const { ask } = assistantShop({ faq });
    const { conversationId } = await ask(someone, { text: 'tell me all' });
    const more = async () => {
      for (let i = 0; i < 60; i++) await ask(someone, { text: 'tell me all', conversationId });
    };
    await expect(more()).rejects.toThrow('limit of 100000 characters');
  });
});

describe('a writer', () => {
  it('is shown neither what was asked nor any fact, and its words count where they say the same', async () => {
    const seen: string[] = [];
    const writer = {
      name: 'model-x',
      word: async ({ text }: { readonly text: string }) => {
        seen.push(text);
        return text.replace('has been shipped', 'has just been shipped');
      },
    };
    const shop = assistantShop({ writer });
    await shop.people.timeline.append(orderEvents('ana', 'A-1042', 'Order Shipped'));
    const { answer, wordedBy } = await shop.ask(signedIn('ana'), { text: 'where is my order, says ana@example.org?' });
    expect([wordedBy, answer.includes('A-1042, placed on 2026-11-20, has just been shipped')]).toEqual([
      'model-x',
      true,
    ]);
    expect(seen.join()).not.toMatch(/A-1042|Tent|2026|249|ana|where is my/);
  });

  it('that fails or lies costs nothing but its words', async () => {
    const words = async (word: () => Promise<string>) =>
      (await assistantShop({ writer: { name: 'm', word } }).ask(someone, { text: 'hello' })).wordedBy;
    expect(await words(async () => Promise.reject(new Error('cut off')))).toBe('deterministic');
    expect(await words(async () => 'Hello! All is 90 % off.')).toBe('deterministic');
  });
});
