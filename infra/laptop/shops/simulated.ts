import { simulateShop } from '../../../shared/simulation/shop.ts';
import type { Shopper } from '../../../shared/simulation/shoppers.ts';
import type { Shop } from './shop.ts';

const DAY_MS = 86_400_000;
const SEED = 7;
const SHOWN = 3;
/** Enough to know somebody by. */
const MIN_EVENTS = 12;

/** A seeded shop of 400 items and 600 shoppers, whose last 60 days end with the day that begins after `nowMs` − 1 day. */
export function simulatedShop(nowMs: number): Shop {
  const endAtMs = Math.floor(nowMs / DAY_MS) * DAY_MS;
  const shop = simulateShop({ seed: SEED, itemCount: 400, shopperCount: 600, days: 60, endAtMs });
  return {
    id: `simulated-${SEED}`,
    title: 'a simulated shop: 400 items, 600 shoppers, 60 days',
    items: shop.items,
    eventPath: '/v1/batch',
    events: () => shop.events,
    shoppers: () => {
      const counts = new Map<string, number>();
      for (const { userId } of shop.events) if (userId) counts.set(userId, (counts.get(userId) ?? 0) + 1);
      const known = shop.shoppers.filter(({ id }) => (counts.get(id) ?? 0) >= MIN_EVENTS);
      return differentTastes(known, SHOWN).map((shopper) => ({
        userId: shopper.id,
        name: shopper.name,
        about: `truly likes ${favourites(shopper).join(' and ')}`,
        market: shopper.market,
      }));
    },
  };
}

/** Shoppers whose favourite categories differ, so that a person sees at a glance whether each is treated as one. */
function differentTastes(shoppers: readonly Shopper[], count: number): readonly Shopper[] {
  const chosen: Shopper[] = [];
  const taken = new Set<string>();
  for (const shopper of shoppers) {
    const [favourite = ''] = favourites(shopper);
    if (taken.has(favourite) || chosen.length === count) continue;
    taken.add(favourite);
    chosen.push(shopper);
  }
  return chosen;
}

const favourites = ({ tastes }: Shopper): readonly string[] =>
  Object.entries(tastes.categories)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 2)
    .map(([category]) => category);
