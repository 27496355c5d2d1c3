import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { converted, rateOn } from '../../../../shared/domain/exchange-rates.ts';
import { localPrice } from '../../../../shared/domain/local-price.ts';
import type { PriceRule } from '../../../../shared/domain/market.ts';

const days = [{ day: '2026-11-24', perEuro: { JPY: '160', USD: '1.08' } }];
const rate = (to: string) => rateOn(days, { from: 'EUR', to, day: '2026-11-24' })!;
const rule = (stepMinor: number, endingMinor: number, direction: PriceRule['direction'] = 'nearest'): PriceRule => ({
  stepMinor,
  endingMinor,
  direction,
});

describe('a price abroad', () => {
  it.each([
    ['is converted and no more without a rule', 1999, undefined, 3198],
    ['goes to whole tens', 1999, rule(10, 0), 3200],
    ['goes to the nearest of two', 1997, rule(10, 0), 3200], // 3195.2
    ['goes there by what it is exactly, not by what it is when rounded', 1003, rule(10, 0), 1600], // 1604.8, not 1605
    ['goes up only where the market says so', 1994, rule(10, 0, 'up'), 3200], // 3190.4
    ['stays where it is one of the market’s already', 2000, rule(100, 0, 'up'), 3200],
    ['ends as the market’s prices end', 1999, rule(1000, 980), 2980],
    ['ends so above, too', 2200, rule(1000, 980), 3980], // 3520: 460 up, 540 down
    ['is never nothing', 1, rule(100, 0), 100],
    ['is never below the first price', 1, rule(1000, 980), 980],
    ['is nothing where the shop gives it away', 0, rule(100, 0), 0],
  ])('%s', (_, cents, priceRule, yen) => {
    expect(localPrice(cents, rate('JPY'), priceRule)).toBe(yen);
  });

  it('is the shop’s own where it is in that currency: no rule changes what the shop wrote', () => {
    expect(localPrice(1234, rate('EUR'), rule(100, 99))).toBe(1234);
  });

  it('is always one of the market’s, and no further from the exact one than a step', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e7 }),
        fc.integer({ min: 1, max: 5000 }),
        fc.nat(4999),
        fc.constantFrom('nearest' as const, 'up' as const),
        (cents, step, ending, direction) => {
          const wanted = rule(step, ending % step, direction);
          const price = localPrice(cents, rate('USD'), wanted);
          const exact = converted(cents, rate('USD'));
          expect(price % step).toBe(wanted.endingMinor);
          expect(price).toBeGreaterThan(0);
          if (direction === 'up') expect(price).toBeGreaterThanOrEqual(exact);
          if (exact > step)
            expect(Math.abs(price - exact)).toBeLessThan(direction === 'up' ? step + 1 : step / 2 + 0.6);
        },
      ),
    );
  });
});
