import { kindOf } from '../../domain/interaction.ts';
import { isoOf } from '../../domain/time.ts';
import { daysSince, type Feature } from './feature.ts';

/** Times in ms since 1970; absent: never. */
type RecencyState = { readonly firstMs?: number; readonly lastMs?: number; readonly lastOrderMs?: number };

export interface Recency {
  /** ISO 8601, UTC. */
  readonly firstSeenAt?: string;
  readonly lastSeenAt?: string;
  readonly lastOrderAt?: string;
  readonly daysSinceFirstSeen?: number;
  readonly daysSinceLastSeen?: number;
  readonly daysSinceLastOrder?: number;
}

/** When the person was there first and last, and ordered last. */
export const recency: Feature<RecencyState, Recency> = {
  empty: {},
  fold({ firstMs, lastMs, lastOrderMs }, event) {
    const { atMs } = event;
    const orderMs = kindOf(event) === 'purchase' ? Math.max(lastOrderMs ?? 0, atMs) : lastOrderMs;
    const times = { firstMs: Math.min(firstMs ?? atMs, atMs), lastMs: Math.max(lastMs ?? atMs, atMs) };
    return orderMs === undefined ? times : { firstMs: times.firstMs, lastMs: times.lastMs, lastOrderMs: orderMs };
  },
  value: ({ firstMs, lastMs, lastOrderMs }, nowMs) => ({
    ...(firstMs !== undefined && { firstSeenAt: isoOf(firstMs), daysSinceFirstSeen: daysSince(firstMs, nowMs) }),
    ...(lastMs !== undefined && { lastSeenAt: isoOf(lastMs), daysSinceLastSeen: daysSince(lastMs, nowMs) }),
    ...(lastOrderMs !== undefined && {
      lastOrderAt: isoOf(lastOrderMs),
      daysSinceLastOrder: daysSince(lastOrderMs, nowMs),
    }),
  }),
};
