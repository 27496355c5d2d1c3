import { parseMoney, toText } from '../catalog-feeds/cells.ts';
import { type FeedRow, feedItem, type Parsed } from '../catalog-feeds/feed-item.ts';
import type { DatasetRow, Value } from './rows.ts';

/** Columns that a title is taken from, the first that is there; without any, the item's id is its title. */
const TITLES = ['TITLE', 'NAME', 'PRODUCT_NAME', 'ITEM_NAME'];
const DESCRIPTIONS = ['PRODUCT_DESCRIPTION', 'ITEM_DESCRIPTION', 'DESCRIPTION'];
/** From the widest to the narrowest; the last two hold several, divided by bars. */
const CATEGORIES = ['CATEGORY_L1', 'CATEGORY_L2', 'CATEGORY_L3', 'CATEGORY_L4', 'CATEGORIES', 'GENRES'];
const KNOWN = new Set(['ITEM_ID', 'PRICE', 'BRAND', 'CREATION_TIMESTAMP', ...TITLES, ...DESCRIPTIONS, ...CATEGORIES]);

/**
 * Items as the catalog takes them; what has no field there is an attribute.
 *
 * @param currency - of the column PRICE, an ISO 4217 code; Personalize knows none.
 */
export async function* personalizeItems(
  rows: AsyncIterable<DatasetRow>,
  currency: string | undefined,
): AsyncGenerator<FeedRow> {
  for await (const row of rows) {
    yield 'defect' in row ? { line: row.line, defect: row.defect } : toItem(row.line, row.values, currency);
  }
}

function toItem(line: number, values: ReadonlyMap<string, Value>, currency: string | undefined): FeedRow {
  const item = feedItem(line, 'column');
  const textOf = (name: string) => String(values.get(name) ?? '');
  const firstOf = (names: readonly string[]) => names.map(textOf).find((text) => text !== '') ?? '';
  item.set('itemId', 'ITEM_ID', textOf('ITEM_ID'), toText);
  item.set('title', 'ITEM_ID', firstOf([...TITLES, 'ITEM_ID']), toText);
  item.set('description', DESCRIPTIONS[0]!, firstOf(DESCRIPTIONS), toText);
  item.set('brand', 'BRAND', textOf('BRAND'), toText);
  item.set('createdAt', 'CREATION_TIMESTAMP', textOf('CREATION_TIMESTAMP'), parseSeconds);
  item.set('price', 'PRICE', textOf('PRICE'), (text) =>
    currency === undefined
      ? { reason: 'has no currency; want --currency EUR, or the like' }
      : parseMoney(text, currency),
  );
  const categories = [...new Set(CATEGORIES.flatMap((name) => textOf(name).split('|')).filter((name) => name !== ''))];
  item.set('categories', 'CATEGORY_L1', categories.join('|'), () => ({ value: categories }));
  for (const [name, value] of values) if (!KNOWN.has(name)) item.attribute(name.toLowerCase(), String(value));
  return item.row();
}

function parseSeconds(text: string): Parsed<string> {
  const seconds = Number(text);
  if (seconds < 0 || seconds >= 1e11) return { reason: 'is no time; want seconds since 1970' };
  return { value: new Date(seconds * 1000).toISOString() };
}
