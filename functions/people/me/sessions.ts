import { InvalidTokenError } from '../../../shared/domain/errors.ts';
import type { PersonRef } from '../../../shared/domain/event.ts';
import {
  claimsOf,
  MAX_TTL_SECONDS,
  personOf,
  type ShopperClaims,
  type TokenPurpose,
} from '../../../shared/domain/shopper-token.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import type { SignedTexts, SingleUse } from '../../../shared/ports/shopper-tokens.ts';
import type { Clock, Ids } from '../../../shared/ports/system.ts';

export interface SessionPorts {
  readonly tokens: SignedTexts;
  readonly singleUse: SingleUse;
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface SessionReply {
  readonly token: string;
  readonly expiresAt: string;
}

export interface SessionWish {
  readonly purpose: TokenPurpose;
  readonly ttlSeconds: number;
}

/** A token for a person whom the shop has made sure of. That nothing may be known of them changes nothing. */
export const startSession =
  ({ tokens, clock, ids }: Pick<SessionPorts, 'tokens' | 'clock' | 'ids'>) =>
  async (person: PersonRef, { purpose, ttlSeconds }: SessionWish): Promise<SessionReply> => {
    const claims = claimsOf({ person, purpose, ttlSeconds, tokenId: ids.next() }, clock.nowMs());
    return { token: await tokens.sign(claims), expiresAt: isoOf(claims.exp * 1000) };
  };

/** Changes a link into a session. @throws InvalidTokenError when the link was used before. */
export const exchangeLink =
  ({ tokens, singleUse, clock, ids }: SessionPorts) =>
  async (link: ShopperClaims): Promise<SessionReply> => {
    if (!(await singleUse.spend(link.jti, link.exp * 1000))) throw new InvalidTokenError();
    const wish: SessionWish = { purpose: 'session', ttlSeconds: MAX_TTL_SECONDS.session };
    return startSession({ tokens, clock, ids })(personOf(link), wish);
  };
