import type { JsonObject, JsonValue } from '../../domain/event.ts';
import { type InteractionKind, kindOf, productsOf } from '../../domain/interaction.ts';
import { levelsOf } from '../category-levels.ts';
import type { Feature } from './feature.ts';
import { heaviest, MAX_KEY_LENGTH, type Tally, tallied, type Weighed } from './tally.ts';

type AffinityState = { readonly categories: Tally; readonly brands: Tally };

export interface Affinities {
  readonly categories: readonly Weighed[];
  readonly brands: readonly Weighed[];
}

/** Whole numbers, so that no order of adding them matters. What takes back (`uncart`, `refund`) is no sign of interest. */
const INTENT: Readonly<Partial<Record<InteractionKind, number>>> = {
  view: 1,
  click: 1,
  wish: 2,
  share: 2,
  rate: 2,
  cart: 3,
  purchase: 5,
};
const KEPT = 50;
const TOLD = 10;

/**
 * What the person turns to: category paths and brands, by what the events say of their items. An event that names an
 * item and nothing of it says nothing here: the catalog of today is not what was on show then.
 */
export const affinities: Feature<AffinityState, Affinities> = {
  empty: { categories: [], brands: [] },
  fold(state, event) {
    const intent = INTENT[kindOf(event) ?? 'refund'];
    if (intent === undefined) return state;
    let { categories, brands } = state;
    for (const product of productsOf(event.properties)) {
      const { category, brand } = factsOf(product);
      if (category !== undefined) categories = tallied(categories, category, intent, KEPT);
      if (brand !== undefined) brands = tallied(brands, brand, intent, KEPT);
    }
    return { categories, brands };
  },
  value: ({ categories, brands }) => ({ categories: heaviest(categories, TOLD), brands: heaviest(brands, TOLD) }),
};

/** Segment writes `category` and `brand`, GA4 `item_category` and `item_brand`. */
const factsOf = (product: JsonObject) => ({
  category: textOf(product['category'] ?? product['item_category']),
  brand: textOf(product['brand'] ?? product['item_brand']),
});

/** Of a path such as `Shoes > Running`, the topmost level: `Shoes`. */
export const topLevelOf = (category: string): string => levelsOf(category, (level) => level.trim())[0]!;

/** The topmost categories of an event's products, as far as it tells them. */
export const topCategoriesOf = (properties: JsonObject): readonly string[] =>
  productsOf(properties).flatMap((product) => {
    const { category } = factsOf(product);
    return category === undefined ? [] : [topLevelOf(category).slice(0, MAX_KEY_LENGTH)];
  });

function textOf(value: JsonValue | undefined): string | undefined {
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? undefined : text;
}
