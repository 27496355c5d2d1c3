import type { PersonRef } from '../domain/event.ts';
import type { Budget, ClaimRef, ClaimVerdict, OfferClaim, OfferKind } from '../domain/offer.ts';

/** Who has been given what, and what it costs. */
export interface OfferClaims {
  /**
   * Gives an offer, within all of its limits: of the person, of the day and of the money, which hold however many claim
   * at once. The same claim again gets the same answer, and costs nothing more.
   * @param person - undefined: nobody, to whom an offer with a limit a person is not given.
   */
  claim(person: PersonRef | undefined, claim: OfferClaim): Promise<ClaimVerdict>;

  /**
   * It was taken up. The same again changes nothing.
   * @returns 'lapsed' when its time was over before; 'unknown' when it was never given.
   */
  redeem(claim: ClaimRef, taken: Redemption): Promise<'redeemed' | 'lapsed' | 'unknown'>;

  /** What claims have cost, or hold at a moment, by their ids; those of which nothing is kept are not in it. */
  costs(claims: readonly ClaimRef[], nowMs: number): Promise<ReadonlyMap<string, ClaimCost>>;
}

export interface ClaimCost {
  /** In minor units of the currency; 0: it lapsed. */
  readonly costMinor: number;
  readonly currency: string;
  readonly kind: OfferKind;
}

export interface Redemption {
  /** What it cost, at most what was held. */
  readonly costMinor: number;
  /** In ms since 1970. */
  readonly atMs: number;
}

/** What there is to be given, and what became of it. */
export interface BudgetBook {
  /** Sets what may be spent in all; what was taken stays taken. */
  open(budget: Budget): Promise<void>;
  /** Undefined: it was never opened. */
  read(budgetId: string): Promise<BudgetState | undefined>;
  /**
   * Gives back what lapsed, cost less than was held, or was taken for a claim that was cut off; of days that are over.
   * @returns what was given back, in minor units.
   */
  settle(budgetId: string, nowMs: number): Promise<number>;
}

export interface BudgetState {
  readonly totalMinor: number;
  /** May still be taken; never below 0 unless the total was lowered under what is taken. */
  readonly remainingMinor: number;
  /** Taken, by day (UTC): held or spent. */
  readonly takenByDay: Readonly<Record<string, number>>;
}
