import { HISTORY_KINDS } from '../../../../shared/features/history.ts';

/** How much intent each kind shows, in steps: looking, wanting, buying. */
const INTENT: Readonly<Record<string, number>> = { view: 0, click: 0, purchase: 2 };

/** A weight a kind that grows by `ratio` with each step of intent; 1 treats all alike. */
export const byIntent = (ratio: number): readonly number[] => HISTORY_KINDS.map((kind) => ratio ** (INTENT[kind] ?? 1));

export const EVEN = byIntent(1);
