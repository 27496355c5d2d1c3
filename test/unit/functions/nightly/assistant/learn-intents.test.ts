import { describe, expect, it } from 'vitest';
import { loadKnowledge } from '../../../../../functions/assist/assistant/knowledge.ts';
import { learnIntents } from '../../../../../functions/nightly/assistant/learn-intents.ts';
import { shopExamples } from '../../../../../functions/nightly/assistant/shop-examples.ts';
import { refusalOf } from '../../../../../functions/nightly/assistant/try-intents.ts';
import { memoryModels } from '../../../../../shared/adapters/memory/models.ts';
import { sha256Hash } from '../../../../../shared/adapters/system/hash.ts';
import type { FaqContent } from '../../../../../shared/domain/faq.ts';
import type { IntentContent } from '../../../../../shared/domain/shop-intent.ts';
import { INTENT_MODEL } from '../../../../../shared/model/intent-evaluation.ts';
import { SOME_FAQ, SOME_ITEMS } from '../../../../support/assistant-shop.ts';
import { memoryDocuments } from '../../../../support/memory-documents.ts';
import { memoryChanges } from '../../../../support/served-shop.ts';
import { silentLog } from '../../../../support/system-ports.ts';

const WEDDING: IntentContent = {
  examples: [
    ...['we are getting married and want a wedding list', 'open a wedding list', 'wedding registry please'],
    ...['where is the wedding list of Ann and Joe', 'can guests see our wedding list', 'close our wedding list'],
    ...['add the kettle to my wedding list', 'how does the wedding registry work', 'wedding list for friends'],
  ],
  leadsTo: 'person',
};

async function nightOf(shop: { faq?: Record<string, FaqContent>; intents?: Record<string, IntentContent> }) {
  const models = memoryModels();
  const said = { faq: memoryDocuments(shop.faq ?? {}), shopIntents: memoryDocuments(shop.intents ?? {}) };
  const catalog = {
    async *scan() {
      yield SOME_ITEMS;
    },
  };
  const night = learnIntents({ ...said, catalog, models, hash: sha256Hash, log: silentLog });
  await night.finish?.();
  const held = { models, hash: sha256Hash, log: silentLog };
  const load = loadKnowledge({
    ...said,
    ...held,
    changes: memoryChanges(),
    markets: memoryDocuments({}),
    language: async () => 'en',
  });
  return { models, night, load };
}

describe('a night', () => {
  it('learns the shop’s own intents, and the assistant goes by them', async () => {
    const { load } = await nightOf({ faq: SOME_FAQ, intents: { 'wedding-list': WEDDING } });
    const { recognise, modelVersion } = await load();
    expect(modelVersion).toBeDefined();
    expect(recognise('I would like to see the wedding list of a friend').intent).toBe('wedding-list');
    expect(recognise('where is my order').intent).toBe('order-status');
  });

  it('learns nothing for a shop that says nothing', async () => {
    const { models, load } = await nightOf({});
    expect(await models.served(INTENT_MODEL)).toBeUndefined();
    expect((await load()).recognise('where is my order').intent).toBe('order-status');
  });

  it('learns the same from the same, whatever the order', () => {
    const of = <Body>(bodies: Record<string, Body>) =>
      Object.entries(bodies).map(([id, body]) => ({ id, body, revision: 1 }));
    const items = SOME_ITEMS.map(({ item }) => item);
    const said = { faq: of(SOME_FAQ), intents: of({ 'wedding-list': WEDDING }), items };
    const turned = { ...said, faq: said.faq.toReversed(), items: items.toReversed() };
    expect(shopExamples(turned)).toEqual(shopExamples(said));
  });
});

describe('intents are refused', () => {
  const tried = (accuracy: number, spread = 0.02) => ({
    ...{ examples: 500, intents: 8, accuracy, commonest: 0.2 },
    interval: { low: accuracy - spread, high: accuracy + spread },
  });

  it('that are no better than a guess, or surely worse than what is served', () => {
    expect(refusalOf(tried(0.21), undefined)).toMatch('no better than to take all for the commonest');
    expect(refusalOf(tried(0.8), tried(0.9))).toBe('right of 0.800, at most 0.820; what is served is right of 0.900');
    expect(refusalOf(tried(0.89), tried(0.9))).toBeUndefined();
    expect(refusalOf(tried(0.8), undefined)).toBeUndefined();
  });
});
