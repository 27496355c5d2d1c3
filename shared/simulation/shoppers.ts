import { drawNormal } from '../math/random.ts';
import { drawIndex, drawOne, drawUuid, type Random } from './draws.ts';
import { DEPARTMENTS, STYLES } from './vocabulary.ts';

export type Market = 'DE' | 'AT' | 'FR' | 'NL' | 'ES' | 'IT';

/** What a shopper truly likes; nobody but the simulation sees it. */
export interface Tastes {
  /** By category; the shares sum to 1. */
  readonly categories: Readonly<Record<string, number>>;
  /** By brand, 1 = neutral. */
  readonly brands: Readonly<Record<string, number>>;
  /** By style, 1 = neutral. */
  readonly styles: Readonly<Record<string, number>>;
  /** The price level of the shopper's wishes, in [1, 4]. */
  readonly priceLevel: number;
}

export interface Shopper {
  /** The shop's own id; events carry it as `userId` once the shopper has identified. */
  readonly id: string;
  /** For display. */
  readonly name: string;
  readonly anonymousId: string;
  readonly market: Market;
  readonly locale: string;
  readonly device: 'phone' | 'laptop';
  readonly userAgent: string;
  /** The session, counted from 1, in which the shopper identifies at the latest; Infinity = stays anonymous. */
  readonly identifiesInSession: number;
  readonly sessionsPerDay: number;
  readonly tastes: Tastes;
}

/** Shoppers whose activity is skewed (a few come often) and whose tastes are peaked (two or three categories each). */
export function makeShoppers(shopperCount: number, marketTastes: MarketTastes, random: Random): readonly Shopper[] {
  const width = Math.max(4, String(shopperCount).length);
  return Array.from({ length: shopperCount }, (_, i) =>
    makeShopper(`u${String(i + 1).padStart(width, '0')}`, marketTastes, random),
  );
}

/** What a market likes more or less than the others, by category; 1 = neutral. */
export type MarketTastes = Readonly<Record<Market, Readonly<Record<string, number>>>>;

/** @param spread - of their logarithms: 0 makes all markets alike; people differ by 1.8. */
export const makeMarketTastes = (spread: number, random: Random): MarketTastes =>
  Object.fromEntries(MARKETS.map((market) => [market, likings(categoryNames(), spread, random)])) as MarketTastes;

function makeShopper(id: string, marketTastes: MarketTastes, random: Random): Shopper {
  const market = MARKETS[drawIndex(MARKET_WEIGHTS, random)]!;
  const device = random() < 0.6 ? 'phone' : 'laptop';
  return {
    id,
    name: drawOne(NAMES, random),
    anonymousId: drawUuid(random),
    market,
    locale: LOCALE_OF_MARKET[market],
    device,
    userAgent: USER_AGENTS[device],
    identifiesInSession: drawSessionOfIdentity(random),
    sessionsPerDay: 0.042 * Math.exp(0.8 * drawNormal(random)),
    tastes: drawTastes(marketTastes[market], random),
  };
}

/** 45 % are known from the first session, 35 % identify in their second to fourth, 20 % never do. */
function drawSessionOfIdentity(random: Random): number {
  const chance = random();
  if (chance < 0.45) return 1;
  return chance < 0.8 ? 2 + Math.floor(random() * 3) : Number.POSITIVE_INFINITY;
}

/** Log-normal likings; their spreads decide how much there is to learn: most in categories, least in brands. */
function drawTastes(ofMarket: Readonly<Record<string, number>>, random: Random): Tastes {
  const brands = DEPARTMENTS.flatMap((department) => department.brands.map(({ name }) => name));
  const own = likings(categoryNames(), 1.8, random);
  const liking = Object.fromEntries(Object.entries(own).map(([name, weight]) => [name, weight * ofMarket[name]!]));
  const sum = Object.values(liking).reduce((total, weight) => total + weight, 0);
  return {
    categories: Object.fromEntries(Object.entries(liking).map(([category, weight]) => [category, weight / sum])),
    brands: likings(brands, 0.7, random),
    styles: likings(STYLES, 0.9, random),
    priceLevel: Math.min(4, Math.max(1, 2.5 + 0.9 * drawNormal(random))),
  };
}

const categoryNames = (): readonly string[] => DEPARTMENTS.flatMap(({ categories }) => categories);

function likings(names: readonly string[], spread: number, random: Random): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, Math.exp(spread * drawNormal(random))]));
}

const MARKETS: readonly Market[] = ['DE', 'AT', 'FR', 'NL', 'ES', 'IT'];
const MARKET_WEIGHTS = [0.45, 0.1, 0.15, 0.12, 0.1, 0.08];
const LOCALE_OF_MARKET: Readonly<Record<Market, string>> = {
  DE: 'de-DE',
  AT: 'de-AT',
  FR: 'fr-FR',
  NL: 'nl-NL',
  ES: 'es-ES',
  IT: 'it-IT',
};

const USER_AGENTS = {
  phone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
  laptop: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36',
} as const;

const NAMES = [
  'Mara',
  'Jonas',
  'Aylin',
  'Tomas',
  'Lucie',
  'Pieter',
  'Ines',
  'Matteo',
  'Greta',
  'Emre',
  'Clara',
  'Bastien',
  'Noor',
  'Sven',
  'Paloma',
  'Luca',
  'Hanna',
  'Yusuf',
  'Elise',
  'Ruben',
  'Carmen',
  'Nils',
  'Amira',
  'Felix',
  'Chiara',
  'Joris',
  'Leonie',
  'Hugo',
  'Sanne',
  'Marco',
  'Vera',
  'Oskar',
  'Zoé',
  'Bram',
  'Lola',
  'Enzo',
  'Ida',
  'Karim',
  'Marlene',
  'Théo',
];
