import * as z from 'zod';
import type { BiasWishes } from '../../shared/decisioning/item-bias.ts';
import { PLACEMENT_RULES, wantsItem } from '../../shared/decisioning/placements.ts';
import { sharedPositions } from '../../shared/decisioning/promotions.ts';
import { check, fieldName } from '../../shared/domain/check.ts';
import { DEVICES, type DecisionContext, OBJECTIVES, PLACEMENTS, type Placement } from '../../shared/domain/decision.ts';
import { type InputDefect, invalid, invalidAt, TooLargeError } from '../../shared/domain/errors.ts';
import type { PersonRef } from '../../shared/domain/event.ts';
import { currencySchema, itemIdSchema, marketSchema } from '../../shared/domain/item.ts';
import { type ItemFilter, itemFilterSchema } from '../../shared/domain/item-filter.ts';
import { localeSchema } from '../../shared/domain/language.ts';
import { personIdSchema } from '../../shared/domain/person-address.ts';

const MAX_CONTEXT_CHARACTERS = 8 * 1024;
const MAX_LIMIT = 100;

/** What each known key of a request's context must be. */
export const CONTEXT_SCHEMAS = {
  market: marketSchema,
  device: z.enum(DEVICES),
  hour: z.int().min(0).max(23),
  gpc: z.boolean(),
} as const;

const boostSchema = z.strictObject({
  filter: itemFilterSchema,
  factor: z.number().gt(0).max(100),
});

const promotionSchema = z
  .strictObject({
    filter: itemFilterSchema,
    /** Of the slate's slots. */
    share: z.number().gt(0).max(1).optional(),
    /** 1-based. */
    positions: z.array(z.int().min(1).max(MAX_LIMIT)).min(1).max(MAX_LIMIT).optional(),
  })
  .refine(
    ({ share, positions }) => (share === undefined) !== (positions === undefined),
    'want either "share" or "positions"',
  );

/** What every question may say: who asks, in what situation, and what the shop is after. */
const askerShape = {
  userId: personIdSchema.optional(),
  anonymousId: personIdSchema.optional(),
  /** false: nothing that is known of the person is looked at, whatever they granted. */
  profiling: z.boolean().default(true),
  /** Facts of the request. Unknown keys are ignored and named in warnings. */
  context: z.record(z.string(), z.unknown()).default({}),
  objective: z.enum(OBJECTIVES).default('relevance'),
  boosts: z.array(boostSchema).max(10).default([]),
};

export const recommendationSchema = z.strictObject({
  ...askerShape,
  placement: z.enum(PLACEMENTS),
  /** The page's item; placements that are about one want it. */
  itemId: itemIdSchema.optional(),
  limit: z.int().min(1).max(MAX_LIMIT).default(10),
  exclude: z.array(itemIdSchema).max(500).default([]),
  /** What prices are told in, beside the shop's own; absent: the market's, where the shop has named one. */
  currency: currencySchema.optional(),
  filter: itemFilterSchema.optional(),
  promotions: z.array(promotionSchema).max(5).default([]),
  /** 0 is off, 1 looks at nothing else. */
  diversity: z.number().min(0).max(1).default(0),
  /** Whether slots may go to new items; false shows the best that is known. */
  explore: z.boolean().default(true),
});

export const rankingSchema = z.strictObject({
  ...askerShape,
  items: z.array(itemIdSchema).min(1).max(500),
});

interface Asker {
  /** Undefined when the caller names nobody, or wants the person not to be looked at. */
  readonly person: PersonRef | undefined;
  readonly profiling: boolean;
  readonly context: DecisionContext;
  /** What the shopper reads, as the request says it. */
  readonly locale: string | undefined;
  readonly wishes: BiasWishes;
  readonly warnings: readonly string[];
}

export interface Promotion {
  readonly filter: ItemFilter;
  /** 1-based, ascending; no two promotions want the same. */
  readonly positions: readonly number[];
}

export interface DecisionRequest extends Asker {
  readonly placement: Placement;
  readonly itemId: string | undefined;
  readonly limit: number;
  readonly exclude: readonly string[];
  readonly currency: string | undefined;
  readonly filter: ItemFilter | undefined;
  readonly promotions: readonly Promotion[];
  readonly diversity: number;
  readonly explore: boolean;
}

