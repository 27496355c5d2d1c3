import { createHash } from 'node:crypto';
import { quoted } from '../catalog-feeds/feed-item.ts';
import type { DatasetRow, Value } from './rows.ts';

/** An event as `POST /v1/import` takes it, or what was wrong with its row. */
export type EventRow =
  | { readonly line: number; readonly event: Readonly<Record<string, unknown>> }
  | { readonly line: number; readonly defect: string };

/** What Personalize's own examples and domains call what is done to an item; by name in small letters. */
const USUAL_NAMES: ReadonlyMap<string, string> = new Map([
  ['view', 'Product Viewed'],
  ['watch', 'Product Viewed'],
  ['click', 'Product Clicked'],
  ['addtocart', 'Product Added'],
  ['purchase', 'Order Completed'],
]);

/** From here on it must be milliseconds: the year 5138 in seconds. */
const TOO_MANY_SECONDS = 1e11;

/**
 * Interactions as events. Two rows that say the same are one event, however often they come.
 *
 * @param names - event names by EVENT_TYPE, which go before the usual ones; a type with neither keeps its own name.
 */
export async function* interactionEvents(
  rows: AsyncIterable<DatasetRow>,
  names: ReadonlyMap<string, string>,
): AsyncGenerator<EventRow> {
  for await (const row of rows)
    yield 'defect' in row ? row : { line: row.line, ...interactionEvent(row.values, names) };
}

function interactionEvent(values: ReadonlyMap<string, Value>, names: ReadonlyMap<string, string>) {
  const seconds = Number(values.get('TIMESTAMP'));
  if (seconds < 0 || seconds >= TOO_MANY_SECONDS) {
    return { defect: `column TIMESTAMP: ${quoted(String(seconds))} is no time; want seconds since 1970` };
  }
  const eventType = String(values.get('EVENT_TYPE') ?? 'view');
  const event = names.get(eventType) ?? USUAL_NAMES.get(eventType.toLowerCase()) ?? eventType;
  const messageId = messageIdOf(values);
  const product = { product_id: String(values.get('ITEM_ID')) };
  const others = inSmallLetters(values, ['USER_ID', 'ITEM_ID', 'TIMESTAMP', 'EVENT_TYPE']);
  const about = event === 'Order Completed' ? { order_id: messageId, products: [product] } : product;
  return {
    event: {
      type: 'track',
      event,
      messageId,
      userId: String(values.get('USER_ID')),
      timestamp: new Date(seconds * 1000).toISOString(),
      properties: { ...others, ...about },
    },
  };
}

/**
 * Users as `identify` events, each column a trait.
 *
 * @param atMs - when they were so, in ms since 1970: their rows do not say it.
 */
export async function* userEvents(rows: AsyncIterable<DatasetRow>, atMs: number): AsyncGenerator<EventRow> {
  const timestamp = new Date(atMs).toISOString();
  for await (const row of rows) {
    if ('defect' in row) {
      yield row;
      continue;
    }
    const userId = String(row.values.get('USER_ID'));
    const traits = inSmallLetters(row.values, ['USER_ID']);
    yield {
      line: row.line,
      event: { type: 'identify', messageId: messageIdOf(row.values), userId, timestamp, traits },
    };
  }
}

/** The same for the same values, in whatever order the columns come. */
const messageIdOf = (values: ReadonlyMap<string, Value>): string => {
  const said = JSON.stringify([...values].sort(([a], [b]) => (a < b ? -1 : 1)));
  return `personalize-${createHash('sha256').update(said).digest('base64url')}`;
};

const inSmallLetters = (values: ReadonlyMap<string, Value>, without: readonly string[]) =>
  Object.fromEntries(
    [...values].filter(([name]) => !without.includes(name)).map(([name, value]) => [name.toLowerCase(), value]),
  );
