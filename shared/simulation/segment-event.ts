import type { JsonObject } from '../domain/event.ts';
import type { PlantedItem } from './catalog.ts';
import type { Shopper } from './shoppers.ts';

interface Common {
  readonly messageId: string;
  readonly anonymousId: string;
  /** null until the shopper has identified, as the browser client sends it. */
  readonly userId: string | null;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  readonly context: JsonObject;
  readonly integrations: JsonObject;
}

/** An event as Segment's browser client sends it; the sender adds `writeKey` and `sentAt` to it or to its batch. */
export type SegmentEvent = Common &
  (
    | { readonly type: 'identify'; readonly traits: JsonObject }
    | { readonly type: 'page'; readonly name: string; readonly properties: JsonObject }
    | { readonly type: 'track'; readonly event: TrackName; readonly properties: JsonObject }
  );

export const TRACK_NAMES = [
  'Products Searched',
  'Product Clicked',
  'Product Viewed',
  'Product Added',
  'Cart Viewed',
  'Order Completed',
] as const;
export type TrackName = (typeof TRACK_NAMES)[number] | (typeof MARKETING_NAMES)[number];

/** What a shop that sends messages and gives coupons tells beside them. */
export const MARKETING_NAMES = ['Coupon Applied', 'Email Delivered', 'Email Opened'] as const;

export interface Page {
  readonly title: string;
  readonly path: string;
  readonly search?: string;
  readonly referrer: string;
}

export const SHOP_URL = 'https://shop.example';

export function contextOf(shopper: Shopper, page: Page): JsonObject {
  return {
    page: pageProperties(page),
    userAgent: shopper.userAgent,
    locale: shopper.locale,
    timezone: 'Europe/Berlin',
    library: { name: 'analytics.js', version: 'npm:next-1.84.3' },
  };
}

export function pageProperties({ title, path, search = '', referrer }: Page): JsonObject {
  return { path, referrer, search, title, url: `${SHOP_URL}${path}${search}` };
}

/** An item as the e-commerce spec writes a product: prices in major units. */
export function productProperties({ item }: PlantedItem): JsonObject {
  const variant = item.attributes['colour'] ?? item.attributes['size'];
  return {
    product_id: item.itemId,
    name: item.title,
    category: item.categories.join(' > '),
    ...(item.brand !== undefined && { brand: item.brand }),
    ...(variant !== undefined && { variant }),
    ...(item.price !== undefined && { price: toMajorUnits(item.price.amount), currency: item.price.currency }),
    ...(item.url !== undefined && { url: item.url }),
  };
}

/** The shop's currency, EUR, has two decimals. */
export function toMajorUnits(minor: number): number {
  return minor / 100;
}
