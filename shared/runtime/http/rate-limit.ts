/** How much each caller may ask of one environment: a token bucket a caller, in memory, with no shared state. */
import { RateLimitedError } from '../../domain/errors.ts';
import type { Clock } from '../../ports/system.ts';

/** By what a caller is told apart: a key, a shopper's session, or, with neither, the address. */
export const CALLER_KINDS = ['write', 'secret', 'shopper', 'anonymous'] as const;
export type CallerKind = (typeof CALLER_KINDS)[number];

/** Requests a second. A caller that was quiet may send the requests of two seconds at once. */
export type RateLimits = Readonly<Record<CallerKind, number>>;

export interface RateLimiter {
  /** Counts a request. @throws RateLimitedError when the caller has none left. */
  take(kind: CallerKind, caller: string): void;
  /** Counts nothing. @throws RateLimitedError when the caller has none left. */
  refuseSpent(kind: CallerKind, caller: string): void;
}

interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

const BURST_SECONDS = 2;
/** Who was not met for longest is forgotten first: by then its bucket has mostly filled up again. */
const MAX_CALLERS = 10_000;

export function rateLimiter(limits: RateLimits, clock: Clock): RateLimiter {
  const buckets = new Map<string, Bucket>();

  const look = (kind: CallerKind, caller: string) => {
    const id = `${kind} ${caller}`;
    const bucket = filled(buckets.get(id), limits[kind], clock.nowMs());
    if (bucket.tokens < 1) {
      throw new RateLimitedError(limits[kind], Math.ceil((1 - bucket.tokens) / limits[kind]));
    }
    return { id, bucket };
  };

  return {
    refuseSpent: (kind, caller) => {
      look(kind, caller);
    },
    take(kind, caller) {
      const { id, bucket } = look(kind, caller);
      buckets.delete(id); // so that it stands last
      buckets.set(id, { ...bucket, tokens: bucket.tokens - 1 });
      if (buckets.size > MAX_CALLERS) buckets.delete(buckets.keys().next().value ?? id);
    },
  };
}

/** A clock that goes back fills nothing. */
function filled(bucket: Bucket | undefined, perSecond: number, nowMs: number): Bucket {
  const most = perSecond * BURST_SECONDS;
  if (bucket === undefined) return { tokens: most, atMs: nowMs };
  const passedMs = Math.max(nowMs - bucket.atMs, 0);
  return { tokens: Math.min(most, bucket.tokens + (passedMs / 1000) * perSecond), atMs: nowMs };
}
