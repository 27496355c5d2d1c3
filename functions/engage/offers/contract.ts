import * as z from 'zod';
import { check } from '../../../shared/domain/check.ts';
import { invalidAt } from '../../../shared/domain/errors.ts';
import { marketSchema } from '../../../shared/domain/item.ts';
import { currencyOf } from '../../../shared/domain/money.ts';
import { type Budget, OFFER_KINDS, type Offer } from '../../../shared/domain/offer.ts';
import { parseRule } from '../../../shared/domain/parse-rule.ts';
import { PROFILE_COLUMNS } from '../../../shared/features/profile/vector.ts';

/** Of a cap's window: what is given is remembered for as long. */
const MOST_CAP_DAYS = 400;
/** A coupon that is good for longer is as good as one without end. */
const MOST_HOLD_HOURS = 90 * 24;

const idSchema = z.string().regex(/^[a-z0-9-]{1,64}$/, 'want 1 to 64 of a–z, 0–9 and -');
const words = z.string().trim().min(1).max(200);
const currency = z
  .string()
  .refine((text) => currencyOf(text) === text, 'want the three capitals of ISO 4217, such as "EUR"');
const minor = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const moment = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const day = z.iso.date();

const offerSchema = z.strictObject({
  offerId: idSchema,
  words,
  kind: z.enum(OFFER_KINDS),
  costMinor: minor,
  currency,
  leastMarginMinor: z.int().default(0),
  budgetId: idSchema.optional(),
  markets: z.array(marketSchema).min(1).max(250).optional(),
  from: moment.optional(),
  until: moment.optional(),
  rule: z.unknown().optional(),
  caps: z
    .strictObject({
      perPerson: z.int().min(1).max(1000).optional(),
      personDays: z.int().min(1).max(MOST_CAP_DAYS).default(30),
      perDay: z.int().min(1).max(1_000_000_000).optional(),
    })
    .default({ personDays: 30 }),
  holdHours: z.int().min(1).max(MOST_HOLD_HOURS).default(168),
});

const budgetSchema = z.strictObject({
  budgetId: idSchema,
  words,
  currency,
  totalMinor: minor,
  perDayMinor: minor.optional(),
  untilDay: day.optional(),
});

const redemptionSchema = z.strictObject({
  claimId: z.string().regex(/^\d{4}-\d\d-\d\d\..{1,100}$/, 'want the claimId that the decision gave'),
  costMinor: minor.optional(),
});

const FEATURES = PROFILE_COLUMNS.map(({ name }) => name);

/** @throws InvalidInputError naming each wrong field. */
export function parseOffer(body: unknown): Offer {
  const { from, until, rule, markets, budgetId, caps, ...offer } = check(offerSchema, body);
  if (from !== undefined && until !== undefined && from >= until)
    throw invalidAt('/until', 'want a moment after "from"');
  const { perPerson, personDays, perDay } = caps;
  return {
    ...offer,
    ...(budgetId !== undefined && { budgetId }),
    ...(markets !== undefined && { markets }),
    ...(from !== undefined && { fromMs: from }),
    ...(until !== undefined && { untilMs: until }),
    ...(rule !== undefined && { rule: parseRule(rule, FEATURES) }),
    caps: { personDays, ...(perPerson !== undefined && { perPerson }), ...(perDay !== undefined && { perDay }) },
  };
}

/** @throws InvalidInputError naming each wrong field. */
export function parseBudget(body: unknown): Budget {
  const { perDayMinor, untilDay, ...budget } = check(budgetSchema, body);
  return { ...budget, ...(perDayMinor !== undefined && { perDayMinor }), ...(untilDay !== undefined && { untilDay }) };
}

/** That an offer was taken up; without a cost, for all that it may cost. */
export const parseRedemption = (body: unknown): { readonly claimId: string; readonly costMinor?: number } => {
  const { claimId, costMinor } = check(redemptionSchema, body);
  return { claimId, ...(costMinor !== undefined && { costMinor }) };
};

/** @throws InvalidInputError */
export const parseOfferId = (offerId: string | undefined): string => check(idSchema, offerId, '/offerId');
/** @throws InvalidInputError */
export const parseBudgetId = (budgetId: string | undefined): string => check(idSchema, budgetId, '/budgetId');
