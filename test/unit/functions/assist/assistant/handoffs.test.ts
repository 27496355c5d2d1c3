import { describe, expect, it } from 'vitest';
import { listHandoffs, readHandoff, resolveHandoff } from '../../../../../functions/assist/assistant/handoffs.ts';
import { rateAnswer } from '../../../../../functions/assist/assistant/rate-answer.ts';
import { assistantShop, onDevice, signedIn } from '../../../../support/assistant-shop.ts';

const someone = onDevice('phone');

describe('staff of the shop', () => {
  it('read what was said of conversations that were handed over, and of no others', async () => {
    const shop = assistantShop();
    const ports = { ...shop, clock: shop.ports.clock };
    const quiet = await shop.ask(someone, { text: 'hello' });
    const asked = await shop.ask(signedIn('ana'), { text: 'let me talk to a person' });

    const { conversations } = await listHandoffs(ports)('waiting', { limit: 10 });
    expect(conversations).toMatchObject([
      { conversationId: asked.conversationId, person: { userId: 'ana' }, because: 'asked' },
    ]);
    expect(await readHandoff(ports)(asked.conversationId)).toMatchObject({
      turns: [{ question: 'let me talk to a person', answer: asked.answer }],
    });
    await expect(readHandoff(ports)(quiet.conversationId)).rejects.toThrow('no such conversation was handed over');
  });

  it('resolve one, once; the shopper may be handed over again', async () => {
    const shop = assistantShop();
    const ports = { ...shop, clock: shop.ports.clock };
    const { conversationId } = await shop.ask(someone, { text: 'human please' });
    const resolved = await resolveHandoff(ports)(conversationId);
    expect(await resolveHandoff(ports)(conversationId)).toEqual(resolved);
    expect((await listHandoffs(ports)('waiting', { limit: 10 })).conversations).toEqual([]);
    expect((await listHandoffs(ports)('resolved', { limit: 10 })).conversations).toHaveLength(1);
    expect((await shop.ask(someone, { text: 'hello', conversationId })).handoff?.status).toBe('resolved');
    expect((await shop.ask(someone, { text: 'human please', conversationId })).handoff?.status).toBe('waiting');
  });
});

describe('a rating', () => {
  it('is an answer to the survey, noted once with the newest score, and kept with the answer', async () => {
    const shop = assistantShop();
    const { conversationId, messageId } = await shop.ask(someone, { text: 'how long is shipping' });
    const rate = rateAnswer(shop.ports);
    await rate(someone, messageId, { conversationId, score: 2 });
    await rate(someone, messageId, { conversationId, score: 5 });
    const surveys = shop.people.eventsOf('A#phone').filter(({ name }) => name === 'Survey Answered');
    expect(surveys).toMatchObject([{ properties: { survey: 'csat', score: 5, about: 'assistant' } }]);
    const kept = await shop.conversations.find({ anonymousId: 'phone' }, conversationId);
    expect(kept?.conversation.turns[0]?.rating).toBe(5);
  });

  it('is taken of nobody else’s answers', async () => {
    const shop = assistantShop();
    const { conversationId, messageId } = await shop.ask(someone, { text: 'how long is shipping' });
    const rated = rateAnswer(shop.ports)(signedIn('ana'), messageId, { conversationId, score: 5 });
    await expect(rated).rejects.toThrow('no such answer');
  });
});
