import type { Item } from '../domain/item.ts';
import { seededRandom } from '../math/random.ts';
import type { SparseRows } from '../math/sparse-rows.ts';
import { stringHash } from '../math/string-hash.ts';
import { levelsOf } from './category-levels.ts';
import { folded, wordsOf } from './words.ts';

/** What a token was read from. The order is part of every model: it numbers the field weights. */
export const CONTENT_FIELDS = ['title', 'description', 'category', 'brand', 'price', 'attribute', 'vector'] as const;
export type ContentField = (typeof CONTENT_FIELDS)[number];

/** Items × tokens. */
export interface ContentFeatures {
  /** How often each token stands in each item, rows in the order of the items. */
  readonly counts: SparseRows;
  /** A field a token, into CONTENT_FIELDS. */
  readonly fields: Uint8Array;
  /** A facet a token, into `facetNames`; `NO_FACET` for words and vectors. */
  readonly facets: Uint8Array;
  /** What items may be told apart by: `category 1` (the first level named), `brand`, `price`, `attribute size` … */
  readonly facetNames: readonly string[];
}

export const NO_FACET = 255;
/** Attributes that are a facet of their own, those that most items have; the others share one. */
const OWN_FACETS = 12;
const OTHER_ATTRIBUTES = 'other attributes';
/** Levels of categories from this one on are one facet. */
const DEEPEST_LEVEL = 4;

type ContentItem = Pick<Item, 'title' | 'description' | 'categories' | 'brand' | 'price' | 'attributes'>;

/**
 * What shops say of their items, as tokens that alike items share. Tokens are numbered in order of appearance: the
 * same items give the same numbers.
 *
 * Numeric attributes named alike but for a last number (`image_0` … `image_63`), at least 8 of them, are one dense
 * vector, such as the embedding of a picture: see vectorTokens.
 */
export function contentFeatures(items: readonly ContentItem[]): ContentFeatures {
  const numbers = new Map<string, number>();
  const fields: ContentField[] = [];
  const facetOf: (string | undefined)[] = [];
  const ownFacets = commonAttributes(items);
  const centres = vectorCentres(items);
  const offsets = new Int32Array(items.length + 1);
  const columns: number[] = [];
  const weights: number[] = [];
  items.forEach((item, row) => {
    const counts = new Map<number, number>();
    for (const { field, text, facet } of [...contentTokens(item, ownFacets), ...vectorTokens(item, centres)]) {
      const key = `${field}:${text}`;
      const column = numbers.get(key) ?? numbers.size;
      if (column === numbers.size) {
        numbers.set(key, column);
        fields.push(field);
        facetOf.push(facet);
      }
      counts.set(column, (counts.get(column) ?? 0) + 1);
    }
    for (const [column, count] of [...counts].sort((a, b) => a[0] - b[0])) {
      columns.push(column);
      weights.push(count);
    }
    offsets[row + 1] = columns.length;
  });
  const facetNames = [...new Set(facetOf)].filter((facet) => facet !== undefined);
  return {
    counts: {
      columnCount: numbers.size,
      offsets,
      columns: Int32Array.from(columns),
      weights: Float32Array.from(weights),
    },
    fields: Uint8Array.from(fields, (field) => CONTENT_FIELDS.indexOf(field)),
    facets: Uint8Array.from(facetOf, (facet) => (facet === undefined ? NO_FACET : facetNames.indexOf(facet))),
    facetNames,
  };
}

/** Names of attributes with words as values, those that most items have. */
function commonAttributes(items: readonly ContentItem[]): ReadonlySet<string> {
  const holders = new Map<string, number>();
  for (const { attributes } of items) {
    for (const [name, value] of Object.entries(attributes))
      if (typeof value === 'string') holders.set(name, (holders.get(name) ?? 0) + 1);
  }
  const byCount = [...holders].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return new Set(byCount.slice(0, OWN_FACETS).map(([name]) => name));
}

export interface ContentToken {
  readonly field: ContentField;
  readonly text: string;
  /** What the item may be told apart by; none for words. */
  readonly facet?: string;
}

/**
 * Words of title and description; each level of each category path (`A > B` gives `A` and `A > B`); the brand; bands of
 * price; attributes as `name=value`, numbers in bands. Repeated words are repeated tokens.
 */
