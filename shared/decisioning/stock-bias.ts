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
  /** Where a row's item stands in the demand; −1: nowhere. */
  let placeOf = new Int32Array(0);
  let made: { readonly demand: StockDemand; readonly revision: number; readonly bias: Float32Array } | undefined;

  const make = ({ median, atServiceLevel }: StockDemand): Float32Array => {
    const bias = new Float32Array(itemCount);
    for (let row = 0; row < itemCount; row++) {
      const place = placeOf[row]!;
      const onHand = place < 0 ? undefined : shelf.entryAt(row)?.item.stock;
      if (onHand === undefined) continue;
      const within = { median: median[place]!, atServiceLevel: atServiceLevel[place]! };
      bias[row] = added[stockSignal({ onHand, onOrder: 0 }, within).signal];
    }
    return bias;
  };

  return {
    learn(newest) {
      if (newest === demand) return;
      demand = newest;
      placeOf = new Int32Array(itemCount).fill(-1);
      newest?.itemIds.forEach((itemId, place) => {
        const row = shelf.rowOf(itemId) ?? itemCount;
        if (row < itemCount) placeOf[row] = place;
      });
    },
    values() {
      if (demand === undefined || share === 0) return undefined;
      if (made?.demand !== demand || made.revision !== shelf.revision)
        made = { demand, revision: shelf.revision, bias: make(demand) };
      return made.bias;
    },
  };
}
