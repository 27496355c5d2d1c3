/** An item's stock, in units. */
export interface StockPosition {
  readonly onHand: number;
  readonly onOrder: number;
}

/** What is foreseen to be sold of an item until goods ordered at the next review are there, in units. */
export interface LeadTimeDemand {
  /** As likely more as less. */
  readonly median: number;
  /** Not exceeded with the wanted service level. */
  readonly atServiceLevel: number;
}

/** What the stock says to those who show items. */
export interface StockSignal {
  readonly signal: 'promote' | 'damp' | 'none';
  readonly reason: 'more-than-will-sell' | 'sold-out' | 'about-to-sell-out' | 'stock-fits-demand';
}

/** Lead times of high demand that may lie in stock before there is too much. */
const OVERSTOCK_LEAD_TIMES = 3;

/** Whole units to order so that stock and orders reach the service level; 0 where they do already. */
export const reorderQuantity = ({ onHand, onOrder }: StockPosition, { atServiceLevel }: LeadTimeDemand): number =>
  Math.max(0, Math.ceil(atServiceLevel - onHand - onOrder));

/**
 * Promote what would lie for long, damp what would be gone before more comes. Where nothing is foreseen to sell, one
 * unit is not too much.
 */
export function stockSignal({ onHand, onOrder }: StockPosition, demand: LeadTimeDemand): StockSignal {
  if (onHand <= 0) return { signal: 'damp', reason: 'sold-out' };
  if (onHand + onOrder > OVERSTOCK_LEAD_TIMES * Math.max(demand.atServiceLevel, 1))
    return { signal: 'promote', reason: 'more-than-will-sell' };
  if (onHand < demand.median) return { signal: 'damp', reason: 'about-to-sell-out' };
  return { signal: 'none', reason: 'stock-fits-demand' };
}
