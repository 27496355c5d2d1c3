import type { ConsentStatement } from '../../domain/consent.ts';
import type { IdentityLink } from '../../domain/identity-link.ts';
import type { PersonRecord } from '../../domain/person-record.ts';
import type { Relation } from '../../domain/relation.ts';
import type { FieldRecord, Fields, Within } from './field-record.ts';

const kept = 'person';

const CONSENT_STATEMENT_FIELDS = {
  granted: {
    purposes: ['service'],
    why: 'decides whether the data may be put to a purpose',
    category: 'statement',
    kept,
  },
  atMs: {
    purposes: ['service'],
    why: 'the newest statement holds; shows when consent was given',
    category: 'statement',
    kept,
  },
  source: {
    purposes: ['service'],
    why: 'shows by which way it was said: by an event, the browser, the shop or the person',
    category: 'statement',
    kept,
  },
} as const satisfies Record<keyof ConsentStatement, FieldRecord>;

export const PERSON_FIELDS = {
  consent: { each: CONSENT_STATEMENT_FIELDS },
  traits: {
    purposes: ['personalisation', 'profiling', 'marketing'],
    why: 'what the person or the shop set by hand; it wins over what events say',
    category: 'trait',
    kept,
  },
  traitsAtMs: {
    purposes: ['service'],
    why: 'when each trait was set, so that an older event does not undo it',
    category: 'technical',
    kept,
  },
  restrictedAtMs: {
    purposes: ['service'],
    why: 'since when the data are kept and used for nothing',
    category: 'statement',
    kept,
  },
} as const satisfies Record<keyof PersonRecord, FieldRecord | Within>;

export const LINK_FIELDS = {
  anonymousId: {
    purposes: ['service'],
    why: 'which device is the person’s, so that an erasure and an export reach it',
    category: 'identifier',
    kept,
  },
  userId: { purposes: ['service'], why: 'whose device it is', category: 'identifier', kept },
  linkedAtMs: { purposes: ['service'], why: 'audit of the merge: since when', category: 'technical', kept },
  messageId: { purposes: ['service'], why: 'audit of the merge: which event said so', category: 'identifier', kept },
} as const satisfies Record<keyof IdentityLink, FieldRecord>;

/** The row of a device that belongs to somebody. */
export const ALIAS_FIELDS = {
  userId: {
    purposes: ['service'],
    why: 'whose events the device’s are, when it sends some without a log-in',
    category: 'identifier',
    kept,
  },
} as const satisfies Fields;

/** Kept with both, where both granted it. */
const relating = { purposes: ['personalisation', 'profiling'], kept: 'history' } as const;

export const RELATION_FIELDS = {
  from: { ...relating, why: 'who knows the other', category: 'identifier' },
  to: { ...relating, why: 'whom they know', category: 'identifier' },
  kind: { ...relating, why: 'how they stand to each other', category: 'behaviour' },
  statedAtMs: { ...relating, why: 'when the shop last said so', category: 'technical' },
} as const satisfies Record<keyof Relation, FieldRecord>;