export interface RankingRequest extends Asker {
  /** Distinct, in the caller's order. */
  readonly items: readonly string[];
}

/** @throws InvalidInputError naming each wrong field; TooLargeError for a context beyond 8 KB. */
export function parseDecisionRequest(body: unknown): DecisionRequest {
  const { placement, itemId, limit, exclude, currency, filter, promotions, diversity, explore, ...asker } = check(
    recommendationSchema,
    body,
  );
  if (wantsItem(PLACEMENT_RULES[placement]) && itemId === undefined) {
    throw invalidAt('/itemId', `placement "${placement}" wants the page’s item`);
  }
  return {
    placement,
    itemId,
    limit,
    exclude,
    currency,
    filter,
    promotions: positioned(promotions, limit),
    diversity,
    explore,
    ...askerOf(asker),
  };
}

/** @throws InvalidInputError naming each wrong field; TooLargeError for a context beyond 8 KB. */
export function parseRankingRequest(body: unknown): RankingRequest {
  const { items, ...rest } = check(rankingSchema, body);
  const asker = askerOf(rest);
  const distinct = [...new Set(items)];
  const repeats = items.length - distinct.length;
  const warnings = repeats === 0 ? [] : [`items names ${repeats} more than once; each is ranked once`];
  return { items: distinct, ...asker, warnings: [...asker.warnings, ...warnings] };
}

function askerOf(asker: Pick<z.infer<typeof rankingSchema>, keyof typeof askerShape>): Asker {
  const { userId, anonymousId, profiling, context, objective, boosts } = asker;
  checkContextSize(context);
  const isNobody = !profiling || (userId === undefined && anonymousId === undefined);
  return {
    person: isNobody
      ? undefined
      : { ...(userId !== undefined && { userId }), ...(anonymousId !== undefined && { anonymousId }) },
    profiling,
    context: Object.fromEntries(
      Object.entries(CONTEXT_SCHEMAS).flatMap(([key, schema]) =>
        context[key] === undefined
          ? []
          : [[key, check(schema as z.ZodType<string | number | boolean>, context[key], `/context/${key}`)]],
      ),
    ),
    // Not a fact that anything is decided by, so that no record has it.
    locale: check(localeSchema.optional(), context['locale'], '/context/locale'),
    wishes: { objective, boosts },
    warnings: Object.keys(context)
      .filter((key) => key !== 'locale' && !Object.hasOwn(CONTEXT_SCHEMAS, key))
      .map((key) => `context.${fieldName(key)} is not known and was ignored`),
  };
}

/** @throws TooLargeError beyond 8 KB. */
export function checkContextSize(context: Readonly<Record<string, unknown>>): void {
  const size = JSON.stringify(context).length;
  if (size > MAX_CONTEXT_CHARACTERS) {
    throw new TooLargeError(`context has ${size} characters; the limit is ${MAX_CONTEXT_CHARACTERS}`);
  }
}

/** Fixed positions first, then shares over what is left. @throws InvalidInputError where they do not fit. */
function positioned(promotions: readonly z.infer<typeof promotionSchema>[], limit: number): readonly Promotion[] {
  const defects: InputDefect[] = [];
  const takenBy = new Map<number, number>();
  promotions.forEach(({ positions = [] }, p) => {
    positions.forEach((position, i) => {
      const pointer = `/promotions/${p}/positions/${i}`;
      const other = takenBy.get(position);
      if (position > limit) defects.push({ pointer, reason: `position ${position} is beyond the limit of ${limit}` });
      else if (other !== undefined) {
        defects.push({ pointer, reason: `position ${position} is taken by promotion ${other}` });
      } else takenBy.set(position, p);
    });
  });
  const shares = promotions.map(({ share }, p) => {
    if (share === undefined) return [];
    const positions = sharedPositions(share, limit, new Set(takenBy.keys()));
    if (positions.length === 0) {
      defects.push({ pointer: `/promotions/${p}/share`, reason: 'the promotions before it have all slots' });
    }
    for (const position of positions) takenBy.set(position, p);
    return positions;
  });
  if (defects.length > 0) throw invalid(defects);
  return promotions.map(({ filter, positions = [] }, p) => ({
    filter,
    positions: [...positions, ...(shares[p] ?? [])].sort((a, b) => a - b),
  }));
}
