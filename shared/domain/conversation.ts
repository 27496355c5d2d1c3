/** Why a person of the shop takes over. */
export const HANDOFF_REASONS = ['asked', 'out-of-scope', 'not-understood', 'shop'] as const;
export type HandoffReason = (typeof HANDOFF_REASONS)[number];

/** Where an answer comes from. */
export type AnswerSource =
  | { readonly kind: 'faq'; readonly entryId: string; readonly url?: string }
  | { readonly kind: 'order'; readonly orderId: string }
  | { readonly kind: 'item'; readonly itemId: string };

/** One question and its answer. */
export interface Turn {
  readonly messageId: string;
  readonly atMs: number;
  readonly question: string;
  readonly answer: string;
  /** Null where none was recognised. */
  readonly intent: string | null;
  readonly confidence: number;
  readonly sources: readonly AnswerSource[];
  /** The person was asked whether it helped, or could have been: what was asked found an answer. */
  readonly asksSatisfaction?: true;
  /** 1 to 5, as the person answered. */
  readonly rating?: number;
}

export interface Handoff {
  readonly because: HandoffReason;
  readonly atMs: number;
  /** Absent: somebody still has to look. */
  readonly resolvedAtMs?: number;
}

/** What was said between a person and the assistant: personal data of that person. */
export interface Conversation {
  readonly conversationId: string;
  readonly startedAtMs: number;
  /** Oldest first. */
  readonly turns: readonly Turn[];
  /** Of the latest questions in a row, how many were not understood. */
  readonly failures: number;
  /** Of the latest answer with items, best first; what “the second one” means. */
  readonly shownItemIds: readonly string[];
  /** Entries of the FAQ that the latest answer asked about: “did you mean”. */
  readonly offeredEntryIds?: readonly string[];
  /** What was looked for last. */
  readonly lookedFor?: string;
  readonly handoff?: Handoff;
}

export const newConversation = (conversationId: string, startedAtMs: number): Conversation => ({
  conversationId,
  startedAtMs,
  turns: [],
  failures: 0,
  shownItemIds: [],
});

/** More fits into no row of the store. */
export const MOST_CONVERSATION_CHARACTERS = 100_000;

/** Characters of what was said. */
export const charactersOf = ({ turns }: Conversation): number =>
  turns.reduce((sum, { question, answer }) => sum + question.length + answer.length, 0);
