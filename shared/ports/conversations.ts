import type { Conversation, Handoff } from '../domain/conversation.ts';
import type { PersonRef } from '../domain/event.ts';
import type { Page } from '../domain/page.ts';

/** What people said to the assistant; each conversation lies with its person. */
export interface Conversations {
  /** Reads what was written last. */
  find(person: PersonRef, conversationId: string): Promise<KeptConversation | undefined>;
  /**
   * Also lists it for the shop’s staff once it is handed over.
   * @param revision - the one that it takes the place of; 0: there must be none yet.
   * @returns false when another one is there, which stays as it is.
   */
  put(person: PersonRef, conversation: Conversation, revision: number): Promise<boolean>;
  /** No matter if there is none. */
  remove(person: PersonRef, conversationId: string): Promise<void>;
}

export interface KeptConversation {
  readonly conversation: Conversation;
  readonly revision: number;
}

/** Conversations that were handed over to a person of the shop. */
export interface Handoffs {
  /** The newest first; a page may be short before the last one. */
  list(page: Page): Promise<HandoffPage>;
  /** Whose a conversation is that was handed over; undefined for all others. */
  personOf(conversationId: string): Promise<PersonRef | undefined>;
}

export interface HandoffPage {
  readonly handoffs: readonly HandoffLine[];
  readonly nextCursor?: string;
}

export interface HandoffLine {
  readonly conversationId: string;
  readonly person: PersonRef;
  readonly handoff: Handoff;
}
