import { DAY_MS, HOUR_MS } from './time.ts';

/** Events folded by the night, so that a reader folds on from there. */
export interface StoredProfile {
  /** Of the features that folded it. */
  readonly version: number;
  /** When the scan began that it is made of, in ms since 1970. */
  readonly takenAtMs: number;
  /** The watermark: all events up to this client time are in it, in ms since 1970, and none after. */
  readonly throughMs: number;
  /** When the first of its events is kept no longer, and so neither is this; absent: none does. */
  readonly expiresAtMs?: number;
  /** The state as JSON. */
  readonly body: string;
}

/** How far the watermark lies behind the scan. */
export const WATERMARK_LAG_MS = DAY_MS;
/** An event that is stored later than this after its own client time is late: the night may have passed by already. */
export const LATE_AFTER_MS = 23 * HOUR_MS;
/**
 * A late event counts against states that were taken up to this much after it was marked: clocks differ, a request takes
 * seconds from the mark to the event, and a mark is not repeated for some minutes.
 */
export const LATE_MARGIN_MS = HOUR_MS;

/**
 * Whether a state still holds all events up to its watermark.
 * @param lateAtMs - when late events of the person were last stored; undefined: never.
 */
export const isWhole = ({ takenAtMs }: Pick<StoredProfile, 'takenAtMs'>, lateAtMs: number | undefined): boolean =>
  lateAtMs === undefined || lateAtMs < takenAtMs - LATE_MARGIN_MS;
