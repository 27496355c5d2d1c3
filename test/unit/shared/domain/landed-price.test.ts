import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { landedPrice } from '../../../../shared/domain/landed-price.ts';
import { type LandedTables, parseMarketSettings } from '../../../../shared/domain/market.ts';

const tables = (fields: Record<string, unknown>): LandedTables =>
  parseMarketSettings({
    currency: 'JPY',
    landed: { shipping: [{ costMinor: 800 }], duty: { percent: '0' }, tax: { percent: '0' }, ...fields },
  }).landed!;
const shoes = { priceMinor: 10_000, quantity: 1, categories: ['Shoes'] };
const book = { priceMinor: 1_500, quantity: 2, categories: ['Books'] };

describe('what an order comes to at the door', () => {
  it('is goods, shipping, duty on the goods, and tax on both', () => {
    const landed = landedPrice([shoes, book], tables({ duty: { percent: '4.5' }, tax: { percent: '10' } }));
    expect(landed).toEqual({
      ...{ goodsMinor: 13_000, shippingMinor: 800, dutyMinor: 585, taxMinor: 1_359 }, // 1,045 + 313.5, rounded
      totalMinor: 15_744,
    });
  });

  it('has another percent for a category, the first that an item is in', () => {
    const duty = {
      percent: '4.5',
      categories: [
        { category: 'Shoes', percent: '17' },
        { category: 'Books', percent: '0' },
      ],
    };
    expect(landedPrice([shoes, book], tables({ duty })).dutyMinor).toBe(1_700);
  });

  it('is free of duty and tax up to a value of the goods, that value included', () => {
    const free = tables({
      duty: { percent: '10', freeUpToMinor: 10_000 },
      tax: { percent: '10', freeUpToMinor: 9_999 },
    });
    expect(landedPrice([shoes], free)).toMatchObject({ dutyMinor: 0, taxMinor: 1_000 });
    expect(landedPrice([{ ...shoes, priceMinor: 10_001 }], free)).toMatchObject({ dutyMinor: 1_000, taxMinor: 1_100 });
  });

  it('is charged on shipping where the tables say so', () => {
    const charged = tables({ duty: { percent: '5', onShipping: true }, tax: { percent: '10', onShipping: true } });
    expect(landedPrice([shoes], charged)).toMatchObject({ dutyMinor: 540, taxMinor: 1_134, totalMinor: 12_474 });
  });

  it('has a tax that is in the prices already once: told, and not added', () => {
    const within = tables({ tax: { percent: '10', included: true, onShipping: true } });
    expect(landedPrice([shoes], within)).toEqual({
      ...{ goodsMinor: 10_000, shippingMinor: 800, dutyMinor: 0, taxMinor: 982, taxIncluded: true, totalMinor: 10_800 },
    });
  });

  it('has the shipping of the band of its goods', () => {
    const shipping = [{ upToMinor: 5_000, costMinor: 900 }, { upToMinor: 9_999, costMinor: 500 }, { costMinor: 0 }];
    const costs = [5_000, 5_001, 10_000].map((priceMinor) =>
      landedPrice([{ ...shoes, priceMinor }], tables({ shipping })),
    );
    expect(costs.map(({ shippingMinor }) => shippingMinor)).toEqual([900, 500, 0]);
  });

  it('is the sum of its parts, for any order', () => {
    const aLine = fc.record({
      priceMinor: fc.nat(1e7),
      quantity: fc.integer({ min: 1, max: 9 }),
      categories: fc.constant(['Shoes']),
    });
    const percent = fc.nat(2_000_000).map((parts) => (parts / 10_000).toFixed(4));
    fc.assert(
      fc.property(
        fc.array(aLine, { minLength: 1, maxLength: 5 }),
        percent,
        percent,
        fc.boolean(),
        (lines, duty, tax, included) => {
          const landed = landedPrice(lines, tables({ duty: { percent: duty }, tax: { percent: tax, included } }));
          const { goodsMinor, shippingMinor, dutyMinor, taxMinor, totalMinor } = landed;
          expect(totalMinor).toBe(goodsMinor + shippingMinor + dutyMinor + (included ? 0 : taxMinor));
          expect(Math.abs(dutyMinor - (goodsMinor * Number(duty)) / 100)).toBeLessThanOrEqual(lines.length / 2 + 1e-3);
        },
      ),
    );
  });
});

describe('settings of a market', () => {
  it.each([
    [{ currency: 'yen' }, '/currency'],
    [{ currency: 'JPY', price: { stepMinor: 10, endingMinor: 10 } }, '/price: want endingMinor < stepMinor'],
    [
      { currency: 'JPY', landed: { shipping: [{ costMinor: 1 }], duty: { percent: '4,5' }, tax: { percent: '10' } } },
      '/landed/duty/percent',
    ],
    [{ currency: 'JPY', landed: { shipping: [{ costMinor: 1 }], duty: { percent: '4.5' } } }, '/landed/tax'],
    [
      {
        currency: 'JPY',
        landed: { shipping: [{ upToMinor: 5, costMinor: 1 }], duty: { percent: '0' }, tax: { percent: '0' } },
      },
      '/landed/shipping: want a last band',
    ],
    [
      {
        currency: 'JPY',
        landed: { shipping: [{ costMinor: 1 }, { costMinor: 1 }], duty: { percent: '0' }, tax: { percent: '0' } },
      },
      '/landed/shipping: want every other band',
    ],
    [
      { currency: 'JPY', landed: { shipping: [{ costMinor: -1 }], duty: { percent: '0' }, tax: { percent: '0' } } },
      '/landed/shipping/0/costMinor',
    ],
    [{ currency: 'JPY', deliverable: {} }, '/deliverable: want at least one condition'],
    [{ currency: 'JPY', colour: 'red' }, 'unknown field colour'],
  ])('that cannot be are refused: %j', (body, reason) => {
    expect(() => parseMarketSettings(body)).toThrow(reason);
  });
});
