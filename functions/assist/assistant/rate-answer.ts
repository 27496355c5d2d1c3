import { ConflictError, NotFoundError } from '../../../shared/domain/errors.ts';
import { eventConsent } from '../../../shared/privacy/event-consent.ts';
import type { AssistantPorts } from './answer-message.ts';
import type { RatingRequest } from './contract.ts';
import type { Asker } from './draft.ts';
import { ownEvent } from './own-event.ts';

/**
 * Whether an answer helped: an answer to the survey “csat”, as every other, so that metrics and profile count it. The
 * newest word on an answer counts, and counts once.
 * @throws NotFoundError for an answer that was not given to them; ConflictError while their conversation is written.
 */
export const rateAnswer =
  ({ conversations, timeline, clock, ...people }: Omit<AssistantPorts, 'knowledge' | 'writer' | 'ids' | 'log'>) =>
  async ({ person }: Asker, messageId: string, { conversationId, score, market }: RatingRequest): Promise<void> => {
    const kept = await conversations.find(person, conversationId);
    const turn = kept?.conversation.turns.find((it) => it.messageId === messageId);
    if (kept === undefined || turn === undefined) throw new NotFoundError('no such answer, or its time is over');
    const { refused, isSuppressed } = await eventConsent(person, market, people);
    if (isSuppressed) return;
    const turns = kept.conversation.turns.map((it) => (it === turn ? { ...turn, rating: score } : it));
    const isPut = await conversations.put(person, { ...kept.conversation, turns }, kept.revision);
    if (!isPut) throw new ConflictError('another message of this conversation was answered meanwhile: send it again');
    if (refused === undefined) return;
    const properties = { survey: 'csat', score, about: 'assistant', conversation_id: conversationId };
    const id = `${messageId}/rating`;
    const of = { person, messageId: id, name: 'Survey Answered', atMs: turn.atMs, receivedAtMs: clock.nowMs() };
    await timeline.append([ownEvent({ ...of, properties, refused })]);
  };
