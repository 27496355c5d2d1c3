import type { AccessKey } from '../../domain/access-key.ts';
import type { PlackettLuce } from '../../domain/placement-policy.ts';
import type { LookalikeSegment, Segment } from '../../domain/segment.ts';
import type { Secret } from '../../ports/secrets.ts';
import type { FieldRecord, Fields } from './field-record.ts';

const operating = { purposes: ['service'], kept: 'operator' } as const;

/** Of the people who run the shop, what a key is called. */
export const ACCESS_KEY_FIELDS = {
  kind: { ...operating, why: 'which doors the key opens', category: 'technical' },
  name: { ...operating, why: 'what the operator calls the key; may name whom it was given to', category: 'identifier' },
  scopes: { ...operating, why: 'what a server’s key is for', category: 'technical' },
  expiresAtMs: { ...operating, why: 'when the key opens nothing any more', category: 'technical' },
  lastUsedDay: { ...operating, why: 'whether the key is still wanted', category: 'technical' },
} as const satisfies Record<keyof AccessKey, FieldRecord>;

/** The row of a secret has its bytes as a text. */
export const SECRET_FIELDS = {
  epoch: { ...operating, why: 'which secret it is, as a rotation makes another', category: 'technical' },
  secret: { ...operating, why: 'makes pseudonyms and signs tokens; says nothing of anybody', category: 'technical' },
} as const satisfies Record<Exclude<keyof Secret, 'bytes'> | 'secret', FieldRecord> & Fields;

/** The row of a segment has its id as a key. */
export const SEGMENT_FIELDS = {
  words: { ...operating, why: 'what the shop calls those whom it holds', category: 'technical' },
  rule: { ...operating, why: 'whom it holds, by bounds of numbers; names nobody', category: 'technical' },
  seedSegmentId: { ...operating, why: 'of which segment’s people more are wanted', category: 'technical' },
  size: { ...operating, why: 'how many more are wanted', category: 'technical' },
} as const satisfies Record<Exclude<keyof Segment | keyof LookalikeSegment, 'segmentId'>, FieldRecord>;

export const PLACEMENT_POLICY_FIELDS = {
  kind: { ...operating, why: 'how a placement chooses', category: 'technical' },
  temperature: { ...operating, why: 'how much likelier the better are drawn', category: 'technical' },
  pool: { ...operating, why: 'how many may be drawn', category: 'technical' },
  floor: { ...operating, why: 'how likely each of them is at least', category: 'technical' },
} as const satisfies Record<keyof PlackettLuce, FieldRecord>;
