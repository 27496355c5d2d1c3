import { type AssistantPorts, answerMessage } from '../../functions/assist/assistant/answer-message.ts';
import { type MessageReply, parseMessage } from '../../functions/assist/assistant/contract.ts';
import type { Asker } from '../../functions/assist/assistant/draft.ts';
import { loadKnowledge } from '../../functions/assist/assistant/knowledge.ts';
import { memoryModels } from '../../shared/adapters/memory/models.ts';
import { sha256Hash } from '../../shared/adapters/system/hash.ts';
import type { DayRates } from '../../shared/domain/exchange-rates.ts';
import type { FaqContent } from '../../shared/domain/faq.ts';
import type { CatalogEntry } from '../../shared/domain/item.ts';
import type { MarketSettings } from '../../shared/domain/market.ts';
import type { IntentContent } from '../../shared/domain/shop-intent.ts';
import type { ModelStore } from '../../shared/ports/model-store.ts';
import type { Writer } from '../../shared/ports/writer.ts';
import { anEntry } from './builders/entry.ts';
import { anEvent } from './events.ts';
import { memoryConversations } from './memory-conversations.ts';
import { memoryDocuments } from './memory-documents.ts';
import { type MemoryPeople, memoryPeople } from './memory-people.ts';
import { memoryChanges } from './served-shop.ts';
import { countingIds, silentLog, steppingClock } from './system-ports.ts';

const euros = (amount: number) => ({ amount, currency: 'EUR' });

export const SOME_ITEMS: readonly CatalogEntry[] = [
  anEntry('tent-1', { title: 'Two-Person Tent', categories: ['camping'], price: euros(24_900) }),
  anEntry('tent-2', { title: 'Family Tent', categories: ['camping'], price: euros(41_900) }),
  anEntry('tent-3', { title: 'Light Tent', categories: ['camping'], price: euros(19_900), stock: 0 }),
  anEntry('tent-4', { title: 'Bivouac Tent', categories: ['camping'], price: euros(9900), markets: ['FR'] }),
  anEntry('boots', {
    title: 'Fell Boots',
    categories: ['shoes'],
    price: euros(15_900),
    locales: { zh: { title: '登山靴' } },
  }),
  anEntry('socks', { title: 'Wool Socks', categories: ['clothes'], price: euros(1490) }),
];

export const SOME_FAQ: Readonly<Record<string, FaqContent>> = {
  shipping: {
    languages: {
      en: { questions: ['How long does shipping take?'], answer: 'Parcels arrive within 3 to 5 working days.' },
      zh: { questions: ['配送需要多久？'], answer: '包裹在 3 到 5 个工作日内送达。' },
    },
    sourceUrl: 'https://shop.example/help/shipping',
  },
  returns: {
    languages: {
      en: {
        questions: ['How can I return an item?', 'What is your return policy?'],
        answer: 'Send it back within 30 days, with the label that lies in the parcel.',
      },
    },
  },
  payment: {
    languages: { en: { questions: ['Which payment methods do you accept?'], answer: 'Cards and PayPal.' } },
  },
};

export interface AssistantShop {
  readonly ports: AssistantPorts;
  readonly people: MemoryPeople;
  ask(asker: Asker, message: unknown): Promise<MessageReply>;
}

interface Made {
  readonly items?: readonly CatalogEntry[];
  readonly faq?: Readonly<Record<string, FaqContent>>;
  readonly intents?: Readonly<Record<string, IntentContent>>;
  readonly models?: ModelStore;
  readonly writer?: Writer;
  readonly rates?: readonly DayRates[];
  readonly markets?: Readonly<Record<string, MarketSettings>>;
}

/** The assistant of a small shop, over ports in memory. */
export function assistantShop({
  items = SOME_ITEMS,
  faq = SOME_FAQ,
  intents = {},
  models = memoryModels(),
  writer,
  rates = [],
  markets = {},
}: Made = {}): AssistantShop & ReturnType<typeof memoryConversations> {
  const people = memoryPeople();
  const kept = memoryConversations();
  const load = loadKnowledge({
    ...{ changes: memoryChanges(...items), faq: memoryDocuments(faq), shopIntents: memoryDocuments(intents) },
    ...{ markets: memoryDocuments(markets), language: async () => 'en', models, hash: sha256Hash, log: silentLog },
  });
  let knowledge: ReturnType<typeof load> | undefined;
  const ports: AssistantPorts = {
    knowledge: () => (knowledge ??= load()),
    conversations: kept.conversations,
    timeline: people.timeline,
    standings: people.standings,
    regime: 'opt-out',
    writer,
    ratesUntil: async () => rates,
    markets: memoryDocuments(markets),
    clock: steppingClock(),
    ids: countingIds(),
    log: silentLog,
  };
  const answer = answerMessage(ports);
  return { ports, people, ...kept, ask: async (asker, message) => answer(asker, parseMessage(message)) };
}

export const signedIn = (userId: string): Asker => ({ person: { userId }, isAuthenticated: true });
export const onDevice = (anonymousId: string): Asker => ({ person: { anonymousId }, isAuthenticated: false });

const ORDERED_AT_MS = Date.parse('2026-11-20T10:00:00Z');

/** An order of a person, and what became of it: a day later each. */
export const orderEvents = (userId: string, orderId: string, ...became: readonly string[]) => [
  anEvent({
    ...{ userId, messageId: `${orderId}-0`, name: 'Order Completed', atMs: ORDERED_AT_MS, clientAtMs: ORDERED_AT_MS },
    properties: { order_id: orderId, total: 249, currency: 'EUR', products: [{ product_id: 'tent-1', quantity: 1 }] },
  }),
  ...became.map((name, i) => {
    const atMs = ORDERED_AT_MS + (i + 1) * 86_400_000;
    const properties = { order_id: orderId, carrier: 'Post', tracking_number: `T-${orderId}` };
    return anEvent({ userId, messageId: `${orderId}-${i + 1}`, name, atMs, clientAtMs: atMs, properties });
  }),
];
