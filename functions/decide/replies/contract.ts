import * as z from 'zod';
import { PLACEMENTS, STRATEGIES } from '../../../shared/domain/decision.ts';
import { itemIdSchema, itemSchema, moneySchema } from '../../../shared/domain/item.ts';

const verdictShape = {
  /** Where the slate came from. */
  strategy: z.enum(STRATEGIES),
  /** What it rests on, from most to least. */
  evidence: z.enum(['person', 'item', 'market', 'none']),
};

const reasonSchema = z
  .strictObject({
    code: z.enum([
      'because-of-item',
      'friends',
      'popular',
      'trending',
      'bought-before',
      'same-category',
      'new-item',
      'catalog-order',
      'given-order',
    ]),
    itemId: itemIdSchema.optional(),
    /** Of all that speaks for the item. */
    share: z.number().gt(0).max(1).optional(),
    text: z.string(),
  })
  .meta({ id: 'Reason' });

/** An item as it may be passed on to a page: without what only the shop may know, its texts in one language. */
const shownItemSchema = itemSchema
  .omit({ cost: true, stock: true, locales: true })
  .extend({
    contentLanguage: z.string(),
    machineTranslated: z.literal(true).optional(),
  })
  .meta({ id: 'ShownItem' });

const decidedItemSchema = z
  .strictObject({
    itemId: itemIdSchema,
    /** 1-based. */
    rank: z.int().min(1),
    /** Of any sign; comparable within one decision only. */
    score: z.number().optional(),
    /** Propensity: with which the policy shows this item at this rank. */
    probability: z.number().gt(0).max(1),
    reasons: z.array(reasonSchema),
    promoted: z.literal(true).optional(),
    item: shownItemSchema.optional(),
    price: moneySchema.optional(),
  })
  .meta({ id: 'DecidedItem' });

const rateSchema = z
  .strictObject({
    from: z.string(),
    to: z.string(),
    rate: z.string(),
    rateDate: z.iso.date(),
    perEuro: z.record(z.string(), z.string()),
    staleDays: z.int().optional(),
  })
  .meta({ id: 'Rate' });

/** Given items in another order; see `Ranking`. */
export const rankingReply = z
  .strictObject({
    decisionId: z.string(),
    items: z.array(decidedItemSchema),
    policy: z.string().optional(),
    ...verdictShape,
    money: z.strictObject({ currency: z.string(), rates: z.array(rateSchema) }).optional(),
    model: z.strictObject({ name: z.string(), version: z.string() }).optional(),
    experiment: z.strictObject({ id: z.string(), arm: z.string() }).optional(),
    consent: z.strictObject({
      profiling: z.boolean(),
      because: z.enum(['granted', 'silence', 'refused', 'asked', 'nobody', 'experiment']),
      gpc: z.strictObject({ honoured: z.literal(true) }).optional(),
    }),
    warnings: z.array(z.string()),
    contentLanguage: z.string(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'Ranking' });

/** A slate with its reasons; see `Decision`. */
export const decisionReply = rankingReply
  .extend({
    placement: z.enum(PLACEMENTS),
    becauseOf: z.strictObject({ itemId: itemIdSchema, title: z.string().optional() }).optional(),
  })
  .meta({ id: 'Decision' });

export const placementsReply = z.strictObject({
  placements: z.array(
    z.strictObject({
      placement: z.enum(PLACEMENTS),
      /** Fields without which a request for it is refused. */
      wants: z.array(z.literal('itemId')),
      anchor: z.enum(['none', 'page', 'cart', 'viewed', 'bought']),
      neverRepeats: z.enum(['met', 'bought', 'nothing']),
      policy: z.looseObject({ kind: z.string() }),
      answers: z.array(z.strictObject({ ...verdictShape, when: z.string() })),
    }),
  ),
});
