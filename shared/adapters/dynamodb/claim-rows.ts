import type { ClaimRef, OfferKind } from '../../domain/offer.ts';

/**
 * Claims of the control table: CLAIM / budget#<budgetId>#<claimId>, or offer#<offerId>#… where no money is
 * counted. They name nobody: what a shop has spent stays spent when who it was spent on is erased.
 */
const PARTITION = 'CLAIM';

export interface KeptClaim {
  readonly costMinor: number;
  readonly currency: string;
  readonly kind: OfferKind;
  /** In ms since 1970: from then on it costs nothing, unless it was taken up. */
  readonly untilMs: number;
  /** What it has cost; undefined: it was not taken up. */
  readonly spentMinor: number | undefined;
}

export const claimKey = ({ claimId, offerId, budgetId }: ClaimRef): { readonly pk: string; readonly sk: string } => ({
  pk: PARTITION,
  sk: `${budgetId === undefined ? `offer#${offerId}` : `budget#${budgetId}`}#${claimId}`,
});

/** Query of all claims of a budget on a day. */
export const claimsOfDay = (budgetId: string, day: string) => ({
  KeyConditionExpression: 'pk = :pk AND begins_with(sk, :of)',
  ExpressionAttributeValues: { ':pk': PARTITION, ':of': `budget#${budgetId}#${day}.` },
});

export const keptClaim = (row: Readonly<Record<string, unknown>>): KeptClaim => ({
  costMinor: Number(row['costMinor']),
  currency: String(row['currency']),
  kind: row['kind'] as OfferKind,
  untilMs: Number(row['untilMs']),
  spentMinor: row['spentMinor'] === undefined ? undefined : Number(row['spentMinor']),
});

/** What a claim takes of its budget at a moment. */
export const takenBy = ({ costMinor, untilMs, spentMinor }: KeptClaim, nowMs: number): number =>
  spentMinor ?? (untilMs > nowMs ? costMinor : 0);
