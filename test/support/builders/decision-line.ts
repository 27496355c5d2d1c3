import type { DecisionLine } from '../../../shared/ports/decisions.ts';

/** Noon of a day. */
export const DECIDED_AT_MS = Date.UTC(2026, 10, 20, 12);

/** A home slate of three items, unless said otherwise. */
export const aDecisionLine = (decisionId: string, fields: Partial<DecisionLine> = {}): DecisionLine => ({
  decisionId,
  decidedAt: new Date(DECIDED_AT_MS).toISOString(),
  placement: 'home',
  itemIds: ['a', 'b', 'c'],
  probabilities: [0.5, 0.4, 1],
  ...fields,
});
