import type { Clock, Ids, Log } from '../../shared/ports/system.ts';

/** A clock that moves on by a second whenever it is looked at. */
export function steppingClock(startMs = 1_795_000_000_000): Clock {
  let nowMs = startMs;
  return {
    nowMs: () => {
      nowMs += 1000;
      return nowMs;
    },
  };
}

export const silentLog: Log = { info: () => undefined, warn: () => undefined };

/** id-1, id-2, … */
export function countingIds(): Ids {
  let count = 0;
  return { next: () => `id-${++count}` };
}
