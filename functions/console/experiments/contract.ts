import * as z from 'zod';
import { check } from '../../../shared/domain/check.ts';
import { OBJECTIVES, PLACEMENTS } from '../../../shared/domain/decision.ts';
import { BUCKETS, type ExperimentPlan, HOLDOUT, METRICS } from '../../../shared/domain/experiment.ts';
import { currencySchema } from '../../../shared/domain/item.ts';
import { itemFilterSchema } from '../../../shared/domain/item-filter.ts';
import { placementPolicySchema } from '../../../shared/domain/placement-policy.ts';

/** Together they are no longer than decisions are kept, by which nights know who met what. */
const MOST_DAYS = 60;
const MOST_WINDOW_DAYS = 28;
const MOST_VARIANTS = 10;
const MOST_LINES = 20;
const MOST_CAMPAIGNS = 20;

const name = z.string().regex(/^[a-z0-9-]{1,64}$/, 'want 1 to 64 of a–z, 0–9 and -');
const words = z.string().trim().min(1).max(200);
const experimentIdSchema = name.refine((id) => !id.startsWith(HOLDOUT), `${HOLDOUT}… are the house’s own`);

const settingsSchema = z.strictObject({
  strategy: z.enum(['personal', 'popular']).optional(),
  diversity: z.number().min(0).max(1).optional(),
  explorationShare: z.number().min(0).max(1).optional(),
  boosts: z
    .array(z.strictObject({ filter: itemFilterSchema, factor: z.number().gt(0).max(100) }))
    .min(1)
    .max(10)
    .optional(),
  objective: z.enum(OBJECTIVES).optional(),
  policy: placementPolicySchema.optional(),
});
const variantSchema = z.strictObject({
  variantId: name,
  weight: z.number().gt(0).max(1000).default(1),
  sets: settingsSchema.default({}),
});
const guardrailSchema = z.strictObject({ metric: z.enum(METRICS), worseBy: z.number().gt(0).lt(1) });
const costSchema = z.strictObject({
  words,
  variantId: name,
  amountMinor: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
  per: z.enum(['once', 'person']).default('once'),
});

const isDistinct = (list: readonly string[]): boolean => new Set(list).size === list.length;

export const planSchema = z
  .strictObject({
    experimentId: experimentIdSchema,
    words,
    layer: name.default('main'),
    buckets: z
      .strictObject({ from: z.int().min(0).max(BUCKETS), to: z.int().min(0).max(BUCKETS) })
      .refine(({ from, to }) => from < to, 'want from < to')
      .default({ from: 0, to: BUCKETS }),
    placements: z.array(z.enum(PLACEMENTS)).refine(isDistinct, 'want each placement once').default([]),
    campaigns: z.array(name).max(MOST_CAMPAIGNS).refine(isDistinct, 'want each campaign once').default([]),
    variants: z
      .array(variantSchema)
      .min(2)
      .max(MOST_VARIANTS)
      .refine((all) => isDistinct(all.map(({ variantId }) => variantId)), 'want a variantId of its own for each'),
    metric: z.enum(METRICS).default('conversion'),
    guardrails: z.array(guardrailSchema).max(METRICS.length).default([]),
    currency: currencySchema,
    costs: z.array(costSchema).max(MOST_LINES).default([]),
    days: z.int().min(1).max(MOST_DAYS).default(28),
    windowDays: z.int().min(1).max(MOST_WINDOW_DAYS).default(7),
    alongside: z.array(experimentIdSchema).max(MOST_LINES).default([]),
  })
  .superRefine(({ variants, costs, placements, campaigns }, context) => {
    if (placements.length + campaigns.length === 0)
      context.addIssue({
        code: 'custom',
        path: ['placements'],
        message: 'want a placement, or a campaign in campaigns',
      });
    costs.forEach(({ variantId }, i) => {
      if (variants.some((variant) => variant.variantId === variantId)) return;
      const path = ['costs', i, 'variantId'];
      context.addIssue({ code: 'custom', path, message: `there is no variant "${variantId}"` });
    });
  });

/** @throws InvalidInputError naming each wrong field. */
export const parsePlan = (body: unknown): ExperimentPlan => check(planSchema, body) as ExperimentPlan;

/** Of an experiment, or of a month of the holdout. @throws InvalidInputError */
export const parseExperimentId = (experimentId: string | undefined): string =>
  check(name, experimentId, '/experimentId');
