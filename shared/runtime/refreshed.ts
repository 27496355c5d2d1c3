import type { Clock, Log } from '../ports/system.ts';

/** Older than this many times `refreshMs`, and a reader waits for the look instead of going on with what is there. */
const STALE_AFTER = 3;
const MOMENT_MS = 1000;

export interface Refreshed<Value> {
  (): Promise<Value>;
  /** The next reader waits for a new look, unless the last was a moment ago. */
  forget(): void;
}

/**
 * What is held in memory and looked up again now and then. After `refreshMs` a reader starts a new look and does not wait
 * for it; after three times that, as when the environment was frozen for long, it waits. When a store does not answer, what
 * is held goes on.
 *
 * @param load - given what is held, to be told what is new.
 */
export function refreshed<Value>(
  load: (held: Value | undefined) => Promise<Value>,
  refreshMs: number,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Refreshed<Value> {
  let held: { readonly value: Value } | undefined;
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | undefined;
  const look = async (): Promise<void> => {
    const startedAtMs = clock.nowMs();
    held = { value: await load(held?.value) };
    lookedAtMs = startedAtMs;
  };
  const lookOnce = (): Promise<void> => {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  };
  const read = async (): Promise<Value> => {
    const ageMs = clock.nowMs() - lookedAtMs;
    if (held !== undefined && ageMs < refreshMs) return held.value;
    if (held === undefined) {
      await lookOnce(); // nothing to go on with
      return read();
    }
    const looked = lookOnce().catch((error: unknown) => {
      lookedAtMs = clock.nowMs(); // or every reader would ask, and wait for, a store that does not answer
      log.warn('refresh failed; what is in memory goes on', {
        failure: error instanceof Error ? error.name : 'unknown',
      });
    });
    if (ageMs >= STALE_AFTER * refreshMs) await looked;
    return held.value;
  };
  return Object.assign(read, {
    forget() {
      if (clock.nowMs() - lookedAtMs >= MOMENT_MS) held = undefined;
    },
  });
}
