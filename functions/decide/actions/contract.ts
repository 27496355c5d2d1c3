import * as z from 'zod';
import type { ActionWishes } from '../../../shared/decisioning/actions/eligible-actions.ts';
import type { ExpectedReward } from '../../../shared/domain/action-record.ts';
import { check } from '../../../shared/domain/check.ts';
import type { DecisionConsent } from '../../../shared/domain/decision.ts';
import { invalidAt } from '../../../shared/domain/errors.ts';
import type { PersonRef } from '../../../shared/domain/event.ts';
import { CHANNELS, type Channel } from '../../../shared/domain/message.ts';
import { currencyOf, minorUnits } from '../../../shared/domain/money.ts';
import { personIdSchema } from '../../../shared/domain/person-address.ts';
import { CONTEXT_SCHEMAS, checkContextSize } from '../contract.ts';

const MOST_ACTIONS = 50;
/** Amounts in minor units that sums of are exact. */
const MOST_MINOR = 1e12;

export const actionIdSchema = z.string().regex(/^[A-Za-z0-9_.:-]{1,64}$/, 'want 1 to 64 of A–Z, a–z, 0–9, _ . : -');
export const pointIdSchema = z.string().regex(/^[a-z0-9-]{1,64}$/, 'want 1 to 64 of a–z, 0–9 and -');
export const minorSchema = z.int().min(0).max(MOST_MINOR);

const contextSchema = z.looseObject(z.object(CONTEXT_SCHEMAS).partial().shape);

const wishedSchema = z.strictObject({
  id: actionIdSchema,
  costMinor: minorSchema.optional(),
  valueMinor: minorSchema.optional(),
});

export const requestSchema = z.strictObject({
  decisionPoint: pointIdSchema,
  userId: personIdSchema.optional(),
  anonymousId: personIdSchema.optional(),
  /** false: nothing that is known of the person is looked at, whatever they granted. */
  profiling: z.boolean().default(true),
  /** Some of the point's actions, perhaps at other amounts; absent: all of them. */
  actions: z.array(wishedSchema).min(1).max(MOST_ACTIONS).optional(),
  constraints: z
    .strictObject({
      exclude: z.array(actionIdSchema).max(MOST_ACTIONS).default([]),
      maxCostMinor: minorSchema.optional(),
    })
    .default({ exclude: [] }),
  /** Facts of the request. Those that the point does not go by are ignored and named in warnings. */
  context: contextSchema.default({}),
  /** The same key and person get the same decision, over every channel. */
  decisionKey: z.string().min(1).max(200).optional(),
  channel: z.enum(CHANNELS).optional(),
});

export interface ActionRequest {
  readonly decisionPoint: string;
  /** Undefined when the caller names nobody. */
  readonly person: PersonRef | undefined;
  readonly profiling: boolean;
  readonly wishes: ActionWishes;
  readonly context: ActionContext;
  readonly decisionKey?: string;
  readonly channel?: Channel;
}

/** With whatever else the request says. */
export type ActionContext = Readonly<z.infer<typeof contextSchema>>;

/** @throws InvalidInputError naming each wrong field; TooLargeError for a context beyond 8 KB. */
export function parseActionRequest(body: unknown): ActionRequest {
  const { userId, anonymousId, actions, constraints, decisionKey, channel, ...asked } = check(requestSchema, body);
  checkContextSize(asked.context);
  const isNobody = userId === undefined && anonymousId === undefined;
  return {
    ...asked,
    person: isNobody
      ? undefined
      : { ...(userId !== undefined && { userId }), ...(anonymousId !== undefined && { anonymousId }) },
    wishes: {
      ...(actions && { actions: actions.map(({ id, ...amounts }) => ({ actionId: id, ...defined(amounts) })) }),
      exclude: constraints.exclude,
      ...(constraints.maxCostMinor !== undefined && { maxCostMinor: constraints.maxCostMinor }),
    },
    ...(decisionKey !== undefined && { decisionKey }),
    ...(channel !== undefined && { channel }),
  };
}

/** What each key of the context must be that every point knows. */
export const KNOWN_CONTEXT: ReadonlySet<string> = new Set(Object.keys(CONTEXT_SCHEMAS));

const defined = ({ costMinor, valueMinor }: { costMinor?: number | undefined; valueMinor?: number | undefined }) => ({
  ...(costMinor !== undefined && { costMinor }),
  ...(valueMinor !== undefined && { valueMinor }),
});

export interface ActionDecision {
  readonly decisionId: string;
  readonly decisionPoint: string;
  readonly actionId: string;
  /** Propensity: the probability with which the policy draws this action here. */
  readonly probability: number;
  /** Those that stood for choice, the likeliest first. */
  readonly ranking: readonly RankedReply[];
  /** Of the chosen action. */
  readonly expected: ExpectedReward;
  readonly policy: { readonly name: string; readonly version?: string };
  /** What was given with it: the shopper’s coupon bears the claim, by which the shop redeems it. */
  readonly offer?: { readonly offerId: string; readonly claimId: string; readonly expiresAt: string };
  /** Why the default action was taken; absent: it was not for want of others. */
  readonly reason?: string;
  readonly excluded: readonly { readonly actionId: string; readonly because: string }[];
  readonly consent: DecisionConsent;
  readonly warnings: readonly string[];
  readonly expiresAt: string;
}

export interface RankedReply {
  readonly actionId: string;
  readonly rank: number;
  readonly probability: number;
  readonly expected: ExpectedReward;
}

// ── What became of it ───────────────────────────────────────────────────────────────────────────────

const at = z.iso.datetime({ offset: true }).optional();
const activationSchema = z.strictObject({ at }).default({});
const moneySchema = z.strictObject({ amount: z.number(), currency: z.string() });
export const rewardSchema = z.strictObject({ value: z.union([z.number().min(-1).max(1), moneySchema]), at });

/** In ms since 1970; undefined: now. */
export const parseActivation = (body: unknown): { readonly atMs: number | undefined } => {
  const { at: said } = check(activationSchema, body);
  return { atMs: said === undefined ? undefined : Date.parse(said) };
};

export interface RewardRequest {
  /** A binary reward from −1 to 1, or an amount in minor units of a currency. */
  readonly reward: { readonly value: number } | { readonly amountMinor: number; readonly currency: string };
  readonly atMs: number | undefined;
}

/** @throws InvalidInputError naming each wrong field. */
export function parseReward(body: unknown): RewardRequest {
  const { value, at: said } = check(rewardSchema, body);
  const atMs = said === undefined ? undefined : Date.parse(said);
  if (typeof value === 'number') return { reward: { value }, atMs };
  const currency = currencyOf(value.currency);
  if (currency === undefined) throw invalidAt('/value/currency', 'want a currency of ISO 4217: three letters');
  const amountMinor = minorUnits(value.amount, currency);
  if (amountMinor === undefined) throw invalidAt('/value/amount', 'want an amount such as 19.99');
  return { reward: { amountMinor, currency }, atMs };
}
