import * as z from 'zod';
import { CHANNELS } from './message.ts';
import { DAY_MS, HOUR_MS } from './time.ts';

const MINUTE_MS = 60_000;
/** A journey that waits longer has forgotten what it is about. */
const MOST_DAYS = 365;
const MOST_STEPS = 50;
const MOST_BRANCHES = 10;

const id = (what: string) => z.string().regex(/^[a-z0-9-]{1,64}$/, `want 1 to 64 of a–z, 0–9 and - as ${what}`);
export const campaignIdSchema = id('the id of a campaign');
const stepId = id('the id of a step');
const segmentId = id('the id of a segment');
const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'want a time of the day from 00:00 to 23:59');

const durationSchema = z
  .strictObject({
    minutes: z
      .int()
      .min(1)
      .max(MOST_DAYS * 24 * 60)
      .optional(),
    hours: z
      .int()
      .min(1)
      .max(MOST_DAYS * 24)
      .optional(),
    days: z.int().min(1).max(MOST_DAYS).optional(),
  })
  .refine(
    ({ minutes, hours, days }) => [minutes, hours, days].filter((part) => part !== undefined).length === 1,
    'want one of minutes, hours and days',
  );
export type Duration = z.infer<typeof durationSchema>;

export const durationMs = ({ minutes = 0, hours = 0, days = 0 }: Duration): number =>
  minutes * MINUTE_MS + hours * HOUR_MS + days * DAY_MS;

// ── What begins a journey ───────────────────────────────────────────────────────────────────────────

/** Days back from now in which somebody has turned to an item that they are told of. */
const interestDays = z.int().min(1).max(90);

const triggerSchema = z.discriminatedUnion('on', [
  z.strictObject({
    /** To the whole audience: now, at a moment, or at a time by each person’s own clock. */
    on: z.literal('broadcast'),
    at: z.union([z.literal('now'), z.iso.datetime({ offset: true }), z.iso.datetime({ local: true, precision: -1 })]),
  }),
  /** Nothing was put in the cart, taken out or bought for so long. */
  z.strictObject({ on: z.literal('abandoned-cart'), after: durationSchema }),
  z.strictObject({ on: z.literal('post-purchase') }),
  z.strictObject({ on: z.literal('price-drop'), atLeastPercent: z.int().min(1).max(99), interestDays }),
  z.strictObject({ on: z.literal('back-in-stock'), interestDays }),
  /** Nothing was heard of the person for so many days. */
  z.strictObject({ on: z.literal('win-back'), days: z.int().min(7).max(MOST_DAYS) }),
  /** The trait says the day, as YYYY-MM-DD or MM-DD. */
  z.strictObject({ on: z.literal('birthday'), trait: z.string().min(1).max(100), at: wallTime }),
]);

// ── Steps ───────────────────────────────────────────────────────────────────────────────────────────

/** Where a journey goes on that goes on nowhere. */
export const END = 'end';
const next = z.union([z.literal(END), stepId]);
const named = { stepId, to: next.optional() };

const conditionSchema = z
  .strictObject({
    segment: segmentId.optional(),
    /** Since the journey began. */
    bought: z.literal(true).optional(),
    /** The message of that step. */
    opened: stepId.optional(),
  })
  .refine((condition) => Object.keys(condition).length === 1, 'want one of segment, bought and opened');

const offerSchema = z.strictObject({
  /** Of an offer that the shop keeps: it is claimed before the message is sent. */
  offerId: z.string().min(1).max(64),
  /** Where who may not be given it goes; absent: there the journey ends. */
  else: next.optional(),
});

