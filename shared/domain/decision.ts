import type { ToldRate } from './exchange-rates.ts';
import type { ShownItem } from './item-texts.ts';

export const PLACEMENTS = [
  'home',
  'product',
  'bought-together',
  'looks-alike',
  'cart',
  'viewed',
  'trending',
  'again',
] as const;
export type Placement = (typeof PLACEMENTS)[number];

export const DEVICES = ['mobile', 'tablet', 'desktop', 'tv', 'other'] as const;
export type Device = (typeof DEVICES)[number];

/** Whether a decision went by what the person did, and why. */
export interface DecisionConsent {
  readonly profiling: boolean;
  /**
   * What the person said of it, or that nothing was said of all of it; or that the request asked for no profiling; or
   * that nobody was named, or nobody's past could be read; or that the variant of an experiment goes by nothing that
   * anybody did, as the holdout does.
   */
  readonly because: 'granted' | 'silence' | 'refused' | 'asked' | 'nobody' | 'experiment';
  /** The browser's Global Privacy Control was on, and nothing goes to advertisers. */
  readonly gpc?: { readonly honoured: true };
}

/** Facts of the request. */
export interface DecisionContext {
  /** ISO 3166. */
  readonly market?: string;
  readonly device?: Device;
  /** 0 to 23, where the shopper is. */
  readonly hour?: number;
  /** The shopper's browser says Global Privacy Control. */
  readonly gpc?: boolean;
}

export const OBJECTIVES = ['relevance', 'margin'] as const;
/** What a ranking is after: what is wanted, or what is wanted times what the shop earns by it. */
export type Objective = (typeof OBJECTIVES)[number];

/** Where the slate came from: the model, or a lesser answer when there was nothing to personalise on. */
export const STRATEGIES = [
  'personal',
  'similar',
  'bought-together',
  'looks-alike',
  'trending',
  'again',
  'popular',
  'same-category',
  'catalog-order',
  'given-order',
] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** What the decision knew, from most to least. */
export type Evidence = 'person' | 'item' | 'market' | 'none';

/** Why an item stands in the slate. */
export interface Reason {
  readonly code:
    | 'because-of-item'
    | 'friends'
    | 'popular'
    | 'trending'
    | 'bought-before'
    | 'same-category'
    | 'new-item'
    | 'catalog-order'
    | 'given-order';
  /** The item of the person's history, or of the page, that spoke most for it. */
  readonly itemId?: string;
  /** Of all that the person's events say for the item, the share that this one says; in (0, 1]. */
  readonly share?: number;
  /** The same in words, in the decision's language. */
  readonly text: string;
}

export interface DecidedItem {
  readonly itemId: string;
  /** 1-based. */
  readonly rank: number;
  /**
   * Higher is better; of any sign, and comparable within one decision only: the model's number in log units, or the
   * likeness of a same-category answer. Absent where nothing is known of the item yet.
   */
  readonly score?: number;
  /** Propensity: the probability with which the policy shows this item at this rank; in a drawn slate, given what stands before it. */
  readonly probability: number;
  readonly reasons: readonly Reason[];
  /** Stands in a slot that the request gave to a promotion. */
  readonly promoted?: true;
  /** What the catalog says of it, without what only the shop may know. */
  readonly item?: ShownItem;
  /** What it costs the shopper where a currency of theirs is known, and a rate: see `money` of the decision. */
  readonly price?: { readonly amount: number; readonly currency: string };
}

export interface ModelRef {
  readonly name: string;
  readonly version: string;
}

export interface Decision {
  readonly decisionId: string;
  readonly placement: Placement;
  readonly items: readonly DecidedItem[];
  /** What drew the slate: "plackett-luce"; absent: nothing, the best stand in it. */
  readonly policy?: string;
  readonly strategy: Strategy;
  readonly evidence: Evidence;
  /** Placement "viewed": the item that the slate goes by. */
  readonly becauseOf?: { readonly itemId: string; readonly title?: string };
  /** The currency of the items' prices, and what was converted by; absent: none was asked for. */
  readonly money?: { readonly currency: string; readonly rates: readonly ToldRate[] };
  readonly model?: ModelRef;
  /** The variant that the person met here; of several experiments the first by id. */
  readonly experiment?: { readonly id: string; readonly arm: string };
  readonly consent: DecisionConsent;
  readonly warnings: readonly string[];
  /** BCP 47, of the reasons' texts; each item says its own. */
  readonly contentLanguage: string;
  readonly expiresAt: string;
}

/** The caller's items in another order. */
export type Ranking = Omit<Decision, 'placement' | 'becauseOf'>;
