import type { AccessKey, KeyKind } from '../domain/access-key.ts';
import { ForbiddenError, UnauthorizedError } from '../domain/errors.ts';
import type { AccessKeys } from '../ports/access-keys.ts';
import type { Clock } from '../ports/system.ts';
import type { HttpRequest, HttpResponse } from './request.ts';

/** A known key is looked up again after a minute, so a revoked one works a minute at most. */
const KNOWN_FOR_MS = 60_000;
const MAX_REMEMBERED = 1000;

type Endpoint = (request: HttpRequest) => Promise<HttpResponse>;

export interface Door {
  /**
   * The key that opens, if it is of one of the kinds.
   * @param key - what the request brought; see `keyOf`.
   * @throws UnauthorizedError when there is none or it is unknown; ForbiddenError when it is of another kind.
   */
  open(key: string | undefined, ...kinds: readonly KeyKind[]): Promise<AccessKey>;
  /** The endpoint, behind a key of one of the kinds. */
  guard(endpoint: Endpoint, ...kinds: readonly KeyKind[]): Endpoint;
}

export function keyedDoor(keys: AccessKeys, clock: Clock): Door {
  const remembered = new Map<string, { readonly key: AccessKey; readonly untilMs: number }>();

  const find = async (key: string): Promise<AccessKey | undefined> => {
    const known = remembered.get(key);
    if (known !== undefined && known.untilMs > clock.nowMs()) return known.key;
    const found = await keys.find(key);
    if (found === undefined) return undefined;
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(key, { key: found, untilMs: clock.nowMs() + KNOWN_FOR_MS });
    return found;
  };

  const open: Door['open'] = async (key, ...kinds) => {
    if (key === undefined)
      throw new UnauthorizedError('no key: send it as Basic user name, Bearer token or ?writeKey=');
    const found = await find(key);
    if (found === undefined) throw new UnauthorizedError('unknown key');
    if (!kinds.includes(found.kind)) {
      throw new ForbiddenError(`a ${found.kind} key may not do this; it wants a ${kinds.join(' or ')} key`);
    }
    return found;
  };

  return {
    open,
    guard:
      (endpoint, ...kinds) =>
      async (request) => {
        await open(keyOf(request), ...kinds);
        return endpoint(request);
      },
  };
}

/** The key of a request: Basic user name (Segment's way), Bearer token, or the query. */
export function keyOf(request: HttpRequest): string | undefined {
  const [scheme = '', value = ''] = (request.headers['authorization'] ?? '').split(' ', 2);
  if (scheme.toLowerCase() === 'bearer' && value !== '') return value;
  if (scheme.toLowerCase() === 'basic') {
    const user = Buffer.from(value, 'base64').toString('utf8').split(':', 1)[0];
    if (user) return user;
  }
  return request.query['writeKey'] || undefined;
}
