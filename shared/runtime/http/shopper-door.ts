import { InvalidTokenError } from '../../domain/errors.ts';
import type { PersonRef } from '../../domain/event.ts';
import { claimsOn, personOf, type ShopperClaims, type TokenPurpose } from '../../domain/shopper-token.ts';
import type { CheckedTexts } from '../../ports/shopper-tokens.ts';
import type { Clock } from '../../ports/system.ts';
import { bearerOf } from './access.ts';
import type { Endpoint } from './http-handler.ts';
import type { RateLimiter } from './rate-limit.ts';
import type { HttpRequest, HttpResponse } from './request.ts';

export interface ShopperDoorPorts {
  readonly tokens: CheckedTexts;
  readonly clock: Clock;
  readonly limits: RateLimiter;
}

export interface ShopperDoor {
  /**
   * What the request's Bearer token says, counted against its person's limit.
   * @throws InvalidTokenError, the same whatever is wrong with it; RateLimitedError.
   */
  open(request: HttpRequest, purpose: TokenPurpose): Promise<ShopperClaims>;
  /** The endpoint, for the person of a session and of nobody else, if they may ask: the request names no person. */
  guard(endpoint: (person: PersonRef, request: HttpRequest) => Promise<HttpResponse>): Endpoint;
}

/** @param refuse - throws for a person of a session who may not ask all the same. */
export function shopperDoor(
  { tokens, clock, limits }: ShopperDoorPorts,
  refuse: (person: PersonRef) => Promise<void>,
): ShopperDoor {
  const open: ShopperDoor['open'] = async (request, purpose) => {
    limits.refuseSpent('anonymous', request.address);
    const token = bearerOf(request);
    const claims = token && claimsOn(await tokens.verified(token), purpose, clock.nowMs());
    if (!claims) {
      limits.take('anonymous', request.address);
      throw new InvalidTokenError();
    }
    limits.take('shopper', claims.sub);
    return claims;
  };
  return {
    open,
    guard: (endpoint) => async (request) => {
      const person = personOf(await open(request, 'session'));
      await refuse(person);
      return endpoint(person, request);
    },
  };
}
