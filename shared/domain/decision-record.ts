import * as z from 'zod';
import { check } from './check.ts';
import { DEVICES, OBJECTIVES, PLACEMENTS } from './decision.ts';
import { INTERACTION_KINDS } from './interaction.ts';
import { currencySchema, itemIdSchema, marketSchema } from './item.ts';
import { itemFilterSchema } from './item-filter.ts';
import { plackettLuceSchema } from './placement-policy.ts';

/** Raised whenever records made before can no longer be read by code made after. */
export const DECISION_RECORD_SCHEMA = 1;

/** Stands where the placement of a slate does. */
export const RANKING = 'ranking' as const;

const list = <Entry extends z.ZodType>(entry: Entry) => z.array(entry).readonly();
const fact = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject(shape).readonly();
const count = z.int().min(0);
const text = z.string().max(1000);

/** What was asked, as it was understood: defaults filled in, shares of promotions as positions. */
const requestSchema = fact({
  placement: z.enum([...PLACEMENTS, RANKING]),
  /** Of a ranking alone: what was to be ranked, in the caller's order. */
  items: list(itemIdSchema).optional(),
  itemId: itemIdSchema.optional(),
  limit: z.int().min(1),
  exclude: list(itemIdSchema),
  currency: currencySchema.optional(),
  filter: itemFilterSchema.optional(),
  promotions: list(fact({ filter: itemFilterSchema, positions: list(z.int().min(1)) })),
  boosts: list(fact({ filter: itemFilterSchema, factor: z.number() })),
  objective: z.enum(OBJECTIVES),
  diversity: z.number().min(0).max(1),
  explore: z.boolean(),
  context: fact({
    market: marketSchema.optional(),
    device: z.enum(DEVICES).optional(),
    hour: z.int().min(0).max(23).optional(),
    gpc: z.boolean().optional(),
  }),
  profiling: z.boolean(),
});

/** An entry of the merged history; the page's item and what lies in the cart have no time. */
const eventSchema = fact({ itemId: itemIdSchema, kind: z.enum(INTERACTION_KINDS), atMs: z.number().optional() });

/** The question to the model: with its version, all that its scores depend on. */
const askedSchema = fact({
  blend: text,
  /** Those that the model knew, newest first. */
  events: list(eventSchema),
  /** The cells of the context that the model knew. */
  cells: list(text),
  /** Items that must not come back. */
  blocked: list(itemIdSchema),
  /** How many were asked for. */
  k: count,
  /** What the numbers of `added` are from, in their order. */
  sources: list(text),
});

const candidateSchema = fact({
  itemId: itemIdSchema,
  /** Absent where nothing is known of the item yet. */
  score: z.number().optional(),
  /** What wishes of the shop and its stock add to the score, in log units; absent: nothing. */
  bias: z.number().optional(),
  /** What of the bias is for what lies in stock; absent: nothing. */
  stock: z.number().optional(),
  /** What people whom the person knows add to the score, in log units; absent: nothing. */
  friends: z.number().optional(),
  /** What each source adds to the score; absent: no model ranked it. */
  added: list(z.number()).optional(),
  /** The places in `asked.events` that speak most for it, and how much: three at most. */
  evidence: list(z.tuple([count, z.number()])).optional(),
  /** What diversity goes by; absent: it was not asked for. */
  described: fact({ categories: list(text), brand: text.optional() }).optional(),
});

/** Items that could not be shown, each counted where it was kept out first. */
const removedSchema = fact({
  notForSale: count,
  notInMarket: count,
  filter: count,
  /** Met or bought before, or what the slate is about. */
  seen: count,
  excluded: count,
});

/** What prices were converted by: with the catalog's price each can be made again. */
const moneySchema = fact({
  currency: currencySchema,
  rates: list(
    fact({
      from: currencySchema,
      to: currencySchema,
      rate: text,
      rateDate: text,
      perEuro: z.record(currencySchema, text).readonly(),
      staleDays: count.optional(),
    }),
  ),
});

const decisionRecordSchema = fact({
  schema: z.literal(DECISION_RECORD_SCHEMA),
  decisionId: z.string().min(1).max(100),
  decidedAtMs: z.number(),
  /** For whom: the id under which the timeline was read; absent: for nobody, or for somebody who is not decided by. */
  person: z.union([fact({ userId: z.string() }), fact({ anonymousId: z.string() })]).optional(),
  /** Whether it went by what the person did, and why, as the decision said it. */
  consent: fact({
    profiling: z.boolean(),
    because: text,
    gpc: fact({ honoured: z.literal(true) }).optional(),
  }),
  request: requestSchema,
  /** By experiment, the variant that the person met here; the request is as the variants made it. Absent: none. */
  variants: z.record(text, text).readonly().optional(),
  strategy: text,
  evidence: text,
  warnings: list(text),
  /** Absent: no model was there. Its schema says which features and inputs it has. */
  model: fact({ name: text, version: text, schema: count }).optional(),
  /** Absent: no model ranked this. */
  asked: askedSchema.optional(),
  /** First those that stood for choice, best first; then those that only promotions asked for. */
  candidates: list(candidateSchema),
  /** How many of the candidates stood for choice. */
  chosenFrom: count,
  /** By promotion: places in `candidates`, best first. */
  promotable: list(list(count)),
  /** What drew the slate; absent: nothing, the best stand in it. */
  policy: plackettLuceSchema.optional(),
  removed: removedSchema,
  /**
   * Of what was met or bought before, or is what the slate is about: what `asked.blocked` does not tell. Without a
   * question all of it, what the slate is about first; else what the request excludes too. Absent: nothing.
   */
  seen: list(itemIdSchema).optional(),
  /** The slate before slots were given to new items: places in `candidates`. */
  slots: list(fact({ candidate: count, promoted: z.literal(true).optional() })),
  /** What the draw for new items was made from; the items only where one was drawn. */
  exploration: fact({ share: z.number().min(0).max(1), size: count, pool: list(itemIdSchema).optional() }),
  /** In a drawn slate the probability is given what stands before. The price is in the minor unit of `money.currency`. */
  slate: list(fact({ itemId: itemIdSchema, probability: z.number(), priceMinor: count.optional() })),
  /** Absent: no currency of the shopper was known. */
  money: moneySchema.optional(),
});

/** All that a decision came from, small enough to keep: with the model's files it can be made again. */
export type DecisionRecord = z.infer<typeof decisionRecordSchema>;
export type RecordedCandidate = z.infer<typeof candidateSchema>;
export type RecordedRequest = z.infer<typeof requestSchema>;
export type RemovedCounts = z.infer<typeof removedSchema>;

/** @throws InvalidInputError naming each wrong field. */
export const parseDecisionRecord = (value: unknown): DecisionRecord => check(decisionRecordSchema, value);

/**
 * Of each shown item, the probability with which it was shown there given what stands before it: what a log is learnt
 * from by. A slate that was not drawn says the probability at the rank, which is another one where new items stand before
 * a new item: those are not drawn again.
 */
export function propensitiesOf({ slate, slots, candidates, exploration, policy }: DecisionRecord): readonly number[] {
  let newBefore = 0;
  return slate.map(({ itemId, probability }, at) => {
    const slot = slots[at];
    if (slot !== undefined && candidates[slot.candidate]?.itemId === itemId) return probability;
    const given =
      policy === undefined ? (probability * exploration.size) / (exploration.size - newBefore) : probability;
    newBefore++;
    return Math.min(1, given);
  });
}
