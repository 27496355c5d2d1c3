// Lengths of time in milliseconds. A moment is a number of milliseconds since 1970, by whose clock its name says.

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** A pause longer than this ends a session: half an hour, as web analytics have counted them since the 1990s. */
export const SESSION_GAP_MS = HOUR_MS / 2;

/** A moment as RFC 3339 in UTC, to the millisecond. */
export const isoOf = (ms: number): string => new Date(ms).toISOString();

/** The UTC day of a moment: `2026-11-29`. */
export const utcDay = (ms: number): string => isoOf(ms).slice(0, 10);
