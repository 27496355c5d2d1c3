import { describe, expect, it } from 'vitest';
import { itemBiases } from '../../../../shared/decisioning/item-bias.ts';
import { newShelf } from '../../../../shared/decisioning/shelf.ts';
import { stockBias } from '../../../../shared/decisioning/stock-bias.ts';
import { anEntry } from '../../../support/builders/entry.ts';

const ALL = ['much', 'little', 'right', 'uncounted', 'unknown'];
/** Of each four until goods are there, nine at most. */
const demand = { leadTimeDays: 14, itemIds: ALL, median: ALL.map(() => 4), atServiceLevel: ALL.map(() => 9) };
const UP = Math.fround(Math.log(1.1));

function aShop(share = 0.1) {
  const shelf = newShelf(['much', 'little', 'right', 'uncounted']);
  shelf.update([
    anEntry('much', { stock: 28 }),
    anEntry('little', { stock: 3 }),
    anEntry('right', { stock: 9 }),
    anEntry('uncounted'),
    anEntry('unknown', { stock: 900 }), // to the model
  ]);
  return { shelf, stock: stockBias(shelf, 4, share) };
}

describe('the bias for what lies in stock', () => {
  it('is a little for what would lie, less for what would be gone, and nothing for all else', () => {
    const { stock } = aShop();
    expect(stock.values()).toBeUndefined();
    stock.learn(demand);
    expect([...stock.values()!]).toEqual([UP, -UP, 0, 0]);
    stock.learn(undefined);
    expect(stock.values()).toBeUndefined();
  });

  it('follows the stock as it is now, and is made once otherwise', () => {
    const { shelf, stock } = aShop();
    stock.learn(demand);
    const before = stock.values();
    expect(stock.values()).toBe(before);
    shelf.update([anEntry('little', { stock: 12 }, { version: 2 })]);
    expect([...stock.values()!]).toEqual([UP, 0, 0, 0]);
  });

  it('is nothing where the deployment wants none', () => {
    const { stock } = aShop(0);
    stock.learn(demand);
    expect(stock.values()).toBeUndefined();
  });

  it('counts beside wishes, in slates and rankings, and brings back nothing that is kept out', () => {
    const { shelf, stock } = aShop();
    shelf.update([anEntry('much', { stock: 28, markets: ['FR'] }, { version: 2 })]);
    const biases = itemBiases(shelf, 4, { blocked: -1e30, stock });
    const none = { objective: 'relevance', boosts: [] } as const;
    expect([...biases.offered('FR', none, [])]).toEqual([0, 0, 0, 0]);
    stock.learn(demand);
    expect([...biases.offered('FR', none, [])]).toEqual([UP, -UP, 0, 0]);
    expect(biases.offered('DE', none, [])[0]).toBe(Math.fround(-1e30));
    const boosts = [{ filter: { brand: { notIn: ['x'] } }, factor: 2 }];
    expect(biases.given([0, 2], { ...none, boosts })[0]).toBeCloseTo(Math.log(2.2), 6);
  });
});
