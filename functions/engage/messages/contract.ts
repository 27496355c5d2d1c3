import * as z from 'zod';
import { check } from '../../../shared/domain/check.ts';
import { invalidAt } from '../../../shared/domain/errors.ts';
import type { PersonRef } from '../../../shared/domain/event.ts';
import { CHANNELS, type Message, type MessageVerdict } from '../../../shared/domain/message.ts';
import { personIdSchema } from '../../../shared/domain/person-address.ts';
import { isoOf } from '../../../shared/domain/time.ts';

export const MAX_MESSAGE_ID = 128;
/** SES takes 40 MB; what mailbox providers show whole is 102 KB (Gmail). A text message is cut into 160 characters each. */
const MAX_HTML = 200_000;
const MAX_TEXT = 20_000;
const MAX_SMS = 1600;
const MAX_PUSH = 2000;
const MAX_SUBJECT = 200;
const MAX_URL = 2000;

const oneLine = z.string().regex(/^[^\r\n]*$/, 'want one line');
const contentSchema = z.strictObject({
  subject: oneLine.min(1).max(MAX_SUBJECT).optional(),
  text: z.string().min(1).max(MAX_TEXT),
  html: z.string().min(1).max(MAX_HTML).optional(),
  url: z
    .url({ protocol: /^https?$/ })
    .max(MAX_URL)
    .optional(),
});

const messageSchema = z.strictObject({
  messageId: z
    .string()
    .regex(/^[\w.:/-]+$/, 'want A–Z, a–z, 0–9 and _ . : / -')
    .max(MAX_MESSAGE_ID)
    .optional(),
  userId: personIdSchema.optional(),
  anonymousId: personIdSchema.optional(),
  channel: z.enum(CHANNELS),
  content: contentSchema,
  /** An order’s confirmation and the like; false: it is asked whether the person wants to be told. */
  transactional: z.boolean(),
  /** Of one that is not: neither hours nor windows are asked; kept with what became of it. */
  overridePolicy: z.strictObject({ because: z.string().trim().min(3).max(200) }).optional(),
  /** Later it is not sent any more. */
  sendBefore: z.iso.datetime({ offset: true }).optional(),
});

/** A message that the shop wants sent, its id perhaps not chosen yet. */
export interface AskedMessage {
  readonly message: Omit<Message, 'messageId'>;
  readonly messageId: string | undefined;
  readonly overridePolicy: string | undefined;
}

/** @throws InvalidInputError naming each wrong field. */
export function parseMessage(body: unknown): AskedMessage {
  const { messageId, userId, anonymousId, transactional, overridePolicy, sendBefore, ...rest } = check(
    messageSchema,
    body,
  );
  if ((userId === undefined) === (anonymousId === undefined)) throw invalidAt('', 'want either userId or anonymousId');
  const { channel, content } = rest;
  if (channel === 'email' && content.subject === undefined) throw invalidAt('/content/subject', 'an e-mail wants one');
  const most = channel === 'sms' ? MAX_SMS : channel === 'push' || channel === 'web-push' ? MAX_PUSH : MAX_TEXT;
  if (content.text.length > most)
    throw invalidAt('/content/text', `${content.text.length} characters; the limit of ${channel} is ${most}`);
  if (transactional && overridePolicy !== undefined)
    throw invalidAt('/overridePolicy', 'the policy is not asked of a transactional message anyway');
  const { subject, text, html, url } = content;
  return {
    messageId,
    overridePolicy: overridePolicy?.because,
    message: {
      person: userId === undefined ? { anonymousId: anonymousId ?? '' } : { userId },
      channel,
      content: {
        text,
        ...(subject !== undefined && { subject }),
        ...(html !== undefined && { html }),
        ...(url !== undefined && { url }),
      },
      isTransactional: transactional,
      ...(sendBefore !== undefined && { sendBeforeMs: Date.parse(sendBefore) }),
    },
  };
}

/** What became of a message, as it is told. */
export type MessageReply = { readonly messageId: string } & (
  | { readonly status: 'sent'; readonly at: string; readonly assumedTimeZone?: string }
  | { readonly status: 'held'; readonly until: string; readonly reason: string; readonly assumedTimeZone?: string }
  | { readonly status: 'dropped'; readonly reason: string }
);

export function replyOf(messageId: string, verdict: MessageVerdict): MessageReply {
  if (verdict.status === 'dropped') return { messageId, status: 'dropped', reason: verdict.reason };
  const zone = verdict.assumedTimeZone === undefined ? {} : { assumedTimeZone: verdict.assumedTimeZone };
  if (verdict.status === 'sent') return { messageId, status: 'sent', at: isoOf(verdict.atMs), ...zone };
  return { messageId, status: 'held', until: isoOf(verdict.untilMs), reason: verdict.reason, ...zone };
}

const idempotencyKeySchema = z.string().min(1).max(256);

/** @throws InvalidInputError */
export const parseIdempotencyKey = (header: string | undefined): string | undefined =>
  header === undefined ? undefined : check(idempotencyKeySchema, header, '/headers/idempotency-key');

const didSchema = z.strictObject({
  userId: personIdSchema.optional(),
  anonymousId: personIdSchema.optional(),
  did: z.enum(['seen', 'clicked', 'dismissed']),
});

/** What somebody did with a message on the site. @throws InvalidInputError */
export function parseDid(body: unknown): {
  readonly person: PersonRef;
  readonly did: 'seen' | 'clicked' | 'dismissed';
} {
  const { did, ...person } = check(didSchema, body);
  return { did, person: personIn(person) };
}

/** The person of a query: `?userId=` or `?anonymousId=`. @throws InvalidInputError */
export function personIn({
  userId,
  anonymousId,
}: {
  readonly userId?: string | undefined;
  readonly anonymousId?: string | undefined;
}): PersonRef {
  if ((userId === undefined) === (anonymousId === undefined)) throw invalidAt('', 'want either userId or anonymousId');
  return userId === undefined
    ? { anonymousId: check(personIdSchema, anonymousId, '/anonymousId') }
    : { userId: check(personIdSchema, userId, '/userId') };
}

const webhookSchema = z.strictObject({ url: z.url({ protocol: /^https?$/ }).max(MAX_URL) });

/** @throws InvalidInputError */
export const parseWebhook = (body: unknown): { readonly url: string } => check(webhookSchema, body);
