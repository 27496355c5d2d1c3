import type { Conversation, Handoff } from '../../../shared/domain/conversation.ts';
import { ConflictError, NotFoundError } from '../../../shared/domain/errors.ts';
import type { PersonRef } from '../../../shared/domain/event.ts';
import type { Page } from '../../../shared/domain/page.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import type { Conversations, Handoffs, KeptConversation } from '../../../shared/ports/conversations.ts';
import type { Clock } from '../../../shared/ports/system.ts';
import type { HandoffStatus } from './contract.ts';

export interface HandoffPorts {
  readonly conversations: Pick<Conversations, 'find' | 'put'>;
  readonly handoffs: Handoffs;
  readonly clock: Clock;
}

interface ToldHandoff {
  readonly conversationId: string;
  readonly person: PersonRef;
  readonly because: Handoff['because'];
  readonly handedOverAt: string;
  readonly resolvedAt?: string;
}

/** Conversations that a person of the shop was asked to take over, newest first. */
export const listHandoffs =
  ({ handoffs }: HandoffPorts) =>
  async (status: HandoffStatus, page: Page) => {
    const { handoffs: found, ...more } = await handoffs.list(page);
    const isWanted = ({ resolvedAtMs }: Handoff) =>
      status === 'all' || (resolvedAtMs !== undefined) === (status === 'resolved');
    return {
      conversations: found
        .filter(({ handoff }) => isWanted(handoff))
        .map(({ conversationId, person, handoff }) => told(conversationId, person, handoff)),
      ...more,
    };
  };

/** What was said. @throws NotFoundError also for a conversation that was not handed over: nobody else reads it. */
export const readHandoff = (ports: HandoffPorts) => async (conversationId: string) => {
  const { person, conversation, handoff } = await handedOver(conversationId, ports);
  return {
    ...told(conversationId, person, handoff),
    startedAt: isoOf(conversation.startedAtMs),
    turns: conversation.turns.map(({ atMs, asksSatisfaction: _, ...turn }) => ({ at: isoOf(atMs), ...turn })),
  };
};

/** Somebody of the shop has seen to it. The same again changes nothing. @throws NotFoundError; ConflictError. */
export const resolveHandoff =
  (ports: HandoffPorts) =>
  async (conversationId: string): Promise<ToldHandoff> => {
    const { person, conversation, revision, handoff } = await handedOver(conversationId, ports);
    if (handoff.resolvedAtMs !== undefined) return told(conversationId, person, handoff);
    const resolved = { ...handoff, resolvedAtMs: ports.clock.nowMs() };
    const isPut = await ports.conversations.put(person, { ...conversation, handoff: resolved, failures: 0 }, revision);
    if (!isPut) throw new ConflictError('the person wrote something meanwhile: read it, and resolve it again');
    return told(conversationId, person, resolved);
  };

async function handedOver(
  conversationId: string,
  { conversations, handoffs }: HandoffPorts,
): Promise<
  KeptConversation & { readonly person: PersonRef; readonly conversation: Conversation; readonly handoff: Handoff }
> {
  const person = await handoffs.personOf(conversationId);
  const kept = person && (await conversations.find(person, conversationId));
  const handoff = kept?.conversation.handoff;
  if (person === undefined || kept === undefined || handoff === undefined)
    throw new NotFoundError('no such conversation was handed over, or its time is over');
  return { ...kept, person, handoff };
}

const told = (conversationId: string, person: PersonRef, { because, atMs, resolvedAtMs }: Handoff): ToldHandoff => ({
  conversationId,
  person,
  because,
  handedOverAt: isoOf(atMs),
  ...(resolvedAtMs !== undefined && { resolvedAt: isoOf(resolvedAtMs) }),
});
