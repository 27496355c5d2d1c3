import * as z from 'zod';
import { check } from '../../../shared/domain/check.ts';
import { invalidAt } from '../../../shared/domain/errors.ts';
import type { JsonObject } from '../../../shared/domain/event.ts';
import { personIdSchema } from '../../../shared/domain/person-address.ts';
import { isTraitName, MAX_TRAIT_LENGTH } from '../../../shared/domain/person-record.ts';
import { type AskedOfUs, REQUEST_TYPES } from '../../../shared/domain/privacy-request.ts';

export const exportFormatSchema = z.enum(['json', 'csv']).default('json');

/** @throws InvalidInputError naming the parameter. */
export const parseExportFormat = (format: string | undefined) => check(exportFormatSchema, format, '/format');

// ── Requests ────────────────────────────────────────────────────────────────────────────────────────

const isTraitLength = (value: unknown): boolean => JSON.stringify(value).length <= MAX_TRAIT_LENGTH;

const ownSchema = z.strictObject({
  type: z.enum(REQUEST_TYPES),
  subject: z.strictObject({ userId: personIdSchema.optional(), anonymousId: personIdSchema.optional() }),
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
        identity_value: personIdSchema,
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
