import { describe, expect, it } from 'vitest';
import { reorderQuantity, stockSignal } from '../../../../shared/decisioning/stock-signal.ts';

const demand = { median: 4, atServiceLevel: 9 };

describe('what stock says', () => {
  it('is how much to order so that high demand until the next goods is met', () => {
    expect(reorderQuantity({ onHand: 2, onOrder: 3 }, demand)).toBe(4);
    expect(reorderQuantity({ onHand: 20, onOrder: 0 }, demand)).toBe(0);
    expect(reorderQuantity({ onHand: 0, onOrder: 0 }, { median: 0, atServiceLevel: 0.2 })).toBe(1);
  });

  it('is to promote what would lie, and to damp what is gone or will be', () => {
    expect(stockSignal({ onHand: 28, onOrder: 0 }, demand)).toEqual({
      signal: 'promote',
      reason: 'more-than-will-sell',
    });
    expect(stockSignal({ onHand: 10, onOrder: 18 }, demand).signal).toBe('promote');
    expect(stockSignal({ onHand: 27, onOrder: 0 }, demand)).toEqual({ signal: 'none', reason: 'stock-fits-demand' });
    expect(stockSignal({ onHand: 3, onOrder: 0 }, demand)).toEqual({ signal: 'damp', reason: 'about-to-sell-out' });
    expect(stockSignal({ onHand: 0, onOrder: 90 }, demand)).toEqual({ signal: 'damp', reason: 'sold-out' });
    expect(stockSignal({ onHand: 1, onOrder: 0 }, { median: 0, atServiceLevel: 0 }).signal).toBe('none');
  });
});
