import * as z from 'zod';
import { check, fieldName } from './check.ts';
import { invalidAt } from './errors.ts';
import { RULED_PREDICTIONS } from './prediction.ts';
import type { Rule } from './segment.ts';

/** Of a rule: how deep conditions may lie, how many there may be in all, and in one list. */
const MAX_DEPTH = 5;
const MAX_CONDITIONS = 50;
const MAX_PARTS = 20;
/** As long as events' categories are kept. */
const MAX_CATEGORY_LENGTH = 120;

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

/**
 * The rule that a request bears under /rule, with nothing in it but what rules have.
 * @param features - names of those that there are.
 * @throws InvalidInputError naming the condition.
 */
export function parseRule(value: unknown, features: readonly string[]): Rule {
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
