import type { StockDemand } from '../model/demand.ts';
import type { Shelf } from './shelf.ts';
import { stockSignal } from './stock-signal.ts';

/** What the stock of items adds to their scores: a little for what would lie, less for what would be gone. */
export interface StockBias {
  /** Goes by this demand from now on; by none, nothing is added. */
  learn(demand: StockDemand | undefined): void;
  /**
   * By row of the model's items, in log units; 0 for what has no signal, or no counted stock. Undefined where there is
   * nothing to go by. Made once a demand and revision of the shelf; not to be changed.
   */
  values(): Float32Array | undefined;
}

/**
 * @param itemCount - of the model: it has the shelf's first rows.
 * @param share - in [0, 1]: promoting multiplies odds by 1 + share, damping divides them by it; 0 does nothing.
 */
export function stockBias(shelf: Shelf, itemCount: number, share: number): StockBias {
  const added = { promote: Math.log1p(share), damp: -Math.log1p(share), none: 0 };
  let demand: StockDemand | undefined;
  let made: { readonly demand: StockDemand; readonly revision: number; readonly bias: Float32Array } | undefined;

  const make = (known: StockDemand): Float32Array => {
    const bias = new Float32Array(itemCount);
    known.itemIds.forEach((itemId, at) => {
      const row = shelf.rowOf(itemId);
      const onHand = shelf.get(itemId)?.item.stock;
      if (row === undefined || row >= itemCount || onHand === undefined) return;
      const within = { median: known.median[at]!, atServiceLevel: known.atServiceLevel[at]! };
      bias[row] = added[stockSignal({ onHand, onOrder: 0 }, within).signal];
    });
    return bias;
  };

  return {
    learn(newest) {
      demand = newest;
    },
    values() {
      if (demand === undefined || share === 0) return undefined;
      if (made?.demand !== demand || made.revision !== shelf.revision)
        made = { demand, revision: shelf.revision, bias: make(demand) };
      return made.bias;
    },
  };
}
