import * as z from 'zod';
import { check } from './check.ts';
import { invalidAt } from './errors.ts';
import type { JsonObject, PersonRef } from './event.ts';
import { MAX_ID_LENGTH } from './parse-event.ts';
import { isTraitName, MAX_TRAIT_LENGTH } from './profile.ts';

/** What a person may ask of the shop, and the shop of us (GDPR 15 to 18, 20, 21). */
export const REQUEST_TYPES = [
  'access',
  'correct',
  'delete',
  'suppress',
  'unsuppress',
  'restrict',
  'unrestrict',
] as const;
export type RequestType = (typeof REQUEST_TYPES)[number];

/** A request as OpenDSR words it; it is answered in the same words. */
export interface OpenDsrForm {
  readonly type: 'access' | 'portability' | 'erasure';
  readonly apiVersion: string;
  /** When the person asked, by the controller's clock; RFC 3339. */
  readonly submittedTime: string;
}

/** A request as it came. */
export interface AskedOfUs {
  readonly type: RequestType;
  /** The person, by one id each. */
  readonly subject: readonly PersonRef[];
  /** `correct` only: traits as they should be; null removes one. */
  readonly traits?: JsonObject;
  /** The controller's own id of the request. */
  readonly requestId?: string;
  readonly openDsr?: OpenDsrForm;
}

/** How many rows, events or files of a kind were removed. */
export type Removed = Readonly<Record<string, number>>;

/** What was removed in two goes. */
export function sumOfRemoved(a: Removed, b: Removed): Removed {
  const kinds = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries(Array.from(kinds, (kind) => [kind, (a[kind] ?? 0) + (b[kind] ?? 0)]));
}

/** A request in the ledger. It bears no id of a person, only keyed hashes of them. */
export interface PrivacyRequest {
  readonly requestId: string;
  readonly type: RequestType;
  readonly requestedAtMs: number;
  /** One month later, GDPR 12(3). */
  readonly dueAtMs: number;
  /** Keyed hash of all that was asked: tells a repetition from another request under the same id. */
  readonly fingerprint: string;
  /** Keyed hashes of all ids of the person, the same that a suppression keeps. */
  readonly subjects: readonly string[];
  readonly openDsr?: OpenDsrForm;
  /** `delete` only: since when nothing of the person can be read, and what was removed for it, by store. */
  readonly erasedAtMs?: number;
  readonly removed?: Removed;
  /** Model versions that may have known the person, noted before they are removed. */
  readonly modelsBefore?: readonly string[];
  readonly completedAtMs?: number;
  /** Why it is not completed yet. */
  readonly waitsFor?: string;
  /** `delete` only, when completed: the signed certificate. */
  readonly certificate?: JsonObject;
}

/** A request to be forgotten that has not come to its end. */
export const isErasureToDo = (request: PrivacyRequest | undefined): request is PrivacyRequest =>
  request?.type === 'delete' && request.completedAtMs === undefined;

const idSchema = z.string().min(1).max(MAX_ID_LENGTH);
const isTraitLength = (value: unknown): boolean => JSON.stringify(value).length <= MAX_TRAIT_LENGTH;

const ownSchema = z.strictObject({
  type: z.enum(REQUEST_TYPES),
  subject: z.strictObject({ userId: idSchema.optional(), anonymousId: idSchema.optional() }),
  traits: z
    .record(z.string().refine(isTraitName, 'want the name of a trait'), z.json())
    .refine(
      (traits) => Object.values(traits).every(isTraitLength),
      `a trait has at most ${MAX_TRAIT_LENGTH} characters`,
    )
    .optional(),
});

/** Which of OpenDSR's kinds of identity are known here, and what they are. */
const IDENTITY_TYPES = { controller_customer_id: 'userId', anonymous_id: 'anonymousId' } as const;
const TYPE_OF = { access: 'access', portability: 'access', erasure: 'delete' } as const;
/** Fields of OpenDSR that are not read here may be there all the same. */
const openDsrSchema = z.object({
  subject_request_id: z.uuid(),
  subject_request_type: z.enum(['access', 'portability', 'erasure']),
  subject_identities: z
    .array(
      z.object({
        identity_type: z.enum(Object.keys(IDENTITY_TYPES) as (keyof typeof IDENTITY_TYPES)[]),
        identity_value: idSchema,
        identity_format: z.literal('raw').default('raw'),
      }),
    )
    .min(1)
    .max(100),
  submitted_time: z.iso.datetime({ offset: true }),
  api_version: z.string().max(20).default('2.0'),
});

/** A request in our own form or in OpenDSR's. @throws InvalidInputError naming the field. */
export function parsePrivacyRequest(body: unknown): AskedOfUs {
  return typeof body === 'object' && body !== null && 'subject_request_id' in body ? fromOpenDsr(body) : fromOwn(body);
}

function fromOwn(body: unknown): AskedOfUs {
  const { type, subject, traits } = check(ownSchema, body);
  const { userId, anonymousId } = subject;
  if (userId === undefined && anonymousId === undefined) throw invalidAt('/subject', 'want userId or anonymousId');
  if (type === 'correct' && traits === undefined) throw invalidAt('/traits', 'want the traits as they should be');
  if (type !== 'correct' && traits !== undefined)
    throw invalidAt('/traits', `only a request of type correct has traits`);
  return {
    type,
    subject: [...(userId === undefined ? [] : [{ userId }]), ...(anonymousId === undefined ? [] : [{ anonymousId }])],
    ...(traits && { traits: traits as JsonObject }),
  };
}

function fromOpenDsr(body: unknown): AskedOfUs {
  const asked = check(openDsrSchema, body);
  return {
    type: TYPE_OF[asked.subject_request_type],
    subject: asked.subject_identities.map(({ identity_type, identity_value }) =>
      IDENTITY_TYPES[identity_type] === 'userId' ? { userId: identity_value } : { anonymousId: identity_value },
    ),
    requestId: asked.subject_request_id.toLowerCase(),
    openDsr: {
      type: asked.subject_request_type,
      apiVersion: asked.api_version,
      submittedTime: asked.submitted_time,
    },
  };
}
