import type { ItemFilter } from '../../../shared/domain/item-filter.ts';
import type { ShownItem } from '../../../shared/domain/item-texts.ts';

/** Whether one item fulfils all conditions, read off as they are written. */
export function fulfils(
  item: Omit<ShownItem, 'title' | 'description' | 'contentLanguage'>,
  filter: ItemFilter,
): boolean {
  const { categories, brand, price, availability, markets, attributes = {} } = filter;
  if (!isOneOf(item.categories, categories)) return false;
  if (!isOneOf(item.brand === undefined ? [] : [item.brand], brand)) return false;
  if (!isOneOf([item.availability], availability)) return false;
  if (price !== undefined) {
    if (item.price?.currency !== price.currency) return false;
    if (price.min !== undefined && item.price.amount < price.min) return false;
    if (price.max !== undefined && item.price.amount > price.max) return false;
  }
  const isEverywhere = item.markets.length === 0;
  if (markets?.in !== undefined && !isEverywhere && !markets.in.some((market) => item.markets.includes(market))) {
    return false;
  }
  if (markets?.notIn !== undefined && (isEverywhere || markets.notIn.some((market) => item.markets.includes(market)))) {
    return false;
  }
  return Object.entries(attributes).every(([name, condition]) => {
    const value = item.attributes[name];
    if (condition.equals !== undefined && value !== condition.equals) return false;
    return isOneOf(value === undefined ? [] : [value], condition);
  });
}

function isOneOf<Value>(
  values: readonly Value[],
  condition: { readonly in?: readonly Value[] | undefined; readonly notIn?: readonly Value[] | undefined } | undefined,
): boolean {
  if (condition?.in !== undefined && !values.some((value) => condition.in?.includes(value))) return false;
  return condition?.notIn === undefined || !values.some((value) => condition.notIn?.includes(value));
}
