import type { Evidence, Placement, Strategy } from '../domain/decision.ts';
import type { BlendName } from '../model/blend.ts';
import type { Relation } from './grounds.ts';

/** What a placement starts from, and how it goes on from there. */
export interface PlacementRule {
  /**
   * The items that the slate is about: none, the page's, all in the cart, the newest viewed and not bought; or those
   * that the person bought, and then it is made of them.
   */
  readonly anchor: 'none' | 'page' | 'cart' | 'viewed' | 'bought';
  /** Whose events speak: the anchor's alone, the anchor's and then the person's, or nobody's. */
  readonly history: 'anchor' | 'anchor-first' | 'none';
  /** What must not come back: besides the anchor all that the person met, or what they bought; or nothing at all. */
  readonly spares: 'met' | 'bought' | 'nothing';
  readonly blend: BlendName;
  readonly strategy: Strategy;
  readonly evidence: Evidence;
  /** How an item belongs to the anchor; absent: by what the person did to it. */
  readonly relation?: Relation;
}

/** Without its anchor a placement goes by this rule's history, blend and strategy. */
const HOME: PlacementRule = {
  anchor: 'none',
  history: 'anchor-first',
  spares: 'met',
  blend: 'personal',
  strategy: 'personal',
  evidence: 'person',
};

const ON_THE_PAGE = { anchor: 'page', spares: 'bought', evidence: 'item' } as const;

export const PLACEMENT_RULES: Readonly<Record<Placement, PlacementRule>> = {
  home: HOME,
  product: { ...ON_THE_PAGE, history: 'anchor-first', blend: 'similar', strategy: 'similar', relation: 'goesWith' },
  'bought-together': {
    ...ON_THE_PAGE,
    history: 'anchor',
    blend: 'bought-together',
    strategy: 'bought-together',
    relation: 'boughtWith',
  },
  'looks-alike': {
    ...ON_THE_PAGE,
    history: 'anchor',
    blend: 'looks-alike',
    strategy: 'looks-alike',
    relation: 'looksLike',
  },
  cart: {
    anchor: 'cart',
    history: 'anchor-first',
    spares: 'bought',
    blend: 'bought-together',
    strategy: 'bought-together',
    evidence: 'person',
  },
  viewed: {
    anchor: 'viewed',
    history: 'anchor',
    spares: 'bought',
    blend: 'similar',
    strategy: 'similar',
    evidence: 'person',
  },
  trending: {
    anchor: 'none',
    history: 'none',
    spares: 'bought',
    blend: 'trending',
    strategy: 'trending',
    evidence: 'market',
  },
  again: {
    anchor: 'bought',
    history: 'none',
    spares: 'nothing',
    blend: 'personal',
    strategy: 'again',
    evidence: 'person',
  },
};

/** Whether a request for the placement must say which item the page is about. */
export const wantsItem = ({ anchor }: PlacementRule): boolean => anchor === 'page';

/** How the placement goes on when nothing of its anchor is there: as at home, but sparing what it would spare. */
export const withoutAnchor = (rule: PlacementRule): PlacementRule =>
  rule.anchor === 'none' ? rule : { ...HOME, spares: rule.spares };
