import * as z from 'zod';

const countSchema = z.int().min(0);
/** At 95 %. */
const intervalSchema = z.strictObject({ low: z.number(), high: z.number() });
/** What is not defined is null, and `reason` says why. */
const measuredShape = {
  value: z.number().nullable(),
  interval: intervalSchema.nullable(),
  reason: z.string().optional(),
};
/** Of ctr: what its draws are. */
const basis = z.enum(['impressions', 'shown items']).optional();

const groupSchema = z
  .strictObject({
    placement: z.string(),
    policy: z.string(),
    ...measuredShape,
    basis,
    decisions: countSchema,
    impressions: countSchema,
    clicks: countSchema,
    carts: countSchema,
    conversions: countSchema,
    units: z.number(),
    /** By currency, in its minor unit. */
    revenue: z.record(z.string(), z.number()),
    /** Share of the items that could be shown that were; absent: nothing was shown in these weeks. */
    coverage: z
      .strictObject({ value: z.number().nullable(), items: countSchema, of: countSchema, days: countSchema })
      .optional(),
  })
  .meta({ id: 'MetricGroup' });

const returnSchema = z.strictObject({
  experimentId: z.string(),
  variantId: z.string(),
  currency: z.string(),
  gainMinor: z.number(),
  costMinor: z.number(),
  roi: z.number(),
  interval: intervalSchema,
});

/** See `MetricReply`. */
export const metricReply = z
  .strictObject({
    name: z.enum(['ctr', 'cvr', 'satisfaction', 'roi']),
    from: z.iso.date(),
    to: z.iso.date(),
    /** Absent: no night has counted yet. */
    asOf: z.iso.datetime().optional(),
    ...measuredShape,
    basis,
    groups: z.array(groupSchema).optional(),
    days: z
      .array(
        z.strictObject({ day: z.iso.date(), ...measuredShape, basis, decisions: countSchema, isClosed: z.boolean() }),
      )
      .optional(),
    answers: z
      .array(z.strictObject({ question: z.enum(['csat', 'nps', 'rating']), count: countSchema, ...measuredShape }))
      .optional(),
    experiments: z.array(returnSchema).optional(),
  })
  .meta({ id: 'Metric' });

/** The newest model of each name; see `ListedModel`. */
export const modelsReply = z
  .strictObject({
    models: z.array(
      z.strictObject({
        name: z.string(),
        kind: z.enum(['recommender', 'behaviour', 'trait', 'value', 'segments', 'policy']),
        version: z.string(),
        asOf: z.iso.datetime(),
        purpose: z.string(),
        algorithm: z.string(),
        evidence: z.string(),
        learntFrom: countSchema,
        measuredOn: countSchema,
        metrics: z.record(z.string(), z.number()),
        plots: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: 'ModelList' });
