import type { ItemFilter } from '../domain/item-filter.ts';
import { type Arena, heap } from './arena.ts';
import { attributeTerm, EVERYWHERE, type Shelf, type TermField } from './shelf.ts';

/** One row's conditions in terms: some of these, none of those. */
interface TermCondition {
  readonly field: TermField;
  readonly in?: readonly string[] | undefined;
  readonly notIn?: readonly string[] | undefined;
}

/**
 * 1 for each row of the shelf whose item fulfils all conditions of the filter, as `itemFilterSchema` says them; 0 for
 * items that the catalog never heard of. O(rows × conditions) over typed arrays.
 *
 * @param arena - that the answer is taken from.
 */
export function matching(filter: ItemFilter, shelf: Shelf, arena: Arena = heap): Uint8Array {
  const mask = arena.bytes(shelf.rowCount);
  mask.set(shelf.listed());
  for (const { field, in: some, notIn: none } of termConditions(filter)) {
    const column = shelf.column(field);
    if (some !== undefined) column.keep(mask, column.having(some));
    if (none !== undefined) column.keep(mask, inverted(column.having(none)));
  }
  if (filter.price !== undefined) keepPrices(mask, filter.price, shelf);
  return mask;
}

function termConditions(filter: ItemFilter): readonly TermCondition[] {
  const { categories, brand, availability, markets, attributes = {} } = filter;
  const fields = { categories, brand, availability };
  const conditions: TermCondition[] = [];
  for (const [field, condition] of Object.entries(fields)) {
    if (condition !== undefined) conditions.push({ field: field as keyof typeof fields, ...condition });
  }
  if (markets !== undefined) {
    const orAnywhere = (list: readonly string[] | undefined) => list && [...list, EVERYWHERE];
    conditions.push({ field: 'markets', in: orAnywhere(markets.in), notIn: orAnywhere(markets.notIn) });
  }
  for (const [name, { equals, in: some, notIn }] of Object.entries(attributes)) {
    const field = { attribute: name };
    if (equals !== undefined) conditions.push({ field, in: [attributeTerm(equals)] });
    conditions.push({ field, in: some?.map(attributeTerm), notIn: notIn?.map(attributeTerm) });
  }
  return conditions;
}

const inverted = (isIn: Uint8Array): Uint8Array => isIn.map((bit) => 1 - bit);

function keepPrices(mask: Uint8Array, price: NonNullable<ItemFilter['price']>, shelf: Shelf): void {
  const { amounts, currencies } = shelf.amounts('price');
  const { min = 0, max = Number.POSITIVE_INFINITY } = price;
  currencies.keep(mask, currencies.having([price.currency]));
  for (let row = 0; row < mask.length; row++) {
    const amount = amounts[row]!;
    mask[row]! &= Number(amount >= min) & Number(amount <= max); // no branch to guess wrong; NaN is in no range
  }
}
