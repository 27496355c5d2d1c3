import type { Rule } from './segment.ts';
import { HOUR_MS, utcDay } from './time.ts';

export const OFFER_KINDS = ['percent', 'amount', 'free-shipping', 'gift', 'message'] as const;
export type OfferKind = (typeof OFFER_KINDS)[number];

/** Something that may be given to a person so that they buy: what it costs, for whom it is, and how often. */
export interface Offer {
  readonly offerId: string;
  /** As a marketer speaks of it. */
  readonly words: string;
  readonly kind: OfferKind;
  /** What it costs the shop, at most, when somebody takes it up; in minor units of `currency`. */
  readonly costMinor: number;
  /** ISO 4217. */
  readonly currency: string;
  /** What is earned by an order in the middle, before the offer; offers are given only where more is left than this. */
  readonly leastMarginMinor: number;
  /** From whom its cost is taken; absent: it is given without limit. Of the same currency. */
  readonly budgetId?: string;
  /** ISO 3166; absent: everywhere. */
  readonly markets?: readonly string[];
  /** In [fromMs, untilMs), in ms since 1970. */
  readonly fromMs?: number;
  readonly untilMs?: number;
  /** Whom it is for; absent: everybody. */
  readonly rule?: Rule;
  readonly caps: OfferCaps;
  /** How long one that was given may be taken up; until then its cost is held. */
  readonly holdHours: number;
}

/** How often it is given. Absent: no limit. */
export interface OfferCaps {
  /** To one person within `personDays` days before, so that windows roll. */
  readonly perPerson?: number;
  readonly personDays: number;
  /** In all, on a day (UTC). */
  readonly perDay?: number;
}

/** Money that offers may cost together. Neither limit is ever exceeded, however many are given at once. */
export interface Budget {
  readonly budgetId: string;
  readonly words: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly totalMinor: number;
  /** On a day (UTC); absent: no limit but the total. */
  readonly perDayMinor?: number;
  /** The day (UTC) on which it should be spent, which its price goes by; absent: the total is no hurry. */
  readonly untilDay?: string;
}

/** That an offer was given to somebody, once: its cost is held until it is taken up or its time is over. */
export interface OfferClaim {
  /** That gave it: the same again is the same claim. */
  readonly decisionId: string;
  readonly offer: Offer;
  readonly budget?: Budget;
  /** In ms since 1970. */
  readonly atMs: number;
}

/** Which claim it is. */
export interface ClaimRef {
  readonly claimId: string;
  readonly offerId: string;
  /** Whose money is held; absent: none is. */
  readonly budgetId?: string | undefined;
}

export const CLAIM_REFUSALS = ['nobody', 'person-cap', 'offer-day-cap', 'budget-spent', 'budget-day-spent'] as const;
/** Why an offer is not given: nobody to count for, or what is full. */
export type ClaimRefusal = (typeof CLAIM_REFUSALS)[number];

export type ClaimVerdict =
  /** The id is what the shopper's coupon bears, and the shop redeems. */
  | { readonly status: 'held'; readonly claimId: string; readonly untilMs: number }
  | { readonly status: 'refused'; readonly because: ClaimRefusal };

/** Begins with the day (UTC) whose money it takes. */
export const claimIdOf = ({ decisionId, atMs }: Pick<OfferClaim, 'decisionId' | 'atMs'>): string =>
  `${utcDay(atMs)}.${decisionId}`;

/** When a claim lapses unless it was taken up. */
export const lapsesAtMs = ({ offer, atMs }: OfferClaim): number => atMs + offer.holdHours * HOUR_MS;
