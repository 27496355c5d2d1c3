import * as z from 'zod';
import { check } from '../../../shared/domain/check.ts';
import { invalidAt } from '../../../shared/domain/errors.ts';
import type { PersonRef } from '../../../shared/domain/event.ts';
import { personIdSchema } from '../../../shared/domain/person-address.ts';
import { parseActionRequest } from '../actions/contract.ts';
import { parseDecisionRequest } from '../contract.ts';

/** Of a list; of a segment more are read than could be sent. */
const MOST_LISTED = 10_000;

const batchSchema = z.looseObject({
  placement: z.string().optional(),
  decisionPoint: z.string().optional(),
  segmentId: z
    .string()
    .regex(/^[a-z0-9-]{1,64}$/, 'want 1 to 64 of a–z, 0–9 and -')
    .optional(),
  userIds: z.array(personIdSchema).min(1).max(MOST_LISTED).optional(),
});

export interface BatchRequest {
  readonly kind: 'action' | 'slate';
  /** What each person is decided for with, as it was sent. */
  readonly request: Readonly<Record<string, unknown>>;
  readonly segmentId?: string;
  /** Distinct. */
  readonly people?: readonly PersonRef[];
}

/** Of what is decided for many none names a person or a key of its own. */
const OF_ONE = ['userId', 'anonymousId', 'decisionKey'];

/** @throws InvalidInputError naming each wrong field, of what each person is decided for with too. */
export function parseBatch(body: unknown): BatchRequest {
  const { segmentId, userIds, ...request } = check(batchSchema, body);
  if ((segmentId === undefined) === (userIds === undefined)) throw invalidAt('', 'want either segmentId or userIds');
  if ((request.placement === undefined) === (request.decisionPoint === undefined))
    throw invalidAt('', 'want either placement or decisionPoint');
  const own = OF_ONE.find((name) => Object.hasOwn(request, name));
  if (own !== undefined) throw invalidAt(`/${own}`, 'a batch is for the people of segmentId or userIds');
  const kind = request.decisionPoint === undefined ? 'slate' : 'action';
  if (kind === 'action') parseActionRequest(request);
  else parseDecisionRequest(request);
  return {
    kind,
    request,
    ...(segmentId !== undefined && { segmentId }),
    ...(userIds && { people: [...new Set(userIds)].map((userId) => ({ userId })) }),
  };
}

export const partSchema = z.coerce.number().int().min(0).max(99_999).default(0);
/** @throws InvalidInputError */
export const parsePart = (part: string | undefined): number => check(partSchema, part, '/part');

const jobIdSchema = z.string().regex(/^[0-9a-f-]{36}$/, 'want the jobId that was answered with');
/** @throws InvalidInputError */
export const parseJobId = (jobId: string | undefined): string => check(jobIdSchema, jobId, '/jobId');
