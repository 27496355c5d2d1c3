import type { Budget, Offer, OfferClaim } from '../../../shared/domain/offer.ts';

export const anOffer = (given: Partial<Offer> = {}): Offer => ({
  offerId: 'ten-off',
  words: '10 € off',
  kind: 'amount',
  costMinor: 1000,
  currency: 'EUR',
  leastMarginMinor: 0,
  caps: { personDays: 30 },
  holdHours: 48,
  ...given,
});

export const aBudget = (given: Partial<Budget> = {}): Budget => ({
  budgetId: 'autumn',
  words: 'autumn',
  currency: 'EUR',
  totalMinor: 10_000,
  ...given,
});

export const aClaim = (decisionId: string, given: Partial<OfferClaim> = {}): OfferClaim => ({
  decisionId,
  offer: anOffer(),
  atMs: Date.parse('2026-11-24T12:00:00Z'),
  ...given,
});
