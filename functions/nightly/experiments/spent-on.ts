import type { ContactClaim } from '../../../shared/domain/contacts.ts';
import type { Channel } from '../../../shared/domain/message.ts';
import type { ClaimRef, OfferKind } from '../../../shared/domain/offer.ts';
import type { Spending } from '../../../shared/evaluation/experiments/counted.ts';
import type { ClaimCost, OfferClaims } from '../../../shared/ports/offers.ts';

/** Something that was spent on a person. */
export type Spent = SentMessage | SpentOffer;

interface SentMessage {
  readonly atMs: number;
  readonly channel: Channel;
}

interface SpentOffer {
  readonly atMs: number;
  readonly cost: ClaimCost;
}

/** Kinds by which an order comes to less, so that what was paid says it already. */
const OFF_THE_PRICE: ReadonlySet<OfferKind> = new Set(['percent', 'amount']);

/** Gathers, by owner, what people were sent and given from a moment on. */
export function spentByOwner(sinceMs: number) {
  const sent = new Map<string, SentMessage[]>();
  const given = new Map<string, { readonly atMs: number; readonly claim: ClaimRef }[]>();
  return {
    /** What may have been sent counts, as the provider may have taken it. */
    tell(owner: string, told: readonly ContactClaim[]): void {
      const some = told.filter(({ atMs, status }) => atMs >= sinceMs && status !== 'refused');
      if (some.length === 0) return;
      sent.set(owner, [...(sent.get(owner) ?? []), ...some.map(({ atMs, channel }) => ({ atMs, channel }))]);
    },
    give(owner: string, atMs: number, claim: ClaimRef | undefined): void {
      if (claim === undefined || atMs < sinceMs) return;
      given.set(owner, [...(given.get(owner) ?? []), { atMs, claim }]);
    },
    /** @returns what was spent on somebody; asks once for what the claims of all these people have cost. */
    async of(
      owners: Iterable<string>,
      claims: Pick<OfferClaims, 'costs'>,
      nowMs: number,
    ): Promise<(owner: string) => readonly Spent[]> {
      const asked = Array.from(owners, (owner) => given.get(owner) ?? []).flat();
      const costs =
        asked.length === 0
          ? new Map()
          : await claims.costs(
              asked.map(({ claim }) => claim),
              nowMs,
            );
      const offersOf = (owner: string): readonly SpentOffer[] =>
        (given.get(owner) ?? []).flatMap(({ atMs, claim }) => {
          const cost = costs.get(claim.claimId);
          return cost === undefined ? [] : [{ atMs, cost }];
        });
      return (owner) => [...(sent.get(owner) ?? []), ...offersOf(owner)];
    },
  };
}

/** An amount in the experiment's currency, by the rate of a moment; undefined where none is known. */
export type ToldIn = (amount: number, of: { readonly currency: string; readonly atMs: number }) => number | undefined;

/** With what was spent on one more person; what was given in a currency without a known rate is not counted. */
export function withSpent(before: Spending, all: readonly Spent[], toldIn: ToldIn): Spending {
  const messages: Partial<Record<Channel, number>> = { ...before.messages };
  let { discountMinor, otherOffersMinor } = before;
  for (const spent of all) {
    if ('channel' in spent) {
      messages[spent.channel] = (messages[spent.channel] ?? 0) + 1;
      continue;
    }
    const { costMinor, currency, kind } = spent.cost;
    const cost = toldIn(costMinor, { currency, atMs: spent.atMs }) ?? 0;
    if (OFF_THE_PRICE.has(kind)) discountMinor += cost;
    else otherOffersMinor += cost;
  }
  return { messages, discountMinor, otherOffersMinor };
}
