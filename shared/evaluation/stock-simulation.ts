export interface StockSettings {
  /** Steps from an order to its goods; ordered at each step's beginning. */
  readonly leadTime: number;
  /** Of a unit left at a step's end. */
  readonly holdingCost: number;
  /** Of a unit that was asked for and waits at a step's end. */
  readonly shortageCost: number;
}

export interface StockOutcome {
  readonly cost: number;
  /** Units asked for, and those that were there at once. */
  readonly asked: number;
  readonly served: number;
  /** Steps in which all that was asked for was there. */
  readonly stepsWithout: number;
  readonly steps: number;
  /** At the end; below 0, what waits. */
  readonly onHand: number;
  readonly onOrder: number;
}

/**
 * What a rule of ordering would have brought: stock begins at what the rule wants of nothing; at each step goods come
 * in, an order goes out, and then what is asked for is taken, or waits. Where units wait, the cheapest stock after an order
 * is the quantile of demand until the next order's goods at shortage / (shortage + holding). O(steps × lead time).
 *
 * Source: Silver, Pyke & Thomas (2017), "Inventory and Production Management in Supply Chains", section 7.9 (periodic
 * review, backorders).
 *
 * @param demand - by step, ≥ 0.
 * @param order - how much to order at a step with so much on hand and on order.
 */
export function simulateStock(
  demand: Float64Array,
  order: (step: number, stock: { readonly onHand: number; readonly onOrder: number }) => number,
  { leadTime, holdingCost, shortageCost }: StockSettings,
): StockOutcome {
  let onHand = order(0, { onHand: 0, onOrder: 0 });
  const orders: number[] = [];
  const onOrder = () => orders.reduce((sum, size) => sum + size, 0);
  let [cost, asked, served, stepsWithout] = [0, 0, 0, 0];
  demand.forEach((wanted, step) => {
    if (orders.length === leadTime && leadTime > 0) onHand += orders.shift()!;
    const ordered = order(step, { onHand, onOrder: onOrder() });
    if (leadTime === 0) onHand += ordered;
    else orders.push(ordered);
    const taken = Math.min(Math.max(0, onHand), wanted);
    onHand -= wanted;
    cost += onHand > 0 ? holdingCost * onHand : -shortageCost * onHand;
    asked += wanted;
    served += taken;
    if (taken === wanted) stepsWithout++;
  });
  return { cost, asked, served, stepsWithout, steps: demand.length, onHand, onOrder: onOrder() };
}
