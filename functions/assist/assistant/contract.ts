import * as z from 'zod';
import { check } from '../../../shared/domain/check.ts';
import type { AnswerSource, Handoff } from '../../../shared/domain/conversation.ts';
import { invalidAt, TooLargeError } from '../../../shared/domain/errors.ts';
import type { ToldRate } from '../../../shared/domain/exchange-rates.ts';
import { MOST_QUESTION_CHARACTERS } from '../../../shared/domain/faq.ts';
import { isJsonObject } from '../../../shared/domain/interaction.ts';
import { currencySchema, itemIdSchema, type Money, marketSchema } from '../../../shared/domain/item.ts';
import type { ShownItem } from '../../../shared/domain/item-texts.ts';
import { localeSchema } from '../../../shared/domain/language.ts';
import { personIdSchema } from '../../../shared/domain/person-address.ts';

const conversationIdSchema = z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'want the conversationId of an answer');

export const messageSchema = z.strictObject({
  text: z.string().refine((text) => text.trim() !== '', 'want a question, got nothing but blanks'),
  conversationId: conversationIdSchema.optional(),
  /** The device; of a shopper who signed in, the one that they began on. */
  anonymousId: personIdSchema.optional(),
  locale: localeSchema.optional(),
  market: marketSchema.optional(),
  /** Of amounts that name none. */
  currency: currencySchema.optional(),
  /** What is before the shopper: “this”. */
  itemId: itemIdSchema.optional(),
});
export type MessageRequest = z.infer<typeof messageSchema>;

/**
 * @throws TooLargeError for a text beyond 2,000 characters; InvalidInputError naming each wrong field.
 */
export function parseMessage(body: unknown): MessageRequest {
  const text = isJsonObject(body) ? body['text'] : undefined;
  if (typeof text === 'string') {
    const length = Array.from(text).length;
    if (length > MOST_QUESTION_CHARACTERS)
      throw new TooLargeError(`/text: ${length} characters exceed the limit of ${MOST_QUESTION_CHARACTERS}`);
  }
  return check(messageSchema, body);
}

export const ratingSchema = z.strictObject({
  conversationId: conversationIdSchema,
  /** As of the survey “csat”. */
  score: z.int().min(1).max(5),
  anonymousId: personIdSchema.optional(),
  market: marketSchema.optional(),
});
export type RatingRequest = z.infer<typeof ratingSchema>;

/** @throws InvalidInputError */
export const parseRating = (body: unknown): RatingRequest => check(ratingSchema, body);

/** Who has no session says by which device they ask. @throws InvalidInputError */
export function deviceOf({ anonymousId }: { readonly anonymousId?: string | undefined }): string {
  if (anonymousId === undefined)
    throw invalidAt('/anonymousId', 'want the device’s id, or the token of a shopper who signed in');
  return anonymousId;
}

export const statusSchema = z.enum(['waiting', 'resolved', 'all']).default('waiting');
export type HandoffStatus = z.infer<typeof statusSchema>;
/** @throws InvalidInputError */
export const parseHandoffStatus = (status: string | undefined): HandoffStatus => check(statusSchema, status, '/status');

/** @throws InvalidInputError */
export const parseConversationId = (id: string | undefined): string =>
  check(conversationIdSchema, id, '/conversationId');

export interface MessageReply {
  readonly conversationId: string;
  readonly messageId: string;
  readonly answer: string;
  /** BCP 47, of the answer. */
  readonly contentLanguage: string;
  /** What worded it: "deterministic", or a model. */
  readonly wordedBy: string;
  readonly sources: readonly AnswerSource[];
  readonly intent: string | null;
  /** In [0, 1]: that it is this intent, or this answer. */
  readonly confidence: number;
  /** Null: nobody of the shop was asked to take over. */
  readonly handoff: (Pick<Handoff, 'because'> & { readonly status: 'waiting' | 'resolved' }) | null;
  readonly items?: readonly AnsweredItem[];
  /** Where the shop’s prices were compared in another currency: by what. */
  readonly money?: { readonly currency: string; readonly rates: readonly ToldRate[] };
  /** To be asked of the shopper; answered by `POST /v1/assistant/messages/{messageId}/rating`. */
  readonly satisfaction?: { readonly survey: 'csat'; readonly words: string };
}

export type AnsweredItem = Pick<
  ShownItem,
  'itemId' | 'title' | 'contentLanguage' | 'machineTranslated' | 'price' | 'url'
> & {
  readonly image?: string;
  /** The price in the currency that was named. */
  readonly localPrice?: Money;
};
