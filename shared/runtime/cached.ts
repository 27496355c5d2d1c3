import type { Clock } from '../ports/system.ts';

/**
 * What was loaded, for so long; then it is loaded anew by who asks next. Whoever asks while it is being loaded waits for
 * the same. What could not be loaded is tried again by the next.
 */
export function cached<Value>(load: () => Promise<Value>, seconds: number, clock: Clock): () => Promise<Value> {
  let held: { readonly value: Promise<Value>; readonly untilMs: number } | undefined;
  return () => {
    if (held !== undefined && clock.nowMs() < held.untilMs) return held.value;
    const value = load();
    const loading = { value, untilMs: clock.nowMs() + seconds * 1000 };
    held = loading;
    value.catch(() => {
      if (held === loading) held = undefined;
    });
    return value;
  };
}
