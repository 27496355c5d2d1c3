import { assistantWordsFor } from '../../../shared/dialogue/words/words-for.ts';
import {
  type Conversation,
  charactersOf,
  MOST_CONVERSATION_CHARACTERS,
  newConversation,
  type Turn,
} from '../../../shared/domain/conversation.ts';
import { ConflictError, NotFoundError } from '../../../shared/domain/errors.ts';
import type { PersonRef } from '../../../shared/domain/event.ts';
import type { Conversations, KeptConversation } from '../../../shared/ports/conversations.ts';
import type { Standings } from '../../../shared/ports/people.ts';
import type { Ids, Log } from '../../../shared/ports/system.ts';
import type { TimelineReader, TimelineWriter } from '../../../shared/ports/timeline.ts';
import type { ConsentRegime } from '../../../shared/privacy/consent.ts';
import { type EventConsent, eventConsent } from '../../../shared/privacy/event-consent.ts';
import type { AnsweredItem, MessageReply, MessageRequest } from './contract.ts';
import { type Asker, type Draft, type Question, textsOf } from './draft.ts';
import { draftAnswer } from './draft-answer.ts';
import type { Knowledge } from './knowledge.ts';
import type { LocalPrices, PricePorts } from './local-prices.ts';
import { ownEvent } from './own-event.ts';
import { recentItems } from './recent-items.ts';
import { DETERMINISTIC, type Worded, type WordingPorts, worded } from './worded.ts';

export interface AssistantPorts extends WordingPorts, PricePorts {
  readonly knowledge: () => Promise<Knowledge>;
  readonly conversations: Conversations;
  readonly timeline: Pick<TimelineReader, 'recent' | 'list'> & Pick<TimelineWriter, 'append'>;
  readonly standings: Standings;
  readonly regime: ConsentRegime;
  readonly ids: Ids;
  readonly log: Log;
}

/**
 * Answers one message of a conversation, keeps both, and notes on the person’s timeline that they asked, without the text.
 * Of somebody who was erased nothing is kept, and every message is a first one.
 *
 * @throws NotFoundError for a conversation that is not theirs, just as for one that there is not; ConflictError while
 * another message of it is answered, and once it is full.
 */
export const answerMessage =
  (ports: AssistantPorts) =>
  async (asker: Asker, request: MessageRequest): Promise<MessageReply> => {
    const { market, locale, text } = request;
    const [consent, knowledge] = await Promise.all([eventConsent(asker.person, market, ports), ports.knowledge()]);
    const kept = await conversationOf(asker, request, consent, ports);
    const words = assistantWordsFor(locale, text);
    const wanted = [...(locale === undefined ? [] : [locale]), words.language];
    const question: Question = { request, asker, knowledge, words, wanted, conversation: kept.conversation };
    const lately = () => (asker.isAuthenticated ? recentItems(asker.person, market, ports) : Promise.resolve([]));
    const draft = await draftAnswer(question, { ...ports, recentItems: lately });
    const mayHandOver = draft.handoff === undefined || !consent.isSuppressed;
    const said = mayHandOver ? await worded(draft, ports) : { text: words.notKept, wordedBy: DETERMINISTIC };
    const turn = turnOf(draft, said, { messageId: ports.ids.next(), atMs: ports.clock.nowMs(), question: text });
    const after = withTurn(kept.conversation, turn, draft, mayHandOver);
    if (!consent.isSuppressed) await keep(asker.person, { ...kept, conversation: after }, ports);
    await noteQuestion(asker.person, { turn, draft, conversationId: after.conversationId }, consent, ports);
    const isFirst = !kept.conversation.turns.some(({ asksSatisfaction }) => asksSatisfaction);
    return replyOf(question, { draft, said, turn, after, isAsked: isFirst && turn.asksSatisfaction === true });
  };

interface Begun extends KeptConversation {
  /** The device, of a conversation that was begun before signing in: it is the person’s from now on. */
  readonly on?: PersonRef;
}

async function conversationOf(
  { person, isAuthenticated }: Asker,
  { conversationId, anonymousId }: MessageRequest,
  { isSuppressed }: EventConsent,
  { conversations, ids, clock }: AssistantPorts,
): Promise<Begun> {
  const anew = { conversation: newConversation(ids.next(), clock.nowMs()), revision: 0 };
  if (conversationId === undefined || isSuppressed) return anew;
  const own = await conversations.find(person, conversationId);
  if (own !== undefined) return own;
  const device = isAuthenticated && anonymousId !== undefined ? { anonymousId } : undefined;
  const begun = device && (await conversations.find(device, conversationId));
  if (device === undefined || begun === undefined) throw new NotFoundError('no such conversation, or its time is over');
  return { ...begun, revision: 0, on: device };
}

