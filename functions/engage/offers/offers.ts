import { ConflictError, invalidAt, NotFoundError } from '../../../shared/domain/errors.ts';
import type { Budget, Offer } from '../../../shared/domain/offer.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import type { BudgetBook, BudgetState, OfferClaims } from '../../../shared/ports/offers.ts';
import type { Clock } from '../../../shared/ports/system.ts';
import type { KeptDocuments, Versioned } from '../kept-documents.ts';

export interface OfferPorts {
  readonly offers: KeptDocuments<Offer>;
  readonly budgets: KeptDocuments<Budget>;
  readonly book: BudgetBook;
  readonly claims: Pick<OfferClaims, 'redeem'>;
  readonly clock: Clock;
}

/** A budget with what has become of it. */
export interface BudgetReply extends Versioned<Budget> {
  readonly remainingMinor: number;
  /** Held or spent, by day (UTC); of days long over only the sum is known, which is in neither. */
  readonly takenByDay: BudgetState['takenByDay'];
}

/** @throws InvalidInputError when its budget is not there, or of another currency. */
export async function checkBudgetOf({ budgets }: Pick<OfferPorts, 'budgets'>, offer: Offer): Promise<void> {
  if (offer.budgetId === undefined) return;
  const budget = (await budgets.list()).find(({ budgetId }) => budgetId === offer.budgetId);
  if (budget === undefined) throw invalidAt('/budgetId', `there is no budget "${offer.budgetId}"`);
  if (budget.currency !== offer.currency)
    throw invalidAt('/currency', `the budget is in ${budget.currency}, and the offer in ${offer.currency}`);
}

export const addOffer =
  (ports: OfferPorts) =>
  async (offer: Offer): Promise<Versioned<Offer>> => {
    await checkBudgetOf(ports, offer);
    return ports.offers.add(offer.offerId, offer);
  };

/** @throws ConflictError where it would take from another budget than what it gave before: that takes another offer. */
export const changeOffer =
  (ports: OfferPorts) =>
  async (offer: Offer, ifVersion: number | undefined): Promise<Versioned<Offer>> => {
    await checkBudgetOf(ports, offer);
    const changed = (before: Offer): Offer => {
      if (before.budgetId !== offer.budgetId)
        throw new ConflictError('an offer keeps its budget, from which what it gave is taken: make another offer');
      return offer;
    };
    return ports.offers.change(offer.offerId, changed, ifVersion);
  };

export const addBudget =
  (ports: OfferPorts) =>
  async (budget: Budget): Promise<BudgetReply> => {
    const added = await ports.budgets.add(budget.budgetId, budget);
    await ports.book.open(added); // the same once more changes nothing, so a call that was cut off is mended by the next
    return withState(ports, added);
  };

export const changeBudget =
  (ports: OfferPorts) =>
  async (budget: Budget, ifVersion: number | undefined): Promise<BudgetReply> => {
    const changed = (before: Budget): Budget => {
      if (before.currency !== budget.currency)
        throw invalidAt('/currency', `the budget is in ${before.currency}, in which it was spent`);
      return budget;
    };
    const version = await ports.budgets.change(budget.budgetId, changed, ifVersion);
    await ports.book.open(version);
    return withState(ports, version);
  };

/** As it stands, once what lapsed is given back. */
export const readBudget =
  (ports: OfferPorts) =>
  async (budgetId: string): Promise<BudgetReply> => {
    const budget = await ports.budgets.find(budgetId);
    await ports.book.settle(budgetId, ports.clock.nowMs());
    return withState(ports, budget);
  };

async function withState({ book }: OfferPorts, budget: Versioned<Budget>): Promise<BudgetReply> {
  const state = await book.read(budget.budgetId);
  return { ...budget, remainingMinor: state?.remainingMinor ?? budget.totalMinor, takenByDay: state?.takenByDay ?? {} };
}

/**
 * Notes that an offer was taken up.
 * @param costMinor - undefined: all that it may cost.
 * @throws InvalidInputError when it cost more than was held; NotFoundError; ConflictError when its time was over.
 */
export const redeemOffer =
  ({ offers, claims, clock }: OfferPorts) =>
  async (offerId: string, claimId: string, costMinor: number | undefined): Promise<void> => {
    const offer = await offers.find(offerId);
    if (costMinor !== undefined && costMinor > offer.costMinor)
      throw invalidAt('/costMinor', `${costMinor} is more than the ${offer.costMinor} that are held for the offer`);
    const taken = { costMinor: costMinor ?? offer.costMinor, atMs: clock.nowMs() };
    const outcome = await claims.redeem({ claimId, offerId, budgetId: offer.budgetId }, taken);
    if (outcome === 'unknown') throw new NotFoundError('there is no such claim of this offer');
    if (outcome === 'lapsed') throw new ConflictError('the claim lapsed before it was taken up');
  };

/** As it is told: moments as RFC 3339. */
export function offerReply({ fromMs, untilMs, ...offer }: Versioned<Offer>) {
  return {
    ...offer,
    ...(fromMs !== undefined && { from: isoOf(fromMs) }),
    ...(untilMs !== undefined && { until: isoOf(untilMs) }),
  };
}
