import { describe, expect, it } from 'vitest';
import { itemBiases } from '../../../../shared/decisioning/item-bias.ts';
import { matching } from '../../../../shared/decisioning/item-mask.ts';
import { newShelf } from '../../../../shared/decisioning/shelf.ts';
import { anEntry } from '../../../support/builders/entry.ts';

const BLOCKED = -1e30;
const OUT = Math.fround(BLOCKED);
const money = (amount: number, currency = 'EUR') => ({ amount, currency });
const none = { objective: 'relevance', boosts: [] } as const;
const margin = { objective: 'margin', boosts: [] } as const;
const boost = (category: string, factor: number) => ({ filter: { categories: { in: [category] } }, factor });

/** The model knows a to d; the catalog knows b, c, d and, since the model was made, e. */
function aShop() {
  const shelf = newShelf(['a', 'b', 'c', 'd']);
  shelf.update([
    anEntry('b', { categories: ['shoes'], price: money(300), cost: money(200) }),
    anEntry('c', { categories: ['shoes', 'sale'], markets: ['FR'], price: money(900), cost: money(100) }),
    anEntry('d', { categories: ['sale'], stock: 0, price: money(500), cost: money(300) }),
    anEntry('e', { categories: ['shoes'] }),
  ]);
  return { shelf, biases: itemBiases(shelf, 4, { blocked: BLOCKED }) };
}

describe('the bias of items', () => {
  it('is nothing for what is offered in the market, and keeps out what is not', () => {
    const { biases } = aShop();
    expect([...biases.offered('FR', none, [])]).toEqual([0, 0, 0, OUT]);
    expect([...biases.offered('DE', none, [])]).toEqual([0, 0, OUT, OUT]);
  });

  it('is the log of each factor that boosts an item, one on top of the other; what is kept out stays out', () => {
    const { biases } = aShop();
    const boosts = [boost('shoes', 4), boost('sale', 0.5)];
    const bias = biases.offered('FR', { objective: 'relevance', boosts }, []);
    expect([...bias]).toEqual([0, Math.fround(Math.log(4)), expect.closeTo(Math.log(2), 6), OUT]);
  });

  it('keeps out what a mask leaves out, though it be boosted', () => {
    const { shelf, biases } = aShop();
    const mask = matching({ categories: { in: ['sale'] } }, shelf);
    const bias = biases.offered(undefined, { objective: 'relevance', boosts: [boost('shoes', 100)] }, [mask]);
    expect([...bias]).toEqual([OUT, OUT, expect.closeTo(Math.log(100), 6), OUT]);
  });

  it('is, for the margin, its log as a multiple of the median; none where it is not known', () => {
    const { biases } = aShop(); // margins 100, 800, 200: the median is 200
    const bias = biases.offered('FR', margin, []);
    expect([...bias]).toEqual([0, expect.closeTo(Math.log(0.5), 6), expect.closeTo(Math.log(4), 6), OUT]);
    expect(biases.hasMargins()).toBe(true);
  });

  it('compares margins of all currencies whose worth is known, and what costs in another than it is sold in', () => {
    const shelf = newShelf(['x', 'y', 'z', 'w']);
    shelf.update([
      anEntry('x', { price: money(1_000, 'JPY'), cost: money(200, 'JPY') }), // 800 yen: 500
      anEntry('y', { price: money(300), cost: money(100) }), // 200
      anEntry('z', { price: money(300), cost: money(80, 'JPY') }), // 300 − 50
      anEntry('w', { price: money(900, 'XAF'), cost: money(100, 'XAF') }), // by itself
    ]);
    const biases = itemBiases(shelf, 4, { blocked: BLOCKED });
    const alone = [...biases.offered(undefined, margin, [])];
    expect(alone.map((log) => Math.exp(log))).toEqual([1, 1, 1, 1]);
    biases.exchange((currency) => ({ EUR: 1, JPY: 0.625 })[currency]);
    const together = [...biases.offered(undefined, margin, [])].map((log) => Math.exp(log));
    expect(together.map((times) => Math.round(times * 1000) / 1000)).toEqual([2, 0.8, 1, 1]);
  });

  it('compares margins within a currency only, and counts a loss a hundredth of the median', () => {
    const shelf = newShelf(['x', 'y', 'z', 'mixed']);
    shelf.update([
      anEntry('x', { price: money(9_000, 'JPY'), cost: money(1_000, 'JPY') }),
      anEntry('y', { price: money(300), cost: money(200) }),
      anEntry('z', { price: money(100), cost: money(200) }),
      anEntry('mixed', { price: money(300), cost: money(1, 'JPY') }),
    ]);
    const bias = itemBiases(shelf, 4, { blocked: BLOCKED }).offered(undefined, margin, []);
    expect([...bias]).toEqual([0, 0, expect.closeTo(Math.log(0.01), 6), 0]);
  });

  it('knows when nothing has a margin', () => {
    const shelf = newShelf(['x', 'y']);
    shelf.update([anEntry('x', { price: money(9) }), anEntry('y', { price: money(9), cost: money(9) })]);
    const biases = itemBiases(shelf, 2, { blocked: BLOCKED });
    expect(biases.hasMargins()).toBe(false);
    expect([...biases.offered(undefined, margin, [])]).toEqual([0, 0]);
  });

  it('is made once a market and objective, and anew when the shelf has changed', () => {
    const { shelf, biases } = aShop();
    const before = biases.offered('FR', margin, []);
    expect(biases.offered('FR', margin, [])).toBe(before);
    expect(biases.offered('FR', none, [])).not.toBe(before);
    shelf.update([anEntry('b', { price: money(1_000), cost: money(200) }, { version: 2 })]);
    expect(biases.offered('FR', margin, [])[1]).toBeCloseTo(0, 6); // margins 800, 800, 200
  });

  it('lets, of given items, those alone through, offered or not, with what was wished for', () => {
    const { biases } = aShop();
    const bias = biases.given([1, 3], { objective: 'margin', boosts: [boost('sale', 3)] });
    expect([...bias]).toEqual([OUT, expect.closeTo(Math.log(0.5), 6), OUT, expect.closeTo(Math.log(3), 6)]);
  });
});
