import { type AccessKey, hasExpired, type KeyWanted, opens } from '../../domain/access-key.ts';
import { ForbiddenError, UnauthorizedError } from '../../domain/errors.ts';
import { utcDay } from '../../domain/time.ts';
import type { AccessKeys } from '../../ports/access-keys.ts';
import type { Clock } from '../../ports/system.ts';
import { rateLimits } from '../config.ts';
import type { Endpoint, Guard } from './http-handler.ts';
import { type RateLimiter, rateLimiter } from './rate-limit.ts';
import type { HttpRequest } from './request.ts';

/** A known key is looked up again after a minute, so a revoked one works a minute at most. */
const KNOWN_FOR_MS = 60_000;
const MAX_REMEMBERED = 1000;

/** A key, and whether it stood where proxies and browsers write it down. */
export interface PresentedKey {
  readonly key: string;
  readonly inUrl: boolean;
}

export interface DoorPorts {
  readonly keys: AccessKeys;
  readonly clock: Clock;
  readonly limits: RateLimiter;
}

export interface Door {
  /**
   * The key that opens, counted against its caller's limit.
   * @param presented - what the request brought; `keyOf` unless it stood elsewhere.
   * @throws UnauthorizedError when there is none or it is unknown or expired; ForbiddenError when it may not do this;
   * RateLimitedError.
   */
  open(request: HttpRequest, wanted: KeyWanted, presented?: PresentedKey): Promise<AccessKey>;
  /** Puts endpoints behind a key. */
  guard(wanted: KeyWanted): Guard;
}

/** A function's door, and the limits that its environment sets, which count for whatever else lets in. */
export function limitedDoor(
  config: Readonly<Record<'RATE_LIMITS', string>>,
  keys: AccessKeys,
  clock: Clock,
): { readonly door: Door; readonly limits: RateLimiter } {
  const limits = rateLimiter(rateLimits(config, 'RATE_LIMITS'), clock);
  return { door: keyedDoor({ keys, clock, limits }), limits };
}

export function keyedDoor({ keys, clock, limits }: DoorPorts): Door {
  const remembered = new Map<string, { readonly key: AccessKey; readonly untilMs: number }>();

  const find = async (key: string): Promise<AccessKey | undefined> => {
    const nowMs = clock.nowMs();
    const known = remembered.get(key);
    if (known !== undefined && known.untilMs > nowMs) return known.key;
    const found = await keys.find(key);
    remembered.delete(key);
    if (found === undefined || hasExpired(found, nowMs)) return undefined;
    const today = utcDay(nowMs);
    if (found.lastUsedDay !== today) await keys.noteUse(key, today);
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(key, { key: { ...found, lastUsedDay: today }, untilMs: nowMs + KNOWN_FOR_MS });
    return found;
  };

  /** Who brings no good key is limited by address, before the store is asked. */
  const known = async (presented: PresentedKey | undefined, address: string): Promise<AccessKey | undefined> => {
    if (presented !== undefined && !remembered.has(presented.key)) limits.refuseSpent('anonymous', address);
    const found = presented && (await find(presented.key));
    if (found !== undefined && !hasExpired(found, clock.nowMs())) return found;
    limits.take('anonymous', address);
    return undefined;
  };

  const open: Door['open'] = async (request, wanted, presented = keyOf(request)) => {
    const found = await known(presented, request.address);
    if (presented === undefined) {
      throw new UnauthorizedError('no key: send it as Basic user name, Bearer token or ?writeKey=');
    }
    if (found === undefined) throw new UnauthorizedError('unknown or expired key');
    limits.take(found.kind, presented.key);
    if (found.kind === 'secret' && presented.inUrl) {
      throw new ForbiddenError('a secret key may not stand in a URL, which is written down on its way: rotate it');
    }
    if (!opens(found, wanted)) throw new ForbiddenError(refusal(found, wanted));
    return found;
  };

  return {
    open,
    guard: (wanted) => (endpoint) => async (request) => {
      await open(request, wanted);
      return endpoint(request);
    },
  };
}

/** The endpoint, for whom the gateway has let in as an operator. Nothing in the request is believed. */
export const forOperator =
  (endpoint: Endpoint): Endpoint =>
  async (request) => {
    if (request.operator === undefined) throw new UnauthorizedError('want the token of an operator who signed in');
    return endpoint(request);
  };

/** The key of a request: Basic user name (Segment's way), Bearer token, or the query. */
export function keyOf(request: HttpRequest): PresentedKey | undefined {
  const inHeader = bearerOf(request) ?? basicUserOf(request);
  if (inHeader !== undefined) return { key: inHeader, inUrl: false };
  const inQuery = request.query['writeKey'];
  return inQuery ? { key: inQuery, inUrl: true } : undefined;
}

/** What stands behind "Bearer". */
export function bearerOf({ headers }: HttpRequest): string | undefined {
  const [scheme = '', value = ''] = (headers['authorization'] ?? '').split(' ', 2);
  return scheme.toLowerCase() === 'bearer' && value !== '' ? value : undefined;
}

function basicUserOf({ headers }: HttpRequest): string | undefined {
  const [scheme = '', value = ''] = (headers['authorization'] ?? '').split(' ', 2);
  if (scheme.toLowerCase() !== 'basic') return undefined;
  return Buffer.from(value, 'base64').toString('utf8').split(':', 1)[0] || undefined;
}

function refusal({ kind }: AccessKey, wanted: KeyWanted): string {
  const want = wanted === 'write' || wanted === 'capture' ? 'a write key' : `a secret key with the scope ${wanted}`;
  return `${kind === 'write' ? 'a write' : 'this secret'} key may not do this; it wants ${want}`;
}
