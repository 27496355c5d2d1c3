import * as z from 'zod';
import { check } from '../../../shared/domain/check.ts';
import { MAX_TTL_SECONDS, TOKEN_PURPOSES } from '../../../shared/domain/shopper-token.ts';
import type { SessionWish } from './sessions.ts';

/** A link is for a mail of the day. */
const LINK_SECONDS = 86_400;
const sessionSchema = z.strictObject({
  purpose: z.enum(TOKEN_PURPOSES).default('link'),
  ttlSeconds: z.int().min(1).optional(),
});

/** @param body - absent: a link for a day. */
export function parseSessionWish(body: unknown): SessionWish {
  const { purpose, ttlSeconds } = check(sessionSchema, body ?? {});
  const most = MAX_TTL_SECONDS[purpose];
  const asked = ttlSeconds ?? Math.min(LINK_SECONDS, most);
  return { purpose, ttlSeconds: check(z.int().max(most), asked, '/ttlSeconds') };
}
