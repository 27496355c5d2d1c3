import { type AmountSlot, takeAmounts } from './amounts.ts';
import { type DateSlot, takeDates } from './dates.ts';
import { normalForm } from './normal-form.ts';
import { takeOrderNumbers } from './order-numbers.ts';
import type { ProductIndex, ProductSlot } from './products.ts';
import { takeQuantities } from './quantity.ts';

/** What a text names beside what it wants. */
export interface Slots {
  readonly orderNumbers: readonly string[];
  readonly amounts: readonly AmountSlot[];
  readonly dates: readonly DateSlot[];
  readonly quantities: readonly number[];
  readonly products: readonly ProductSlot[];
}

export interface SlotContext {
  /** YYYY-MM-DD, by the shopper's clock. */
  readonly today: string;
  /** ISO 4217: of amounts that name no currency. */
  readonly currency: string;
  readonly products?: ProductIndex | undefined;
}

const MOST_PRODUCTS = 5;

/** Reads order numbers, days, money and quantities, in this order: what one took is not there for the next. */
export function slotsOf(text: string, { today, currency, products }: SlotContext): Slots {
  const orders = takeOrderNumbers(normalForm(text));
  const dates = takeDates(orders.rest, today);
  const amounts = takeAmounts(dates.rest, currency);
  const quantities = takeQuantities(amounts.rest);
  return {
    orderNumbers: orders.found,
    amounts: amounts.found,
    dates: dates.found,
    quantities: quantities.found,
    products: products?.find(quantities.rest, MOST_PRODUCTS) ?? [],
  };
}
