import * as z from 'zod';
import { check } from '../../shared/domain/check.ts';
import { parseRule } from '../../shared/domain/parse-rule.ts';
import { personIdSchema } from '../../shared/domain/person-address.ts';
import type { OwnSegment, Rule } from '../../shared/domain/segment.ts';
import { CLUSTER_PREFIX } from '../../shared/features/profile/known-segments.ts';

/** Ids of a list of seeds, and people of an audience. */
const MOST_SEEDS = 10_000;
const MOST_LOOKALIKES = 10_000;
const DEFAULT_LOOKALIKES = 1000;

export const segmentIdSchema = z.string().regex(/^[a-z0-9-]{1,64}$/, 'want 1 to 64 of a–z, 0–9 and -');
const named = {
  segmentId: segmentIdSchema.refine((id) => !id.startsWith(CLUSTER_PREFIX), `${CLUSTER_PREFIX}… are the night’s own`),
  words: z.string().trim().min(1).max(200),
};
export const newSegmentSchema = z.strictObject({ ...named, rule: z.unknown() });
export const newLookalikesSchema = z.strictObject({
  ...named,
  seedSegmentId: segmentIdSchema,
  size: z.int().min(1).max(MOST_LOOKALIKES).default(DEFAULT_LOOKALIKES),
});
export const previewSchema = z.strictObject({ rule: z.unknown() });
export const lookalikeSchema = z
  .strictObject({
    seedSegmentId: segmentIdSchema.optional(),
    userIds: z.array(personIdSchema).min(1).max(MOST_SEEDS).optional(),
    size: z.int().min(1).max(MOST_LOOKALIKES).default(DEFAULT_LOOKALIKES),
    hash: z.literal('sha256').optional(),
  })
  .refine(
    ({ seedSegmentId, userIds }) => (seedSegmentId === undefined) !== (userIds === undefined),
    'want either seedSegmentId or userIds',
  );
export const exportSchema = z.strictObject({ hash: z.literal('sha256') });
const diffSchema = exportSchema.extend({
  after: z
    .string()
    .regex(/^[0-9a-f]{32}$/, 'want exportId of the diff before')
    .optional(),
});

/** @throws InvalidInputError naming the field. */
export function parseSegment(body: unknown, features: readonly string[]): OwnSegment {
  if (has(body, 'seedSegmentId')) return check(newLookalikesSchema, body);
  const { rule, ...segment } = check(newSegmentSchema, body);
  return { ...segment, rule: parseRule(rule, features) };
}

/** The rule of a preview. @throws InvalidInputError naming the field. */
export const parsePreview = (body: unknown, features: readonly string[]): Rule =>
  parseRule(check(previewSchema, body).rule, features);

/** @throws InvalidInputError naming the field. */
export const parseExport = (body: unknown): { readonly hash: 'sha256' } => check(exportSchema, body);

/** @throws InvalidInputError naming the field. */
export const parseDiff = (body: unknown): z.infer<typeof diffSchema> => check(diffSchema, body);

/** Whom more people like are wanted of, and how many; `hash`: as an export. */
export type LookalikeRequest = z.infer<typeof lookalikeSchema>;

/** @throws InvalidInputError naming the field. */
export const parseLookalike = (body: unknown): LookalikeRequest => check(lookalikeSchema, body);

/** @throws InvalidInputError */
export const parseSegmentId = (segmentId: string | undefined): string =>
  check(segmentIdSchema, segmentId, '/segmentId');

const has = (value: unknown, name: string): boolean =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name);
