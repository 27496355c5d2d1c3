import type { Event } from '../../domain/event.ts';
import type { InteractionKind } from '../../domain/interaction.ts';
import { kindOf } from '../../domain/interaction.ts';
import { SESSION_GAP_MS } from '../../domain/time.ts';
import type { Feature } from './feature.ts';

type Counts = Readonly<Partial<Record<InteractionKind, number>>>;
type FrequencyState = {
  readonly events: number;
  readonly byKind: { readonly [kind: string]: number };
  readonly sessions: number;
  /** Client time of the newest event. */
  readonly lastMs: number;
};

export interface Frequency {
  readonly events: number;
  readonly sessions: number;
  readonly orders: number;
  /** How many events were interactions of a kind; an order is one, however many items it has. */
  readonly byKind: Counts;
}

/** How often the person came, and what for. */
export const frequency: Feature<FrequencyState, Frequency> = {
  empty: { events: 0, byKind: {}, sessions: 0, lastMs: 0 },
  fold: (state, event) => withAll(state, [event]),
  foldAll: (state, events) => withAll(state, events),
  value: ({ events, byKind, sessions }) => ({
    events,
    sessions,
    orders: byKind['purchase'] ?? 0,
    byKind: byKind as Counts,
  }),
};

/** One copy of the counts for all of them. */
function withAll(before: FrequencyState, events: readonly Event[]): FrequencyState {
  const byKind: Record<string, number> = { ...before.byKind };
  let { sessions, lastMs } = before;
  for (const event of events) {
    const kind = kindOf(event);
    if (kind !== undefined) byKind[kind] = (byKind[kind] ?? 0) + 1;
    if (sessions === 0 || event.clientAtMs - lastMs > SESSION_GAP_MS) sessions++;
    lastMs = event.clientAtMs;
  }
  return { events: before.events + events.length, byKind, sessions, lastMs };
}
