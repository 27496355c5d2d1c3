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
  fold({ events, byKind, sessions, lastMs }, event) {
    const kind = kindOf(event);
    const isNew = sessions === 0 || event.clientAtMs - lastMs > SESSION_GAP_MS;
    return {
      events: events + 1,
      byKind: kind === undefined ? byKind : { ...byKind, [kind]: (byKind[kind] ?? 0) + 1 },
      sessions: isNew ? sessions + 1 : sessions,
      lastMs: event.clientAtMs,
    };
  },
  value: ({ events, byKind, sessions }) => ({
    events,
    sessions,
    orders: byKind['purchase'] ?? 0,
    byKind: byKind as Counts,
  }),
};
