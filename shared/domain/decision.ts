import type { ShownItem } from './item.ts';

export const PLACEMENTS = ['home', 'product', 'cart'] as const;
export type Placement = (typeof PLACEMENTS)[number];

/** Where the slate came from: the model, or a lesser answer when there was nothing to personalise on. */
export type Strategy = 'personal' | 'similar' | 'popular' | 'same-category' | 'catalog-order';

/** What the decision knew, from most to least. */
export type Evidence = 'person' | 'item' | 'market' | 'none';

/** Why an item stands in the slate. */
export interface Reason {
  readonly code: 'because-of-item' | 'popular' | 'same-category' | 'catalog-order';
  /** The item of the person's history, or of the page, that spoke most for it. */
  readonly itemId?: string;
  /** Share of the item's score that this reason makes up, in [0, 1]. */
  readonly share?: number;
  /** The same in words, in English. */
  readonly text: string;
}

export interface DecidedItem {
  readonly itemId: string;
  /** 1-based. */
  readonly rank: number;
  /** The model's number, higher is better; comparable within one decision only. */
  readonly score: number;
  /** Propensity: the probability with which the policy shows this item at this rank. */
  readonly probability: number;
  readonly reasons: readonly Reason[];
  /** What the catalog says of it, without what only the shop may know. */
  readonly item?: ShownItem;
}

export interface ModelRef {
  readonly name: string;
  readonly version: string;
}

export interface Decision {
  readonly decisionId: string;
  readonly placement: Placement;
  readonly items: readonly DecidedItem[];
  readonly strategy: Strategy;
  readonly evidence: Evidence;
  readonly model?: ModelRef;
  readonly warnings: readonly string[];
  readonly expiresAt: string;
}
