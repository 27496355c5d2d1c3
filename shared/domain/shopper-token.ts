import * as z from 'zod';
import { type PersonRef, partitionOf } from './event.ts';

/** link: sent to the shopper, opens once. session: what a link is changed into; opens the shopper's own routes. */
export const TOKEN_PURPOSES = ['link', 'session'] as const;
export type TokenPurpose = (typeof TOKEN_PURPOSES)[number];

/** How long a token may live, in seconds: a link waits in a mailbox, a session lies in a browser. */
export const MAX_TTL_SECONDS: Readonly<Record<TokenPurpose, number>> = { link: 7 * 86_400, session: 3_600 };

const AUDIENCE = 'rapport/me';

/** What a token says, by the names of RFC 7519. */
const claimsSchema = z.strictObject({
  /** The person: `partitionOf`. */
  sub: z.string().regex(/^[UA]#./s),
  typ: z.enum(TOKEN_PURPOSES),
  /** Its own id, by which a link is used up. */
  jti: z.string().min(1).max(64),
  iat: z.int().min(0),
  exp: z.int().min(0),
  aud: z.literal(AUDIENCE),
});
export type ShopperClaims = z.infer<typeof claimsSchema>;

export interface NewToken {
  readonly person: PersonRef;
  readonly purpose: TokenPurpose;
  readonly ttlSeconds: number;
  readonly tokenId: string;
}

/** @throws RangeError for a life longer than the purpose allows: who asks has been checked before. */
export function claimsOf({ person, purpose, ttlSeconds, tokenId }: NewToken, nowMs: number): ShopperClaims {
  if (!(ttlSeconds >= 1 && ttlSeconds <= MAX_TTL_SECONDS[purpose])) {
    throw new RangeError(`a ${purpose} of ${ttlSeconds} s: want 1 to ${MAX_TTL_SECONDS[purpose]}`);
  }
  const iat = Math.floor(nowMs / 1000);
  return { sub: partitionOf(person), typ: purpose, jti: tokenId, iat, exp: iat + ttlSeconds, aud: AUDIENCE };
}

/**
 * The claims of a payload whose signature held, if they are of the purpose and count now.
 * @returns undefined otherwise; why is nobody's business.
 */
export function claimsOn(payload: unknown, purpose: TokenPurpose, nowMs: number): ShopperClaims | undefined {
  const claims = claimsSchema.safeParse(payload).data;
  if (claims?.typ !== purpose) return undefined;
  const lifeSeconds = claims.exp - claims.iat;
  const counts = nowMs < claims.exp * 1000 && lifeSeconds > 0 && lifeSeconds <= MAX_TTL_SECONDS[purpose];
  return counts ? claims : undefined;
}

/** Whose token it is. */
export const personOf = ({ sub }: ShopperClaims): PersonRef =>
  sub.startsWith('U#') ? { userId: sub.slice(2) } : { anonymousId: sub.slice(2) };
