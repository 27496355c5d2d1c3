import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { parseAvailability, parseCategories, parseMarkets, parseMoney, parseUrl, parseUrls, toText } from './cells.ts';
import { type FeedRow, feedItem, quoted } from './feed-item.ts';
import { tableRows } from './table.ts';
import { peek } from './text.ts';
import { xmlItems } from './xml-items.ts';

/** Field name without "g:" → its values in the order of the feed; parts are named "shipping.country". */
type Fields = ReadonlyMap<string, readonly string[]>;

/**
 * Items of a Google Merchant product feed, as RSS 2.0 or as tab-separated text.
 *
 * Source: Google Merchant Center Help, "Product data specification".
 */
export async function* merchantItems(text: AsyncIterable<string>): AsyncGenerator<FeedRow> {
  const { head, text: whole } = await peek(text);
  yield* head.trimStart().startsWith('<') ? fromXml(whole) : fromTable(whole);
}

async function* fromXml(text: AsyncIterable<string>): AsyncGenerator<FeedRow> {
  let isEmpty = true;
  for await (const found of xmlItems(text)) {
    isEmpty = false;
    yield 'defect' in found ? found : fromItemElement(found.line, found.xml);
  }
  if (isEmpty) yield { line: 1, defect: 'line 1: no <item> in the file; want an RSS 2.0 product feed' };
}

const parser = new XMLParser({ isArray: () => true, parseTagValue: false, htmlEntities: true });

function fromItemElement(line: number, xml: string): FeedRow {
  const validity = XMLValidator.validate(xml);
  if (validity !== true) {
    const { line: offset, msg } = validity.err;
    return { line, defect: `line ${line + offset - 1}, in the item of line ${line}: not XML: ${msg}` };
  }
  try {
    return toItem(line, fieldsOf(parser.parse(xml)['item'][0]), 'field');
  } catch (error) {
    // The parser refuses names such as "__proto__".
    return { line, defect: `line ${line}: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** RSS has a title, a link and a description of its own; where both are given, the g: one counts. */
const RSS_FIELDS = ['title', 'description', 'link'];

function fieldsOf(element: unknown): Fields {
  const fields = new Map<string, string[]>();
  if (typeof element !== 'object' || element === null) return fields;
  const tags = Object.entries(element as Record<string, readonly unknown[]>);
  for (const [tag, values] of tags) {
    const name = tag.replace(/^.*:/, '');
    if (tag === name && !RSS_FIELDS.includes(name)) continue; // guid, pubDate …: of the channel, not of the product
    if (tag === name && tags.some(([other]) => other !== tag && other.endsWith(`:${name}`))) continue;
    for (const value of values) collect(fields, name, value);
  }
  return fields;
}

function collect(fields: Map<string, string[]>, name: string, value: unknown): void {
  if (typeof value === 'string') {
    if (value.trim() !== '') fields.set(name, [...(fields.get(name) ?? []), value.trim()]);
  } else if (typeof value === 'object' && value !== null) {
    for (const [tag, parts] of Object.entries(value as Record<string, readonly unknown[]>)) {
      for (const part of parts) collect(fields, `${name}.${tag.replace(/^.*:/, '')}`, part);
    }
  }
}

async function* fromTable(text: AsyncIterable<string>): AsyncGenerator<FeedRow> {
  let names: readonly string[] | undefined;
  for await (const row of tableRows(text, '\t')) {
    if ('defect' in row) {
      yield row;
    } else if (names === undefined) {
      names = row.cells.map(toFieldName);
      if (!names.includes('id')) {
        const reason = `no column id among ${quoted(names.join(', '))}`;
        yield { line: row.line, defect: `line ${row.line}, the header: ${reason}` };
        return;
      }
    } else {
      yield fromCells(row.line, names, row.cells);
    }
  }
  if (names === undefined) yield { line: 1, defect: 'line 1: no header; want a line of column names' };
}

/** "g:image link" → "image_link" */
function toFieldName(cell: string): string {
  return cell.trim().toLowerCase().replace(/^g:/, '').replace(/\s+/g, '_');
}

/** Empty cells at the end may be left away. */
function fromCells(line: number, names: readonly string[], cells: readonly string[]): FeedRow {
  if (cells.length > names.length) {
    return { line, defect: `line ${line}: has ${cells.length} cells; the header has ${names.length}` };
  }
  const fields = new Map<string, string[]>();
  for (const [i, text] of cells.entries()) {
    const name = names[i]!;
    if (name.startsWith('shipping(') || name === 'shipping') collectShipping(fields, name, text);
    else if (name === 'additional_image_link') for (const url of text.split(',')) collect(fields, name, url);
    else collect(fields, name, text);
  }
  return toItem(line, fields, 'column');
}

/** "US:CA:Overnight:16.00 USD,DE:::4.95 EUR"; a header such as "shipping(price:country)" names the parts' order. */
function collectShipping(fields: Map<string, string[]>, name: string, text: string): void {
  const order = /[(](.*)[)]/.exec(name)?.[1]?.split(':') ?? ['country'];
  const at = order.indexOf('country');
  for (const rate of text.split(',')) collect(fields, 'shipping.country', rate.split(':')[at] ?? '');
}

/** Fields that become something other than an attribute; `shipping` only tells the markets. */
const KNOWN =
  /^(id|title|description|link|image_link|additional_image_link|availability|price|sale_price|brand|product_type|target_country|cost_of_goods_sold|shipping([.].*)?)$/;

function toItem(line: number, fields: Fields, place: string): FeedRow {
  const item = feedItem(line, place);
  const first = (name: string) => fields.get(name)?.[0] ?? '';
  const all = (...names: string[]) => names.flatMap((name) => fields.get(name) ?? []).join(' ');

  item.set('itemId', 'id', first('id'), toText);
  item.set('title', 'title', first('title'), toText);
  item.set('description', 'description', first('description'), toText);
  item.set('categories', 'google_product_category', wordsOnly(first('google_product_category')), parseCategories);
  item.set('categories', 'product_type', first('product_type'), parseCategories);
  item.set('brand', 'brand', first('brand'), toText);
  item.set('price', 'price', first('price'), parseMoney);
  item.set('cost', 'cost_of_goods_sold', first('cost_of_goods_sold'), parseMoney);
  item.set('availability', 'availability', first('availability'), parseAvailability);
  item.set('images', 'image_link', all('image_link', 'additional_image_link'), parseUrls);
  item.set('url', 'link', first('link'), parseUrl);
  item.set('markets', 'shipping country', all('shipping.country', 'target_country'), parseMarkets);
  applySale(item, first);
  for (const [name, values] of fields) if (!KNOWN.test(name)) item.attribute(name, values.join(', '));
  item.require('itemId', 'id');
  item.require('title', 'title');
  return item.row();
}

/** A sale without dates is the price; one with dates is kept aside, as nobody knows when the item will be shown. */
function applySale(item: ReturnType<typeof feedItem>, first: (name: string) => string): void {
  const sale = first('sale_price');
  if (sale === '') return;
  if (first('sale_price_effective_date') !== '') {
    item.attribute('sale_price', sale);
    return;
  }
  item.set('price', 'sale_price', sale, parseMoney);
  item.attribute('regular_price', first('price'));
}

/** Google's category may be a number of its list instead of words. */
function wordsOnly(category: string): string {
  return /^\d+$/.test(category) ? '' : category;
}
