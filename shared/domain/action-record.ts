import * as z from 'zod';
import { check } from './check.ts';
import { POINT_POLICIES, REWARD_KINDS } from './decision-point.ts';
import type { DecisionRecord } from './decision-record.ts';

/** Raised whenever records made before can no longer be read by code made after. */
export const ACTION_RECORD_SCHEMA = 1;

const list = <Entry extends z.ZodType>(entry: Entry) => z.array(entry).readonly();
const fact = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject(shape).readonly();
const text = z.string().max(1000);
const range = z.tuple([z.number(), z.number()]).readonly();

/** What an action was expected to earn when it was ranked. */
const expectedSchema = fact({
  /** In the unit of the point's reward; absent: nothing is known of it, by a policy that learns nothing. */
  reward: z.number().optional(),
  /** The same less the default action's. */
  uplift: z.number().optional(),
  /** What it is worth less what it costs, in minor units of the point's currency; absent: it has no amounts. */
  marginMinor: z.number().optional(),
  /** Where the reward lies with a probability of .9. */
  interval: range.optional(),
});

const rankedSchema = fact({
  actionId: text,
  /** With which the policy draws it. */
  probability: z.number().min(0).max(1),
  costMinor: z.number(),
  valueMinor: z.number().optional(),
  /** What the money that its offer takes was worth beyond itself; absent: nothing. */
  priceMinor: z.number().optional(),
  expected: expectedSchema,
});

const actionRecordSchema = fact({
  schema: z.literal(ACTION_RECORD_SCHEMA),
  decisionId: z.string().min(1).max(100),
  decidedAtMs: z.number(),
  /** Until when the shop may act by it. */
  expiresAtMs: z.number(),
  /** As of `DecisionRecord`. */
  person: z.union([fact({ userId: z.string() }), fact({ anonymousId: z.string() })]).optional(),
  consent: fact({ profiling: z.boolean(), because: text, gpc: fact({ honoured: z.literal(true) }).optional() }),
  point: text,
  /** Of the point's document, and what of it chose. */
  revision: z.int().min(0),
  rule: fact({
    policy: z.enum(POINT_POLICIES),
    floor: z.number().min(0).max(1),
    rewardKind: z.enum(REWARD_KINDS),
    currency: text.optional(),
    defaultAction: text,
  }),
  /** ISO 3166, of the request. */
  market: text.optional(),
  /** By which the same decision is asked for again; absent: none. */
  decisionKey: text.optional(),
  channel: text.optional(),
  /** By experiment, the variant that the person met; absent: none. */
  variants: z.record(text, text).optional(),
  /** What drew it: the point's policy, `default` where nothing was eligible, `redrawn` where a claim was refused. */
  policy: z.enum([...POINT_POLICIES, 'default', 'redrawn']),
  /** Of what was learnt; absent: nothing was yet, or the policy learns nothing. */
  policyVersion: text.optional(),
  /** What was counted since that version, by action: pulls and what they earned. */
  counts: list(z.tuple([text, z.number(), z.number()])).optional(),
  /** What it went by: names and numbers, in one order. */
  columns: list(text),
  features: list(z.number()),
  /** The number in [0, 1) that chose. */
  drawn: z.number().min(0).max(1),
  actionId: text,
  /** Propensity: with which the policy draws the action, given all this. */
  probability: z.number().min(0).max(1),
  /** Those that stood for choice, in the point's order. */
  eligible: list(rankedSchema),
  /** Those that did not, and why. */
  excluded: list(fact({ actionId: text, because: text })),
  /** The offer that was given with it, until when; absent: none. */
  claim: fact({ offerId: text, claimId: text, budgetId: text.optional(), untilMs: z.number() }).optional(),
  /** Why the default action was taken; absent: it was not for want of others. */
  reason: text.optional(),
  warnings: list(text),
});

/** All that the choice of an action came from, small enough to keep: with the policy's file it can be made again. */
export type ActionRecord = z.infer<typeof actionRecordSchema>;
export type RankedAction = z.infer<typeof rankedSchema>;
export type ExpectedReward = z.infer<typeof expectedSchema>;

/** What is kept of a decision of either kind. */
export type KeptDecision = DecisionRecord | ActionRecord;
export const isActionRecord = (record: KeptDecision): record is ActionRecord => 'point' in record;

/** @throws InvalidInputError naming each wrong field. */
export const parseActionRecord = (value: unknown): ActionRecord => check(actionRecordSchema, value);