const turnOf = (
  { intent, confidence, sources, outcome }: Draft,
  { text: answer }: Worded,
  of: Pick<Turn, 'messageId' | 'atMs' | 'question'>,
): Turn => ({
  ...of,
  answer,
  intent,
  confidence,
  sources,
  ...(outcome === 'answered' && { asksSatisfaction: true }),
});

function withTurn(before: Conversation, turn: Turn, draft: Draft, mayHandOver: boolean): Conversation {
  const { outcome, itemIds, offeredEntryIds = [], lookedFor, handoff: because } = draft;
  const isWaiting = before.handoff !== undefined && before.handoff.resolvedAtMs === undefined;
  const after = {
    ...before,
    turns: [...before.turns, turn],
    failures: outcome === 'failed' ? before.failures + 1 : 0,
    offeredEntryIds,
    ...(itemIds.length > 0 && { shownItemIds: itemIds }),
    ...(lookedFor !== undefined && { lookedFor }),
    ...(because !== undefined && mayHandOver && !isWaiting && { handoff: { because, atMs: turn.atMs } }),
  };
  if (charactersOf(after) > MOST_CONVERSATION_CHARACTERS)
    throw new ConflictError(
      `the conversation would be longer than the limit of ${MOST_CONVERSATION_CHARACTERS} characters: begin another`,
    );
  return after;
}

async function keep(
  person: PersonRef,
  { conversation, revision, on }: Begun,
  { conversations }: AssistantPorts,
): Promise<void> {
  if (!(await conversations.put(person, conversation, revision)))
    throw new ConflictError('another message of this conversation was answered meanwhile: send this one again');
  if (on !== undefined) await conversations.remove(on, conversation.conversationId);
}

/** That something was asked and what came of it, never the words: a question may say more than its person means to leave. */
async function noteQuestion(
  person: PersonRef,
  { turn, draft, conversationId }: { readonly turn: Turn; readonly draft: Draft; readonly conversationId: string },
  { refused }: EventConsent,
  { timeline, clock, log }: AssistantPorts,
): Promise<void> {
  if (refused === undefined) return;
  const { messageId, atMs } = turn;
  const { intent, outcome, itemIds, handoff } = draft;
  const entryIds = draft.sources.flatMap((source) => (source.kind === 'faq' ? source.entryId : []));
  const properties = {
    ...{ conversation_id: conversationId, message_id: messageId, intent, outcome },
    ...(entryIds.length > 0 && { faq_ids: entryIds }),
    ...(itemIds.length > 0 && { product_ids: itemIds }),
    ...(handoff !== undefined && { handoff }),
  };
  const of = { person, messageId, name: 'Question Asked', atMs, receivedAtMs: clock.nowMs(), properties, refused };
  try {
    await timeline.append([ownEvent(of)]);
  } catch (error) {
    // The answer is there already; that it was asked for is worth less than the answer.
    log.warn('question not noted', { failure: error instanceof Error ? error.name : 'unknown' });
  }
}

interface Answered {
  readonly draft: Draft;
  readonly said: Worded;
  readonly turn: Turn;
  readonly after: Conversation;
  /** Whether the shopper is to be asked if it helped: once a conversation. */
  readonly isAsked: boolean;
}

function replyOf(question: Question, { draft, said, turn, after, isAsked }: Answered): MessageReply {
  const { handoff, conversationId } = after;
  const { currency, rates = [] } = draft.prices ?? {};
  const items = draft.itemIds.flatMap((itemId) => itemOf(itemId, question, draft.prices) ?? []);
  return {
    conversationId,
    messageId: turn.messageId,
    answer: said.text,
    contentLanguage: draft.language,
    wordedBy: said.wordedBy,
    sources: draft.sources,
    intent: draft.intent,
    confidence: draft.confidence,
    handoff: handoff
      ? { because: handoff.because, status: handoff.resolvedAtMs === undefined ? 'waiting' : 'resolved' }
      : null,
    ...(items.length > 0 && { items }),
    ...(currency !== undefined && rates.length > 0 && { money: { currency, rates } }),
    ...(isAsked && { satisfaction: { survey: 'csat', words: question.words.askSatisfaction } }),
  };
}

function itemOf(itemId: string, question: Question, prices: LocalPrices | undefined): AnsweredItem | undefined {
  const entry = question.knowledge.items.get(itemId);
  if (entry === undefined) return undefined;
  const { price, url, images } = entry.item;
  const [image] = images;
  const localAmount = price && prices?.of(price);
  const { title, contentLanguage, machineTranslated } = textsOf(entry, question);
  return {
    ...{ itemId, title, contentLanguage },
    ...(machineTranslated && { machineTranslated }),
    ...(price && { price }),
    ...(prices &&
      localAmount !== undefined &&
      price?.currency !== prices.currency && { localPrice: { amount: localAmount, currency: prices.currency } }),
    ...(url !== undefined && { url }),
    ...(image !== undefined && { image }),
  };
}
