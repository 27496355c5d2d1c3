import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Event } from '../../domain/event.ts';
import { LATE_AFTER_MS } from '../../domain/stored-profile.ts';
import type { Clock } from '../../ports/system.ts';
import { putAll } from './batch-write.ts';
import { keptUntil } from './expiry.ts';
import { LATE_KEY } from './people-keys.ts';

/** A mark stands for what is stored in the minutes after it, well within LATE_MARGIN_MS: an import is marked once. */
const MARK_LASTS_MS = 10 * 60_000;
const MAX_REMEMBERED = 20_000;

/**
 * Marks the partitions that late events are about to be stored in; before the events, so that no state passes for whole
 * beside an event that it does not hold. A mark is kept as long as the events are.
 */
export function lateMarks(client: DynamoDBDocumentClient, table: string, historyDays: number, clock: Clock) {
  const markedAtMs = new Map<string, number>();

  return async (stored: readonly { readonly event: Event; readonly pk: string }[]): Promise<void> => {
    const nowMs = clock.nowMs();
    const isMarked = (pk: string): boolean => nowMs - (markedAtMs.get(pk) ?? Number.NEGATIVE_INFINITY) < MARK_LASTS_MS;
    const late = new Set(stored.filter(({ event }) => nowMs - event.clientAtMs > LATE_AFTER_MS).map(({ pk }) => pk));
    const partitions = [...late].filter((pk) => !isMarked(pk));
    if (partitions.length === 0) return;
    const expiresAt = keptUntil(nowMs, historyDays);
    await putAll(
      client,
      table,
      partitions.map((pk) => ({ pk, sk: LATE_KEY, atMs: nowMs, expiresAt })),
    );
    if (markedAtMs.size > MAX_REMEMBERED) markedAtMs.clear();
    for (const pk of partitions) markedAtMs.set(pk, nowMs);
  };
}
