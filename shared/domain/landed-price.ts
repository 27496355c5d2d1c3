import type { LandedTables } from './market.ts';
import { percentOf, percentWithin } from './percent.ts';

/** Goods of one kind in an order. */
export interface OrderLine {
  /** What duty and tax go by. */
  readonly categories: readonly string[];
  /** Of one of them, in the market's currency. */
  readonly priceMinor: number;
  /** ≥ 1. */
  readonly quantity: number;
}

/** What an order comes to at the shopper's door, in minor units of the market's currency. */
export interface LandedPrice {
  readonly goodsMinor: number;
  readonly shippingMinor: number;
  readonly dutyMinor: number;
  readonly taxMinor: number;
  /** Present where the tax is in the other amounts already, so that the total has it once. */
  readonly taxIncluded?: true;
  readonly totalMinor: number;
}

/**
 * The parts of an order's price by the tables of its market. Duty is on the goods, tax on the goods and their duty, both on
 * shipping where the table says so, there by the percent that no category changes. Each is rounded once a line, half away
 * from zero, so that the parts sum to the total.
 */
export function landedPrice(lines: readonly OrderLine[], { shipping, duty, tax }: LandedTables): LandedPrice {
  const goods = lines.map((line) => ({ ...line, minor: line.priceMinor * line.quantity, dutyMinor: 0 }));
  const goodsMinor = sumOf(goods.map(({ minor }) => minor));
  const shippingMinor = shipping.find(({ upToMinor = Number.POSITIVE_INFINITY }) => goodsMinor <= upToMinor)!.costMinor;
  const isCharged = (charge: Charge) => goodsMinor > charge.freeUpToMinor;

  const dutied = goods.map((line) => ({
    ...line,
    dutyMinor: isCharged(duty) ? percentOf(percentFor(line, duty), line.minor) : 0,
  }));
  const dutyOnShipping = isCharged(duty) && duty.onShipping ? percentOf(duty.percent, shippingMinor) : 0;
  const dutyMinor = sumOf(dutied.map((line) => line.dutyMinor)) + dutyOnShipping;

  const taxed = tax.included ? percentWithin : percentOf;
  const onGoods = dutied.map((line) => taxed(percentFor(line, tax), line.minor + (tax.included ? 0 : line.dutyMinor)));
  const onShipping = tax.onShipping ? taxed(tax.percent, shippingMinor + (tax.included ? 0 : dutyOnShipping)) : 0;
  const taxMinor = isCharged(tax) ? sumOf(onGoods) + onShipping : 0;
  return {
    goodsMinor,
    shippingMinor,
    dutyMinor,
    taxMinor,
    ...(tax.included && { taxIncluded: true as const }),
    totalMinor: goodsMinor + shippingMinor + dutyMinor + (tax.included ? 0 : taxMinor),
  };
}

type Charge = LandedTables['duty'];

const percentFor = ({ categories }: OrderLine, charge: Charge): string =>
  charge.categories.find(({ category }) => categories.includes(category))?.percent ?? charge.percent;

const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);
