import { describe, expect, it } from 'vitest';
import { findBots, type SeenPerson } from '../../functions/nightly/bots/find-bots.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { BOT_KINDS } from '../../shared/simulation/bots.ts';
import { shuffled } from '../../shared/simulation/draws.ts';
import { type SimulatedShop, simulateShop } from '../../shared/simulation/shop.ts';
import { seenPeople } from '../support/seen-people.ts';

const shopOf = (seed: number, botShare: number): SimulatedShop =>
  simulateShop({ seed, itemCount: 100, shopperCount: 400, days: 60, endAtMs: Date.UTC(2026, 10, 24), botShare });

/** As if every bot called itself a browser: what their moves alone give away. */
const inDisguise = (seen: readonly SeenPerson[]): readonly SeenPerson[] =>
  seen.map((person) => ({ ...person, isBotByUserAgent: false }));

const SHOPS = [1, 2, 3, 4].map((seed) => {
  const shop = shopOf(seed, 0.05);
  return { bots: shop.bots, seen: seenPeople(shop) };
});

function outcome(look: (seen: readonly SeenPerson[]) => readonly SeenPerson[]) {
  let [right, found, planted] = [0, 0, 0];
  const missed = new Map<string, number>();
  for (const { bots, seen } of SHOPS) {
    const flagged = new Set(findBots(look(seen)).map(({ partition }) => partition));
    found += flagged.size;
    planted += bots.length;
    for (const { anonymousId, kind } of bots) {
      if (flagged.has(`A#${anonymousId}`)) right++;
      else missed.set(kind, (missed.get(kind) ?? 0) + 1);
    }
  }
  return { precision: right / found, recall: right / planted, planted, missed };
}

describe('bots planted among simulated shoppers', { timeout: 60_000 }, () => {
  it('are found with precision and recall, of all kinds', () => {
    const { precision, recall, planted, missed } = outcome((seen) => seen);
    console.info(`bots: ${planted} planted, precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`);
    expect(planted).toBe(80);
    expect(precision).toBeGreaterThanOrEqual(0.95);
    expect(recall).toBeGreaterThanOrEqual(0.9);
    for (const kind of BOT_KINDS) expect(missed.get(kind) ?? 0, kind).toBeLessThan(planted / 3 / 5);
  });

  it('are found by the way they move, too, when all of them call themselves browsers', () => {
    const { precision, recall } = outcome(inDisguise);
    console.info(`bots in disguise: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`);
    expect(precision).toBeGreaterThanOrEqual(0.9);
    expect(recall).toBeGreaterThanOrEqual(0.8);
  });

  it('leave hardly anybody flagged in shops that have none', () => {
    const shops = [11, 12].map((seed) => shopOf(seed, 0));
    const flagged = shops.reduce((sum, shop) => sum + findBots(seenPeople(shop)).length, 0);
    console.info(`bots: ${flagged} of 800 shoppers flagged where there is none`);
    expect(flagged).toBeLessThanOrEqual(1);
  });

  it('are the same whatever the order of the scan', () => {
    const { seen } = SHOPS[0]!;
    expect(findBots(shuffled(seen, seededRandom(3)))).toEqual(findBots(seen));
  });
});
