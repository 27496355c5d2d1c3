import type { Event, JsonValue } from '../../domain/event.ts';
import { DAY_MS } from '../../domain/time.ts';

/**
 * Something known of a person, computed from their events one after another in the order of the timeline: by client
 * time, then by messageId. Both functions are pure; a state is small and survives being written as JSON, so folding
 * may stop at any event and go on later, and gives the same to the bit.
 */
export interface Feature<State extends JsonValue, Value> {
  readonly empty: State;
  /** The state after one more event; the same object where the event says nothing of it. */
  fold(state: State, event: Event): State;
  /** To the bit what `fold` gives of them one after another; there where that is much faster. */
  foldAll?(state: State, events: readonly Event[]): State;
  /** What is told of it. @param nowMs - in ms since 1970: ages are counted from there. */
  value(state: State, nowMs: number): Value;
}

/** Whole days that passed since then; 0 for what lies ahead. */
export const daysSince = (atMs: number, nowMs: number): number => Math.max(0, Math.floor((nowMs - atMs) / DAY_MS));
