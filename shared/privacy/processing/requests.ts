import type { PrivacyRequest } from '../../domain/privacy-request.ts';
import type { FieldRecord, Fields } from './field-record.ts';

const answering = { purposes: ['service'], kept: 'request' } as const;

/** What a person asked about their data, and what became of it; it bears no id of theirs. */
export const REQUEST_FIELDS = {
  requestId: { ...answering, why: 'which request it is', category: 'technical' },
  type: { ...answering, why: 'what was asked', category: 'statement' },
  requestedAtMs: { ...answering, why: 'when it was asked', category: 'technical' },
  dueAtMs: { ...answering, why: 'when it must be answered', category: 'technical' },
  fingerprint: { ...answering, why: 'tells a repetition from another request', category: 'technical' },
  subjects: { ...answering, why: 'keyed hashes of the ids it is about', category: 'identifier' },
  openDsr: { ...answering, why: 'how the request was worded, to answer in its words', category: 'technical' },
  erasedAtMs: { ...answering, why: 'since when nothing can be read', category: 'technical' },
  removed: { ...answering, why: 'how much was removed from which store', category: 'technical' },
  modelsBefore: { ...answering, why: 'model versions that may have known the person', category: 'technical' },
  completedAtMs: { ...answering, why: 'when it was done', category: 'technical' },
  waitsFor: { ...answering, why: 'why it is not done yet', category: 'technical' },
  certificate: { ...answering, why: 'proves the erasure', category: 'technical' },
} as const satisfies Record<keyof PrivacyRequest, FieldRecord>;

/** The ids that an open request is about. */
export const OPEN_REQUEST_FIELDS = {
  people: { ...answering, why: 'whom it is about; goes when the request is done', category: 'identifier' },
  askedAtMs: { ...answering, why: 'when it was asked', category: 'technical' },
} as const satisfies Fields;
