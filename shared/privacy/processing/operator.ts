import type { AccessKey } from '../../domain/access-key.ts';
import type { Experiment } from '../../domain/experiment.ts';
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

/** Nobody is named in an experiment: who meets what goes by a hash. */
export const EXPERIMENT_FIELDS = {
  experimentId: { ...operating, why: 'which experiment it is', category: 'technical' },
  words: { ...operating, why: 'what the shop asks by it', category: 'technical' },
  layer: { ...operating, why: 'which experiments share nobody', category: 'technical' },
  buckets: { ...operating, why: 'which share of people comes in', category: 'technical' },
  placements: { ...operating, why: 'where it is met', category: 'technical' },
  campaigns: { ...operating, why: 'in which campaigns it is met', category: 'technical' },
  variants: { ...operating, why: 'what is tried', category: 'technical' },
  metric: { ...operating, why: 'what it is decided by', category: 'technical' },
  guardrails: { ...operating, why: 'what must not become worse', category: 'technical' },
  currency: { ...operating, why: 'what money is told in', category: 'technical' },
  costs: { ...operating, why: 'what a variant costs the shop', category: 'technical' },
  days: { ...operating, why: 'how long people come in', category: 'technical' },
  windowDays: { ...operating, why: 'how long of each person is counted', category: 'technical' },
  alongside: { ...operating, why: 'which experiments may run beside it', category: 'technical' },
  status: { ...operating, why: 'whether people come in', category: 'technical' },
  createdAtMs: { ...operating, why: 'when it was made', category: 'technical' },
  startedAtMs: { ...operating, why: 'when people came in first', category: 'technical' },
  stoppedAtMs: { ...operating, why: 'when people came in last', category: 'technical' },
  reweightedAtMs: { ...operating, why: 'whether its result still means anything', category: 'technical' },
} as const satisfies Record<keyof Experiment, FieldRecord>;

export const PLACEMENT_POLICY_FIELDS = {
  kind: { ...operating, why: 'how a placement chooses', category: 'technical' },
  temperature: { ...operating, why: 'how much likelier the better are drawn', category: 'technical' },
  pool: { ...operating, why: 'how many may be drawn', category: 'technical' },
  floor: { ...operating, why: 'how likely each of them is at least', category: 'technical' },
} as const satisfies Record<keyof PlackettLuce, FieldRecord>;
