import type { ActionRecord } from '../../domain/action-record.ts';
import type { DecisionRecord } from '../../domain/decision-record.ts';
import type { StoredProfile } from '../../domain/stored-profile.ts';
import type { DecisionLine } from '../../ports/decisions.ts';
import type { FieldRecord, Fields } from './field-record.ts';

/** A decision is kept so that it can be explained, and made again. */
const explaining = { purposes: ['personalisation'], kept: 'decision' } as const;

export const DECISION_FIELDS = {
  schema: { ...explaining, why: 'how the record is to be read', category: 'technical' },
  decisionId: { ...explaining, why: 'which decision it is, to ask for its explanation', category: 'identifier' },
  decidedAtMs: { ...explaining, why: 'when it was made, and when its record goes', category: 'technical' },
  person: { ...explaining, why: 'for whom it was made; absent where it went by nobody', category: 'identifier' },
  consent: { ...explaining, why: 'shows that it went by what the person had granted', category: 'statement' },
  request: { ...explaining, why: 'what the shop asked for', category: 'context' },
  variants: { ...explaining, why: 'which variants of experiments the person met', category: 'technical' },
  strategy: { ...explaining, why: 'where the slate came from', category: 'derived' },
  evidence: { ...explaining, why: 'what the decision knew', category: 'derived' },
  warnings: { ...explaining, why: 'what was wrong with the request', category: 'technical' },
  model: { ...explaining, why: 'which model was asked, to ask it again', category: 'technical' },
  asked: { ...explaining, why: 'the newest of what the person did, as the model was told', category: 'behaviour' },
  candidates: {
    ...explaining,
    why: 'what could have been shown, with scores and what spoke for it',
    category: 'derived',
  },
  chosenFrom: { ...explaining, why: 'how many stood for choice', category: 'derived' },
  promotable: { ...explaining, why: 'what the shop’s promotions asked for', category: 'derived' },
  policy: { ...explaining, why: 'what drew it, to draw it again', category: 'technical' },
  removed: { ...explaining, why: 'how many items could not be shown, and why', category: 'derived' },
  seen: {
    ...explaining,
    why: 'what was left out because the person had met it, where the question to the model does not tell',
    category: 'behaviour',
  },
  slots: { ...explaining, why: 'the slate before new items came in', category: 'derived' },
  exploration: { ...explaining, why: 'which new items were drawn from, with what share', category: 'derived' },
  slate: { ...explaining, why: 'what was shown, with its probability and price', category: 'derived' },
  money: { ...explaining, why: 'which exchange rate of which day prices were told by', category: 'technical' },
} as const satisfies Record<keyof DecisionRecord, FieldRecord>;

/** Of the choice of an action. */
export const ACTION_FIELDS = {
  schema: { ...explaining, why: 'how the record is to be read', category: 'technical' },
  decisionId: { ...explaining, why: 'which decision it is, to ask for its explanation', category: 'identifier' },
  decidedAtMs: { ...explaining, why: 'when it was made, and when its record goes', category: 'technical' },
  expiresAtMs: { ...explaining, why: 'until when the shop may act by it', category: 'technical' },
  person: { ...explaining, why: 'for whom it was made; absent where it went by nobody', category: 'identifier' },
  consent: { ...explaining, why: 'shows that it went by what the person had granted', category: 'statement' },
  point: { ...explaining, why: 'where the shop asked', category: 'context' },
  revision: { ...explaining, why: 'which of the shop’s rules counted', category: 'technical' },
  rule: { ...explaining, why: 'what of the shop’s rules chose', category: 'technical' },
  market: { ...explaining, why: 'which law what is said of it later is kept by', category: 'context' },
  decisionKey: { ...explaining, why: 'so that every channel gives the same answer', category: 'technical' },
  channel: { ...explaining, why: 'over which channel it was asked for first', category: 'context' },
  policy: { ...explaining, why: 'what drew it', category: 'technical' },
  policyVersion: { ...explaining, why: 'what had been learnt, to ask it again', category: 'technical' },
  counts: { ...explaining, why: 'what had been counted of all people, to choose again', category: 'technical' },
  columns: { ...explaining, why: 'the names of what it went by', category: 'technical' },
  features: { ...explaining, why: 'the numbers of the person and the request that it went by', category: 'derived' },
  drawn: { ...explaining, why: 'the lot, to draw it again', category: 'technical' },
  actionId: { ...explaining, why: 'what was chosen', category: 'derived' },
  probability: { ...explaining, why: 'with which chance, to learn what works', category: 'technical' },
  eligible: { ...explaining, why: 'what could have been chosen, and what was expected of it', category: 'derived' },
  excluded: { ...explaining, why: 'what could not be chosen, and why', category: 'derived' },
  claim: { ...explaining, why: 'which offer was given with it, to take it up', category: 'derived' },
  variants: { ...explaining, why: 'which experiments it was a part of', category: 'technical' },
  reason: { ...explaining, why: 'why nothing else could be done', category: 'derived' },
  warnings: { ...explaining, why: 'what was wrong with the request', category: 'technical' },
} as const satisfies Record<keyof ActionRecord, FieldRecord>;

/** What became of an action that was chosen. */
export const OUTCOME_FIELDS = {
  activatedAtMs: { ...explaining, why: 'when the shop carried it out', category: 'behaviour' },
  reward: { ...explaining, why: 'what the shop said it earned, to learn what works', category: 'behaviour' },
  rewardedAtMs: { ...explaining, why: 'as of when that was said', category: 'technical' },
} as const satisfies Fields;

/** What lists the decisions of a person. */
export const DECISION_LINE_FIELDS = {
  decisionId: { ...explaining, why: 'finds the record of the decision', category: 'identifier' },
  decidedAt: { ...explaining, why: 'when it was made', category: 'technical' },
  placement: { ...explaining, why: 'where it was shown', category: 'context' },
  itemIds: { ...explaining, why: 'what was shown', category: 'derived' },
  probabilities: { ...explaining, why: 'with which chance each was shown, to learn what works', category: 'technical' },
  policy: { ...explaining, why: 'what drew it', category: 'technical' },
  variants: { ...explaining, why: 'which experiments it was a part of', category: 'technical' },
  features: {
    ...explaining,
    why: 'the numbers that an action was chosen by, to learn what works',
    category: 'derived',
  },
  claim: { ...explaining, why: 'which offer was given with it, so that its cost is counted', category: 'derived' },
} as const satisfies Record<keyof DecisionLine, FieldRecord>;

/** What the night folded of a person's events goes when the first of them does. */
const folded = { purposes: ['personalisation', 'profiling'], kept: 'history' } as const;

export const STATE_FIELDS = {
  version: { ...folded, why: 'which features folded it', category: 'technical' },
  takenAtMs: { ...folded, why: 'when it was made', category: 'technical' },
  throughMs: { ...folded, why: 'up to when all events are in it', category: 'technical' },
  body: {
    ...folded,
    why: 'counts, sums and affinities of the person’s events, so that a profile is quick to read',
    category: 'derived',
  },
} as const satisfies Record<Exclude<keyof StoredProfile, 'expiresAtMs'>, FieldRecord>;

export const LATE_FIELDS = {
  atMs: {
    purposes: ['service'],
    why: 'when late events were stored, so that what was folded before is not taken for whole',
    category: 'technical',
    kept: 'history',
  },
} as const satisfies Fields;