/** A step is of the kind that its one field beside `stepId` and `to` names. */
export const stepSchemas = {
  wait: z.strictObject({ ...named, wait: durationSchema }),
  /** Until it is that time where the person is. */
  waitUntil: z.strictObject({ ...named, waitUntil: wallTime }),
  decide: z.strictObject({ stepId, decide: z.strictObject({ if: conditionSchema, yes: next, no: next }) }),
  /** Each person is in one variant, always the same; weights are parts of their sum. */
  split: z.strictObject({
    stepId,
    split: z
      .array(z.strictObject({ variant: id('a variant'), weight: z.int().min(1).max(1000), to: next }))
      .min(2)
      .max(MOST_BRANCHES),
  }),
  /** Of the arms the one that pays most is chosen ever more often, as nights learn which it is. */
  arms: z.strictObject({
    stepId,
    arms: z
      .array(z.strictObject({ arm: id('an arm'), to: next }))
      .min(2)
      .max(MOST_BRANCHES),
  }),
  /** Each person goes where their variant of an experiment of the shop's does: who comes here has met it. */
  experiment: z.strictObject({
    stepId,
    experiment: z.strictObject({
      experimentId: id('the id of an experiment'),
      variants: z
        .array(z.strictObject({ variant: id('a variant'), to: next }))
        .min(2)
        .max(MOST_BRANCHES),
      /** Who is in none of its buckets, and everybody while it does not run. */
      else: next,
    }),
  }),
  message: z.strictObject({
    ...named,
    message: z.strictObject({
      channel: z.enum(CHANNELS),
      templateId: id('the id of a template'),
      /** Held back for longer than that, it is dropped. */
      within: durationSchema.optional(),
      offer: offerSchema.optional(),
    }),
  }),
} as const;

export type Step = z.infer<(typeof stepSchemas)[keyof typeof stepSchemas]>;
export type MessageStep = z.infer<typeof stepSchemas.message>;
export type ExperimentStep = z.infer<typeof stepSchemas.experiment>;
export type Condition = z.infer<typeof conditionSchema>;

// ── The whole ───────────────────────────────────────────────────────────────────────────────────────

/** What ends a journey wherever it is: the person bought something, or has nothing in the cart any more. */
export const EXITS = ['bought', 'cart-emptied', 'left-audience'] as const;

/** All of a campaign but its steps, which are read one by one. */
export const campaignSchema = z.strictObject({
  campaignId: campaignIdSchema,
  /** As people speak of it. */
  words: z.string().trim().min(1).max(200),
  trigger: triggerSchema,
  /** Whom it is for; absent: for all. */
  audience: segmentId.optional(),
  /** Whether somebody whose journey has ended may enter again, and how long after. */
  reentry: z.union([z.literal('never'), z.strictObject({ afterDays: z.int().min(0).max(MOST_DAYS) })]),
  exits: z.array(z.enum(EXITS)).max(EXITS.length),
  /** What is bought within so many days of a message counts as its doing. */
  conversionDays: z.int().min(1).max(90),
  steps: z.array(z.unknown()).min(1).max(MOST_STEPS),
});

/** What a campaign says to whom, when and why, as the shop has set it. */
export type CampaignPlan = Omit<z.infer<typeof campaignSchema>, 'steps'> & { readonly steps: readonly Step[] };

/** draft: never ran. paused: nobody enters, and who has waits where they are. */
export type CampaignStatus = 'draft' | 'running' | 'paused';

export interface Campaign extends CampaignPlan {
  readonly status: CampaignStatus;
  /** When it last began from the first; in ms since 1970. Absent: never. */
  readonly startedAtMs?: number;
}

/** How far down the roll people have entered a broadcast. */
export interface BroadcastProgress {
  /** Of which start. */
  readonly startedAtMs: number;
  /** Everybody up to this place has; −1: nobody yet. */
  readonly afterPlace: number;
  readonly isDone: boolean;
}

/** The step that comes after another: the one it names, or else the one below; undefined: the end. */
export function stepAfter({ steps }: Pick<CampaignPlan, 'steps'>, step: Step): string | undefined {
  if ('to' in step && step.to !== undefined) return step.to === END ? undefined : step.to;
  return steps[steps.findIndex(({ stepId }) => stepId === step.stepId) + 1]?.stepId;
}

/** Where a step may lead, by the pointer of the field that says so. */
export function leadsOf(step: Step): readonly { readonly at: string; readonly to: string }[] {
  if ('decide' in step)
    return (['yes', 'no'] as const).map((side) => ({ at: `/decide/${side}`, to: step.decide[side] }));
  if ('split' in step) return step.split.map(({ to }, i) => ({ at: `/split/${i}/to`, to }));
  if ('arms' in step) return step.arms.map(({ to }, i) => ({ at: `/arms/${i}/to`, to }));
  if ('experiment' in step)
    return [
      ...step.experiment.variants.map(({ to }, i) => ({ at: `/experiment/variants/${i}/to`, to })),
      { at: '/experiment/else', to: step.experiment.else },
    ];
  const others = 'message' in step ? step.message.offer?.else : undefined;
  return [
    ...(step.to === undefined ? [] : [{ at: '/to', to: step.to }]),
    ...(others === undefined ? [] : [{ at: '/message/offer/else', to: others }]),
  ];
}
