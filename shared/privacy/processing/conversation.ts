import type { AnswerSource, Conversation, Handoff, Turn } from '../../domain/conversation.ts';
import type { FieldRecord, Fields } from './field-record.ts';

const talking = { purposes: ['service'], kept: 'conversation' } as const;

export const HANDOFF_FIELDS = {
  because: { ...talking, why: 'why a person of the shop takes over', category: 'technical' },
  atMs: { ...talking, why: 'since when it waits', category: 'technical' },
  resolvedAtMs: { ...talking, why: 'that somebody has seen to it', category: 'technical' },
} as const satisfies Record<keyof Handoff, FieldRecord>;

const SOURCE_FIELDS = {
  kind: { ...talking, why: 'what an answer rests on', category: 'technical' },
  entryId: { ...talking, why: 'which entry of the FAQ', category: 'technical' },
  url: { ...talking, why: 'where the entry stands on the shop’s site', category: 'technical' },
  orderId: { ...talking, why: 'which order of the person', category: 'identifier' },
  itemId: { ...talking, why: 'which item', category: 'behaviour' },
} as const satisfies Record<KeysOf<AnswerSource>, FieldRecord>;
type KeysOf<Union> = Union extends unknown ? keyof Union : never;

const TURN_FIELDS = {
  messageId: { ...talking, why: 'which answer a rating is of', category: 'identifier' },
  atMs: { ...talking, why: 'when it was said', category: 'behaviour' },
  question: {
    ...talking,
    why: 'what the person asked: staff who take over read it, and nobody else',
    category: 'behaviour',
  },
  answer: { ...talking, why: 'what the person was told', category: 'derived' },
  intent: { ...talking, why: 'what the question was taken for', category: 'derived' },
  confidence: { ...talking, why: 'how sure that was', category: 'derived' },
  sources: { each: SOURCE_FIELDS },
  asksSatisfaction: { ...talking, why: 'nobody is asked twice whether it helped', category: 'technical' },
  rating: { ...talking, why: 'whether it helped', category: 'statement' },
} as const satisfies Record<keyof Turn, Fields[string]>;

/** What was said between a person and the assistant. */
export const CONVERSATION_FIELDS = {
  conversationId: { ...talking, why: 'which conversation it is', category: 'identifier' },
  startedAtMs: { ...talking, why: 'when it goes by itself', category: 'technical' },
  turns: { each: TURN_FIELDS },
  failures: { ...talking, why: 'who is not understood twice gets a person of the shop', category: 'technical' },
  shownItemIds: { ...talking, why: 'what “the second one” means', category: 'behaviour' },
  offeredEntryIds: { ...talking, why: 'what “the first” or “yes” means', category: 'technical' },
  lookedFor: { ...talking, why: 'what a next question narrows', category: 'behaviour' },
  handoff: { object: HANDOFF_FIELDS },
} as const satisfies Record<keyof Conversation, Fields[string]>;
