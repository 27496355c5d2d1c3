import * as z from 'zod';
import { check, fieldName } from '../../shared/domain/check.ts';
import { invalidAt } from '../../shared/domain/errors.ts';
import { personIdSchema } from '../../shared/domain/person-address.ts';
import { RULED_PREDICTIONS } from '../../shared/domain/prediction.ts';
import type { OwnSegment, Rule } from '../../shared/domain/segment.ts';
import { CLUSTER_PREFIX } from '../../shared/features/profile/known-segments.ts';

/** Of a rule: how deep conditions may lie, how many there may be in all, and in one list. */
const MAX_DEPTH = 5;
const MAX_CONDITIONS = 50;
const MAX_PARTS = 20;
/** As long as events' categories are kept. */
const MAX_CATEGORY_LENGTH = 120;

/** Ids of a list of seeds, and people of an audience. */
const MOST_SEEDS = 10_000;
const MOST_LOOKALIKES = 10_000;
const DEFAULT_LOOKALIKES = 1000;

const segmentIdSchema = z.string().regex(/^[a-z0-9-]{1,64}$/, 'want 1 to 64 of a–z, 0–9 and -');
const named = {
  segmentId: segmentIdSchema.refine((id) => !id.startsWith(CLUSTER_PREFIX), `${CLUSTER_PREFIX}… are the night’s own`),
  words: z.string().trim().min(1).max(200),
};
const newSegmentSchema = z.strictObject({ ...named, rule: z.unknown() });
const newLookalikesSchema = z.strictObject({
  ...named,
  seedSegmentId: segmentIdSchema,
  size: z.int().min(1).max(MOST_LOOKALIKES).default(DEFAULT_LOOKALIKES),
});
const previewSchema = z.strictObject({ rule: z.unknown() });
const lookalikeSchema = z
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
const exportSchema = z.strictObject({ hash: z.literal('sha256') });
const diffSchema = exportSchema.extend({
  after: z
    .string()
    .regex(/^[0-9a-f]{32}$/, 'want exportId of the diff before')
    .optional(),
});

const parts = z.array(z.unknown()).min(1).max(MAX_PARTS);
const allSchema = z.strictObject({ all: parts });
const anySchema = z.strictObject({ any: parts });
const notSchema = z.strictObject({ not: z.unknown() });
const conditionSchema = z
  .strictObject({
    feature: z.string().optional(),
    prediction: z.enum(RULED_PREDICTIONS).optional(),
    category: z.string().min(1).max(MAX_CATEGORY_LENGTH).optional(),
    atLeast: z.number().optional(),
    atMost: z.number().optional(),
  })
  .refine(
    ({ feature, prediction }) => (feature === undefined) !== (prediction === undefined),
    'want either feature or prediction',
  )
  .refine(
    ({ prediction, category }) => (prediction === 'category-purchase') === (category !== undefined),
    'want a category with category-purchase, and with nothing else',
  )
  .refine(({ atLeast, atMost }) => atLeast !== undefined || atMost !== undefined, 'want atLeast, atMost or both')
  .refine(({ atLeast = -Infinity, atMost = Infinity }) => atLeast <= atMost, 'want atLeast ≤ atMost');

/** @throws InvalidInputError naming the field. */
export function parseSegment(body: unknown, features: readonly string[]): OwnSegment {
  if (has(body, 'seedSegmentId')) return check(newLookalikesSchema, body);
  const { rule, ...segment } = check(newSegmentSchema, body);
  return { ...segment, rule: ruleOf(rule, features) };
}

/** The rule of a preview. @throws InvalidInputError naming the field. */
export const parsePreview = (body: unknown, features: readonly string[]): Rule =>
  ruleOf(check(previewSchema, body).rule, features);

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

/**
 * The rule that a request bears under /rule, with nothing in it but what rules have.
 * @param features - names of those that there are.
 */
function ruleOf(value: unknown, features: readonly string[]): Rule {
  let conditions = 0;
  const read = (part: unknown, at: string, depth: number): Rule => {
    if (depth > MAX_DEPTH) throw invalidAt(at, `conditions lie ${depth} deep; the limit is ${MAX_DEPTH}`);
    const readAll = (list: readonly unknown[], name: string) =>
      list.map((one, i) => read(one, `${at}/${name}/${i}`, depth + 1));
    if (has(part, 'all')) return { all: readAll(check(allSchema, part, at).all, 'all') };
    if (has(part, 'any')) return { any: readAll(check(anySchema, part, at).any, 'any') };
    if (has(part, 'not')) return { not: read(check(notSchema, part, at).not, `${at}/not`, depth + 1) };
    const { feature, prediction, category, atLeast, atMost } = check(conditionSchema, part, at);
    if (feature !== undefined && !features.includes(feature))
      throw invalidAt(`${at}/feature`, `no feature ${fieldName(feature)}; there are ${features.join(', ')}`);
    conditions++;
    if (conditions > MAX_CONDITIONS) throw invalidAt(at, `more conditions than the limit of ${MAX_CONDITIONS}`);
    const bounds = { ...(atLeast !== undefined && { atLeast }), ...(atMost !== undefined && { atMost }) };
    if (prediction === undefined) return { feature: feature ?? '', ...bounds };
    return { prediction, ...(category !== undefined && { category }), ...bounds };
  };
  return read(value, '/rule', 1);
}

const has = (value: unknown, name: string): boolean =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name);
