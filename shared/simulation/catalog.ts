import type { Item } from '../domain/item.ts';
import { DAY_MS, isoOf } from '../domain/time.ts';
import { drawIndex, drawOne, type Random, shuffled } from './draws.ts';
import { type Brand, DEPARTMENTS, type Department, KINDS, type ProductKind, STYLES, type Style } from './vocabulary.ts';

/** An item with the truth that was planted in it. */
export interface PlantedItem {
  readonly item: Item;
  readonly kind: ProductKind;
  readonly brand: Brand;
  readonly style: Style;
  readonly createdAtMs: number;
  /** Share of all attention that it would get if tastes were equal; the shares of a shop sum to 1. */
  readonly popularity: number;
  /** Positions of the items that go with it, and how strongly; the weights of one item sum to 1. */
  readonly complements: readonly Complement[];
}

export interface Complement {
  readonly index: number;
  readonly weight: number;
}

export interface CatalogOptions {
  readonly itemCount: number;
  /** The span of the events; some items arrive within it. */
  readonly startAtMs: number;
  readonly endAtMs: number;
}

/** A catalog of invented products in which kinds, brands and variants are spread evenly and popularity is not. */
export function makeCatalog({ itemCount, startAtMs, endAtMs }: CatalogOptions, random: Random): readonly PlantedItem[] {
  const popularities = popularityShares(itemCount, random);
  const draftsOfKind = new Map(KINDS.map((kind) => [kind, draftsOf(kind, random)]));
  const items: PlantedItem[] = [];
  for (let i = 0; i < itemCount; i++) {
    const kind = KINDS[i % KINDS.length]!;
    const drafts = draftsOfKind.get(kind)!;
    const turn = Math.floor(i / KINDS.length);
    const draft = drafts[turn % drafts.length]!;
    const edition = Math.floor(turn / drafts.length);
    const createdAtMs =
      random() < 0.05
        ? startAtMs + Math.floor(random() * (endAtMs - startAtMs))
        : startAtMs - Math.floor((1 + random() * 700) * DAY_MS);
    items.push(itemFrom(draft, { number: turn + 1, edition, createdAtMs, popularity: popularities[i]! }, random));
  }
  const indexesOfKind = Map.groupBy(items.keys(), (i) => items[i]!.kind.slug);
  return items.map((item) => ({ ...item, complements: complementsOf(item, items, indexesOfKind, random) }));
}

/** Everything that tells two products of one kind apart. */
interface Draft {
  readonly kind: ProductKind;
  readonly department: Department;
  readonly brand: Brand;
  readonly make: string;
  readonly variant: string;
}

interface Particulars {
  readonly number: number;
  /** 0 for the first product of these words, then counted up, so that titles differ in catalogs of any size. */
  readonly edition: number;
  readonly createdAtMs: number;
  readonly popularity: number;
}

/** Zipf–Mandelbrot shares in random order: of 400 items, the first 40 get 38 % of the attention. */
function popularityShares(itemCount: number, random: Random): readonly number[] {
  const weights = Array.from({ length: itemCount }, (_, i) => (i + 6) ** -0.8);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return shuffled(
    weights.map((weight) => weight / sum),
    random,
  );
}

function draftsOf(kind: ProductKind, random: Random): readonly Draft[] {
  const department = DEPARTMENTS.find(({ categories }) => categories.includes(kind.category))!;
  const all = department.brands.flatMap((brand) =>
    kind.makes.flatMap((make) => department.variants.map((variant) => ({ kind, department, brand, make, variant }))),
  );
  return shuffled(all, random);
}

function itemFrom({ kind, department, brand, make, variant }: Draft, own: Particulars, random: Random): PlantedItem {
  const { number, edition, createdAtMs, popularity } = own;
  const itemId = `${kind.slug}-${number}`;
  const style = random() < 0.65 ? brand.style : drawOne(STYLES, random);
  const price = priceMinor(kind, brand, random);
  const stock = random() < 0.03 ? 0 : 1 + Math.floor(random() * 120);
  const title = `${brand.name} ${make} ${kind.noun}, ${variant}${edition > 0 ? `, edition ${edition + 1}` : ''}`;
  const item: Item = {
    itemId,
    title,
    description: `${kind.text} ${SENTENCE_OF_STYLE[style]}`,
    categories: [department.name, kind.category],
    brand: brand.name,
    price: { amount: price, currency: 'EUR' },
    cost: { amount: Math.round(price * (0.4 + 0.25 * random())), currency: 'EUR' },
    stock,
    availability: stock === 0 ? 'out_of_stock' : 'in_stock',
    images: [],
    url: `https://shop.example/products/${itemId}`,
    markets: [...MARKETS[drawIndex(MARKET_WEIGHTS, random)]!],
    createdAt: isoOf(createdAtMs),
    attributes: { [department.variantName]: variant, style, make, kind: kind.noun },
  };
  return { item, kind, brand, style, createdAtMs, popularity, complements: [] };
}

const SENTENCE_OF_STYLE: Readonly<Record<Style, string>> = {
  classic: 'A shape that has not needed changing.',
  minimal: 'Nothing on it that does not have to be there.',
  rugged: 'Built to be used hard and mended.',
  colourful: 'Made to be noticed.',
};

/** Most items are sold everywhere (no list), a few in some markets only. */
const MARKETS: readonly (readonly string[])[] = [[], ['DE'], ['DE', 'AT'], ['FR', 'ES', 'IT']];
const MARKET_WEIGHTS = [0.9, 0.05, 0.03, 0.02];

const FACTOR_OF_LEVEL = { 1: 0.6, 2: 0.85, 3: 1.2, 4: 1.8 } as const;

/** Ends in 90 cents, as prices do. */
function priceMinor(kind: ProductKind, brand: Brand, random: Random): number {
  const wanted = kind.basePriceMinor * FACTOR_OF_LEVEL[brand.priceLevel] * (0.85 + 0.3 * random());
  return Math.max(1, Math.round(wanted / 100)) * 100 - 10;
}

const COMPLEMENT_WEIGHTS = [0.5, 0.3, 0.2];

/** Up to three items of the kinds that go with this one, sooner those of its own brand and style. */
function complementsOf(
  from: PlantedItem,
  items: readonly PlantedItem[],
  indexesOfKind: ReadonlyMap<string, readonly number[]>,
  random: Random,
): readonly Complement[] {
  const indexes = from.kind.goesWith.flatMap((slug) => indexesOfKind.get(slug) ?? []);
  const weights = indexes.map((index) => {
    const { brand, style } = items[index]!;
    return (brand === from.brand ? 4 : 1) * (style === from.style ? 2 : 1);
  });
  const chosen: number[] = [];
  while (chosen.length < Math.min(COMPLEMENT_WEIGHTS.length, indexes.length)) {
    const at = drawIndex(weights, random);
    weights[at] = 0;
    chosen.push(indexes[at]!);
  }
  const sum = COMPLEMENT_WEIGHTS.slice(0, chosen.length).reduce((total, weight) => total + weight, 0);
  return chosen.map((index, i) => ({ index, weight: COMPLEMENT_WEIGHTS[i]! / sum }));
}
