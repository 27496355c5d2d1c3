import { whyNotOffered } from '../../../shared/decisioning/offers/eligibility.ts';
import { type Budget, type ClaimRef, claimIdOf, lapsesAtMs, type Offer } from '../../../shared/domain/offer.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import type { Documents } from '../../../shared/ports/documents.ts';
import type { OfferClaims } from '../../../shared/ports/offers.ts';
import type { MetPerson } from './met-person.ts';

export interface GivePorts {
  /** May be as they were a moment ago. */
  readonly offers: Pick<Documents<Offer>, 'list'>;
  readonly budgets: Pick<Documents<Budget>, 'list'>;
  readonly claims: Pick<OfferClaims, 'claim'>;
}

/** An offer as it would be claimed for a message; the same message at the same moment is the same claim. */
export interface OfferForMessage {
  readonly offer: Offer;
  readonly ref: ClaimRef;
  /** What a template may say of it. */
  readonly told: ToldOffer;
  /** Gives it, within all of its limits. @returns why not; undefined: it is given. */
  give(): Promise<string | undefined>;
}

interface ToldOffer {
  readonly offerId: string;
  readonly words: string;
  readonly kind: string;
  /** What the shopper's coupon bears. */
  readonly claimId: string;
  readonly expiresAt: string;
}

export interface GivenFor {
  readonly offerId: string;
  /** The same however often the message is tried. */
  readonly messageId: string;
  /** As of when it is claimed; in ms since 1970. */
  readonly atMs: number;
  readonly met: MetPerson;
}

/** @returns why an offer is not for the person, whatever its budget; else the offer, of which nothing is claimed yet. */
export const offerForMessage =
  ({ offers, budgets, claims }: GivePorts) =>
  async ({ offerId, messageId, atMs, met }: GivenFor): Promise<OfferForMessage | { readonly because: string }> => {
    const [ofShop, money] = await Promise.all([offers.list(), budgets.list()]);
    const offer = ofShop.find(({ id }) => id === offerId)?.body;
    if (offer === undefined) return { because: 'gone' };
    const budget = money.find(({ id }) => id === offer.budgetId)?.body;
    if (offer.budgetId !== undefined && budget === undefined) return { because: 'without a budget' };
    const valueNamed = (name: string) => met.features[name] ?? Number.NaN;
    const because = whyNotOffered(offer, { nowMs: atMs, market: met.market, valueNamed });
    if (because !== undefined) return { because };
    const claim = { decisionId: messageId, offer, ...(budget && { budget }), atMs };
    const claimId = claimIdOf(claim);
    return {
      offer,
      ref: { claimId, offerId, ...(offer.budgetId !== undefined && { budgetId: offer.budgetId }) },
      told: { offerId, words: offer.words, kind: offer.kind, claimId, expiresAt: isoOf(lapsesAtMs(claim)) },
      async give() {
        const verdict = await claims.claim(met.person, claim);
        return verdict.status === 'refused' ? verdict.because : undefined;
      },
    };
  };
