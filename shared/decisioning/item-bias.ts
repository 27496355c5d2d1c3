import type { Objective } from '../domain/decision.ts';
import type { ItemFilter } from '../domain/item-filter.ts';
import { type Arena, heap } from './arena.ts';
import { matching } from './item-mask.ts';
import type { MoneyField, Shelf } from './shelf.ts';
import type { StockBias } from './stock-bias.ts';

/** What multiplies the odds of the items that fulfil a filter. */
export interface Boost {
  readonly filter: ItemFilter;
  /** In (0, 100]; 1 changes nothing. */
  readonly factor: number;
}

export interface BiasWishes {
  readonly objective: Objective;
  readonly boosts: readonly Boost[];
}

/** The bias of a model's items: one number a row, in log units. */
export interface ItemBiases {
  /**
   * `blocked` for what is not offered in the market or has 0 in a mask; for the rest the sum of the logs of what
   * multiplies its odds, and of what its stock adds. Where no mask and no boost is given, made once a market, objective,
   * revision of the shelf and stock, and then not to be changed; else taken from the arena.
   */
  offered(market: string | undefined, wishes: BiasWishes, masks: readonly Uint8Array[], arena?: Arena): Float32Array;
  /** The same for given rows alone, offered or not: everything else is blocked. */
  given(rows: readonly number[], wishes: BiasWishes, arena?: Arena): Float32Array;
  /** Whether any item has a margin to go by. */
  hasMargins(): boolean;
  /** From now on margins of the currencies that are known here are compared with each other. */
  exchange(worth: Worth): void;
}

/** What a minor unit of a currency is worth in one that is the same for all; undefined: not known. For comparing, not for telling. */
export type Worth = (currency: string) => number | undefined;

/** A sale without margin, or at a loss, counts a hundredth of one with the median margin. */
const LEAST_MARGIN = 0.01;

/** Markets times objectives held at a time. */
const MAX_HELD = 32;

/**
 * @param itemCount - of the model: it has the shelf's first rows.
 * @param blocked - the number that keeps an item out of every answer.
 * @param stock - what stock adds; nothing where it is absent.
 */
export function itemBiases(
  shelf: Shelf,
  itemCount: number,
  { blocked, stock }: { readonly blocked: number; readonly stock?: Pick<StockBias, 'values'> },
): ItemBiases {
  const bases = new Map<string, Base>();
  let worth: Worth = () => undefined;
  let lastMargins: (Margins & { readonly revision: number }) | undefined;

  const margins = (): Margins => {
    if (lastMargins?.revision !== shelf.moneyRevision) {
      lastMargins = { ...marginsOf(shelf, itemCount, worth), revision: shelf.moneyRevision };
    }
    return lastMargins;
  };
  const wished = (objective: Objective, arena: Arena): Float32Array => {
    const bias = arena.floats(itemCount);
    if (objective === 'margin') bias.set(margins().logs);
    else bias.fill(0);
    const ofStock = stock?.values();
    if (ofStock !== undefined) for (let row = 0; row < itemCount; row++) bias[row]! += ofStock[row]!;
    return bias;
  };
  const base = (market: string | undefined, objective: Objective): Float32Array => {
    const name = `${objective} ${market}`;
    const known = bases.get(name);
    const ofStock = stock?.values();
    if (known?.revision === shelf.revision && known.ofStock === ofStock) return known.bias;
    const bias = wished(objective, heap);
    block(bias, shelf.offered(market), blocked);
    if (bases.size >= MAX_HELD) bases.clear();
    bases.set(name, { revision: shelf.revision, ofStock, bias });
    return bias;
  };

  return {
    offered(market, { objective, boosts }, masks, arena = heap) {
      const shared = base(market, objective);
      if (boosts.length === 0 && masks.length === 0) return shared;
      const bias = arena.floats(itemCount);
      bias.set(shared);
      for (const boost of boosts) addBoost(bias, boost, shelf, arena);
      for (const mask of masks) block(bias, mask, blocked);
      return bias;
    },

    given(rows, { objective, boosts }, arena = heap) {
      const open = wished(objective, arena);
      for (const boost of boosts) addBoost(open, boost, shelf, arena);
      const bias = arena.floats(itemCount).fill(blocked);
      for (const row of rows) bias[row] = open[row]!;
      return bias;
    },

    hasMargins: () => margins().count > 0,

    exchange(known) {
      worth = known;
      lastMargins = undefined;
      bases.clear();
    },
  };
}

/** A market's bias by an objective, and what it was made of. */
interface Base {
  readonly revision: number;
  readonly ofStock: Float32Array | undefined;
  readonly bias: Float32Array;
}

function block(bias: Float32Array, isAllowed: Uint8Array, blocked: number): void {
  for (let row = 0; row < bias.length; row++) if (isAllowed[row] === 0) bias[row] = blocked;
}

/** Blocked items stay blocked: beside what keeps them out, the log of a factor is nothing. */
function addBoost(bias: Float32Array, { filter, factor }: Boost, shelf: Shelf, arena: Arena): void {
  const isBoosted = matching(filter, shelf, arena);
  const added = Math.log(factor);
  for (let row = 0; row < bias.length; row++) bias[row]! += isBoosted[row]! * added;
}

interface Margins {
  readonly logs: Float32Array;
  /** Items that have one. */
  readonly count: number;
}

/**
 * By row: the log of the item's margin (price less cost) as a multiple of the median margin; 0 where price and cost are not
 * there, or cannot be compared. Currencies whose worth is known have one median together, each other one its own. Margins
 * below `LEAST_MARGIN` of the median count as that. The median is that of the margins above 0.
 */
function marginsOf(shelf: Shelf, itemCount: number, worth: Worth): Margins {
  const [price, cost] = [measured(shelf, 'price', worth), measured(shelf, 'cost', worth)];
  const logs = new Float32Array(itemCount);
  let count = 0;
  for (const unit of new Set(price.units)) {
    if (unit === undefined) continue;
    const marginAt = (row: number): number =>
      price.unitAt(row) === unit && cost.unitAt(row) === unit ? price.at(row) - cost.at(row) : Number.NaN;
    const positive = new Float64Array(itemCount);
    let positiveCount = 0;
    for (let row = 0; row < itemCount; row++) if (marginAt(row) > 0) positive[positiveCount++] = marginAt(row);
    if (positiveCount === 0) continue;
    const median = positive.subarray(0, positiveCount).sort()[positiveCount >> 1]!;
    for (let row = 0; row < itemCount; row++) {
      const margin = marginAt(row);
      if (Number.isNaN(margin)) continue;
      logs[row] = Math.log(Math.max(margin / median, LEAST_MARGIN));
      count++;
    }
  }
  return { logs, count };
}

/** Stands for all currencies whose worth is known. */
const COMMON = '';

/** Amounts in what they can be compared in: the common unit, or else their own currency. */
function measured(shelf: Shelf, field: MoneyField, worth: Worth) {
  const { amounts, currencies } = shelf.amounts(field);
  const codes = currencies.codes();
  const factors = currencies.lists.map(([currency]) => (currency === undefined ? undefined : worth(currency)));
  const units = currencies.lists.map(([currency], i) => (factors[i] === undefined ? currency : COMMON));
  return {
    units,
    unitAt: (row: number) => units[codes[row]!],
    at: (row: number) => amounts[row]! * (factors[codes[row]!] ?? 1),
  };
}
