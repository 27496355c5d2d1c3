import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../shared/math/random.ts';
import { qualityFindings } from '../../shared/quality/findings.ts';
import { simulateShop } from '../../shared/simulation/shop.ts';
import { countsOfDay, daysOf, FAULTS, nightsOver, withFault } from '../support/quality-days.ts';

/** Until then the baseline fills, and the simulated shop opens. */
const FIRST_DAY = 14;
/** The last one is cut off by the end of the simulation. */
const LAST_DAY = 58;

const SHOPS = [1, 2].map((seed) => {
  const shop = simulateShop({ seed, itemCount: 60, shopperCount: 600, days: 60, endAtMs: Date.UTC(2026, 10, 24) });
  const items = new Set(shop.items.map(({ itemId }) => itemId));
  const days = daysOf(shop, seededRandom(seed));
  return { days, items, nights: nightsOver(days, items) };
});

describe('the quality of a simulated shop’s days', { timeout: 120_000 }, () => {
  it('has hardly ever a finding where nothing is wrong', () => {
    const nights = SHOPS.flatMap(({ nights }) => nights.slice(FIRST_DAY, LAST_DAY));
    const falseNights = nights.filter(({ findings }) => findings.length > 0).length;
    const comparisons = nights.reduce((sum, night) => sum + night.comparisons, 0);
    console.info(`quality: ${falseNights} of ${nights.length} clean nights with a finding, ${comparisons} comparisons`);
    expect(comparisons).toBeGreaterThan(100 * nights.length);
    expect(falseNights / nights.length).toBeLessThanOrEqual(0.01);
  });

  it('shows each kind of planted fault on nearly every day', () => {
    const random = seededRandom(99);
    let [found, planted] = [0, 0];
    for (const fault of FAULTS) {
      let [foundOfKind, plantedOfKind] = [0, 0];
      for (const { days, items, nights } of SHOPS) {
        for (let day = FIRST_DAY; day < LAST_DAY; day += 4) {
          const counts = countsOfDay(withFault(days[day]!, fault, random), items);
          const { findings } = qualityFindings(counts, nights[day]!.before);
          plantedOfKind++;
          if (findings.some((finding) => fault.isNamedBy(finding))) foundOfKind++;
        }
      }
      console.info(`quality: ${fault.name}, ${fault.share * 100} % of events: ${foundOfKind} of ${plantedOfKind}`);
      found += foundOfKind;
      planted += plantedOfKind;
    }
    expect(planted).toBe(FAULTS.length * 22);
    expect(found / planted).toBeGreaterThanOrEqual(0.95);
  });
});
