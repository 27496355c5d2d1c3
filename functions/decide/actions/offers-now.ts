import type { WhyNotOffered } from '../../../shared/decisioning/actions/eligible-actions.ts';
import { whyNotOffered } from '../../../shared/decisioning/offers/eligibility.ts';
import type { ActionRecord } from '../../../shared/domain/action-record.ts';
import type { PointAction, PricedAction } from '../../../shared/domain/decision-point.ts';
import type { PersonRef } from '../../../shared/domain/event.ts';
import type { ActionPolicy } from '../../../shared/model/action-policy.ts';
import type { OfferClaims } from '../../../shared/ports/offers.ts';
import type { ActionContext } from './contract.ts';
import type { LookedAt } from './person-now.ts';
import type { ServedActions } from './served-points.ts';

export interface OfferPorts {
  readonly claims: Pick<OfferClaims, 'claim'>;
}

/** Offers as they may be made to somebody now. */
export interface Giving {
  readonly whyNot: WhyNotOffered;
  /** The actions, each with the price of the money that its offer takes. */
  priced(actions: readonly PointAction[], prices: ActionPolicy['prices']): readonly PricedAction[];
  /** Gives what an action offers, within all limits, or says why not; an action without an offer gives nothing. */
  give(action: PointAction): Promise<Given>;
}

type Given = { readonly refused: string } | { readonly refused?: never; readonly claim?: GivenClaim };
type GivenClaim = NonNullable<ActionRecord['claim']>;

interface OfferQuestion {
  readonly request: { readonly person: PersonRef | undefined; readonly context: ActionContext };
  readonly person: LookedAt;
  readonly decisionId: string;
  readonly nowMs: number;
  readonly offered: Pick<ServedActions, 'offers' | 'budgets'>;
}

/** Nothing is read: offers are in memory, and limits are held by the claim itself. */
export function offersNow(
  { request, person, decisionId, nowMs, offered: { offers, budgets } }: OfferQuestion,
  { claims }: OfferPorts,
): Giving {
  const situation = { nowMs, market: request.context.market, valueNamed: person.valueNamed };
  return {
    whyNot(offerId) {
      const offer = offers.get(offerId);
      if (offer === undefined) return `there is no offer "${offerId}"`;
      if (offer.budgetId !== undefined && !budgets.has(offer.budgetId)) return `there is no budget "${offer.budgetId}"`;
      return whyNotOffered(offer, situation);
    },
    priced: (actions, prices = {}) =>
      actions.map((action) => {
        const offer = offers.get(action.offerId ?? '');
        const price = offer?.budgetId === undefined ? 0 : (prices[offer.budgetId] ?? 0);
        return offer === undefined || price === 0 ? action : { ...action, priceMinor: price * offer.costMinor };
      }),
    async give({ offerId }) {
      const offer = offerId === undefined ? undefined : offers.get(offerId);
      if (offer === undefined) return {}; // nothing to give: what is not there is not eligible
      const budget = offer.budgetId === undefined ? undefined : budgets.get(offer.budgetId);
      const verdict = await claims.claim(request.person, {
        decisionId,
        offer,
        ...(budget && { budget }),
        atMs: nowMs,
      });
      if (verdict.status === 'refused') return { refused: verdict.because };
      const { offerId: id, budgetId } = offer;
      const { claimId, untilMs } = verdict;
      return { claim: { offerId: id, claimId, ...(budgetId !== undefined && { budgetId }), untilMs } };
    },
  };
}

/** Of a deployment that keeps no records: nothing is given, as nobody could be counted for. */
export const noClaims: OfferPorts['claims'] = { claim: async () => ({ status: 'refused', because: 'nobody' }) };