export function contentTokens(item: ContentItem, ownFacets: ReadonlySet<string> = new Set()): readonly ContentToken[] {
  const { title, description = '', categories, brand, price, attributes } = item;
  const tokens = (field: ContentField, texts: readonly string[], facet?: (text: string, at: number) => string) =>
    texts.map((text, at) => ({ field, text, ...(facet && { facet: facet(text, at) }) }));
  const facetOfAttribute = (text: string) => {
    const name = text.slice(0, text.indexOf('='));
    return ownFacets.has(name) ? `attribute ${name}` : OTHER_ATTRIBUTES;
  };
  return [
    ...tokens('title', wordsOf(title)),
    ...tokens('description', wordsOf(description)),
    ...tokens(
      'category',
      categories.flatMap((path) => levelsOf(path, folded)),
      (_, at) => `category ${Math.min(DEEPEST_LEVEL, at + 1)}`,
    ),
    ...tokens('brand', brand === undefined ? [] : [folded(brand)], () => 'brand'),
    ...tokens(
      'price',
      price === undefined ? [] : bandsOf(price.amount).map((band) => `${price.currency}${band}`),
      () => 'price',
    ),
    ...tokens('attribute', attributeTexts(attributes), facetOfAttribute),
  ];
}

/** Numbers a tenth apart mostly share a band, and those twice as large none: two rows of bands, half a band apart. */
const BAND_RATIO = 1.5;

function bandsOf(value: number): string[] {
  const sign = value < 0 ? '-' : '';
  const at = Math.log1p(Math.abs(value)) / Math.log(BAND_RATIO);
  return [`${sign}a${Math.floor(at)}`, `${sign}b${Math.floor(at + 0.5)}`];
}

function attributeTexts(attributes: ContentItem['attributes']): string[] {
  const parts = new Set(vectorsOf(attributes).flatMap(({ names }) => names));
  return Object.entries(attributes).flatMap(([name, value]) => {
    if (parts.has(name)) return [];
    if (typeof value === 'number') return bandsOf(value).map((band) => `${name}=${band}`);
    return [`${name}=${folded(String(value))}`];
  });
}

interface AttributeVector {
  readonly name: string;
  readonly names: readonly string[];
  readonly values: readonly number[];
}

const LEAST_DIMENSIONS = 8;

function vectorsOf(attributes: ContentItem['attributes']): AttributeVector[] {
  const parts = new Map<string, { name: string; place: number; value: number }[]>();
  for (const [name, value] of Object.entries(attributes)) {
    const [, stem, place] = /^(.*\D)(\d+)$/.exec(name) ?? [];
    if (stem === undefined || typeof value !== 'number') continue;
    parts.set(stem, [...(parts.get(stem) ?? []), { name, place: Number(place), value }]);
  }
  return [...parts]
    .filter(([, found]) => found.length >= LEAST_DIMENSIONS)
    .map(([stem, found]) => {
      const ordered = found.sort((a, b) => a.place - b.place);
      return { name: stem, names: ordered.map(({ name }) => name), values: ordered.map(({ value }) => value) };
    });
}

/** The mean of each vector over the items that have one of that length, by name and length. */
function vectorCentres(items: readonly ContentItem[]): ReadonlyMap<string, Float64Array> {
  const sums = new Map<string, { sum: Float64Array; count: number }>();
  for (const { name, values } of items.flatMap(({ attributes }) => vectorsOf(attributes))) {
    const key = `${name}${values.length}`;
    const { sum, count } = sums.get(key) ?? { sum: new Float64Array(values.length), count: 0 };
    values.forEach((value, d) => {
      sum[d]! += value;
    });
    sums.set(key, { sum, count: count + 1 });
  }
  return new Map([...sums].map(([key, { sum, count }]) => [key, sum.map((value) => value / count)]));
}

const HASH_COUNT = 24;
const BITS_A_HASH = 6;

/**
 * A dense vector as tokens: the sides of 24 × 6 random planes through the centre of all vectors on which it lies, six
 * planes a token. Two vectors at an angle θ share a token with probability (1 − θ/π)⁶.
 *
 * Source: Charikar (2002), "Similarity Estimation Techniques from Rounding Algorithms", STOC, section 3.
 */
function vectorTokens({ attributes }: ContentItem, centres: ReadonlyMap<string, Float64Array>): ContentToken[] {
  return vectorsOf(attributes).flatMap(({ name, values }) => {
    const centre = centres.get(`${name}${values.length}`)!;
    const random = seededRandom(stringHash(name));
    return Array.from({ length: HASH_COUNT }, (_, hash) => {
      let bits = '';
      for (let bit = 0; bit < BITS_A_HASH; bit++) {
        const side = values.reduce((sum, value, d) => sum + (value - centre[d]!) * (random() - 0.5), 0);
        bits += side > 0 ? '1' : '0';
      }
      return { field: 'vector' as const, text: `${name}${hash}:${bits}` };
    });
  });
}
