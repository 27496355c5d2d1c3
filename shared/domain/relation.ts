/** How one person stands to another; each kind holds from the one to the other, and the other way only if that is said too. */
export const RELATION_KINDS = ['friend', 'follow', 'referral', 'share'] as const;
export type RelationKind = (typeof RELATION_KINDS)[number];

/** That one user knows another, as the shop says. */
export interface Relation {
  /** User ids, not equal. */
  readonly from: string;
  readonly to: string;
  readonly kind: RelationKind;
  /** When it was last said, in ms since 1970. */
  readonly statedAtMs: number;
}

/** Which relation is meant, whenever it was said. */
export type RelationAddress = Omit<Relation, 'statedAtMs'>;
