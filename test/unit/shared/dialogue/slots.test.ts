import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chineseNumber } from '../../../../shared/dialogue/slots/chinese-number.ts';
import { productIndex } from '../../../../shared/dialogue/slots/products.ts';
import { slotsOf } from '../../../../shared/dialogue/slots/slots.ts';

const products = productIndex([
  { itemId: 'shoe', title: 'Canvas Shoes, Red' },
  { itemId: 'boot', title: 'Canvas Boots, Red, waterproof, for winter' },
  { itemId: 'sheet', title: '纯棉床单' },
]);
const slots = (text: string, currency = 'EUR') => slotsOf(text, { today: '2026-11-30', currency, products });

describe('amounts', () => {
  it.each([
    ['something like this under 300', 'EUR', [['atMost', 30000, 'EUR']]],
    ['300元以下的跑鞋', 'EUR', [['atMost', 30000, 'CNY']]],
    ['三百五十块以内', 'EUR', [['atMost', 35000, 'CNY']]],
    ['２００元以上', 'EUR', [['atLeast', 20000, 'CNY']]],
    ['a refund of $1,499.00', 'EUR', [['exactly', 149900, 'USD']]],
    ['a refund of $15', 'CAD', [['exactly', 1500, 'CAD']]],
    ['less than ¥5,000', 'JPY', [['atMost', 5000, 'JPY']]],
    ['1.299,50 € or less', 'USD', [['atMost', 129950, 'EUR']]],
    ['12.5 KWD', 'USD', [['exactly', 12500, 'KWD']]],
    ['红色的鞋子，300元以下', 'EUR', [['atMost', 30000, 'CNY']]],
    ['红色的鞋子,300元以下', 'EUR', [['atMost', 30000, 'CNY']]],
    ['买3双，300元', 'EUR', [['exactly', 30000, 'CNY']]],
    ['3，300元以下', 'EUR', [['atMost', 30000, 'CNY']]],
    ['１，４９９元', 'EUR', [['exactly', 149900, 'CNY']]],
    [
      'between $20 and $50',
      'EUR',
      [
        ['atLeast', 2000, 'USD'],
        ['atMost', 5000, 'USD'],
      ],
    ],
    [
      '20到50元',
      'EUR',
      [
        ['atLeast', 2000, 'CNY'],
        ['atMost', 5000, 'CNY'],
      ],
    ],
  ])('reads "%s" in a shop of %s', (text, currency, wanted) => {
    const { amounts } = slots(text, currency);
    expect(amounts.map(({ bound, amount, currency: own }) => [bound, amount, own])).toEqual(wanted);
  });

  it.each(['size 42', '10% off', 'under 3 days', 'within 2 weeks', '不超过3天', 'iphone 15', ''])(
    'takes no number of "%s" for money',
    (text) => {
      expect(slots(text).amounts).toEqual([]);
    },
  );
});

describe('order numbers', () => {
  it.each([
    ['cancel order 4711', ['4711']],
    ['where is my order no. ab-1234-x?', ['AB-1234-X']],
    ['the bill #00108 please', ['00108']],
    ['订单号：20261130001 到哪了', ['20261130001']],
    ['about 370795561790', ['370795561790']],
    ['order 12345678 and again 12345678', ['12345678']],
    ['I order 2 of them for 1499 dollars', []],
    ['delivered on 2026-11-03', []],
  ])('reads "%s"', (text, wanted) => {
    expect(slots(text).orderNumbers).toEqual(wanted);
  });
});

describe('dates', () => {
  it.each([
    ['bought on 3 Nov 2026', '2026-11-03', '2026-11-03'],
    ['on November 3rd', '2026-11-03', '2026-11-03'],
    ['on the 5th of Dec', '2025-12-05', '2025-12-05'],
    ['2026年11月3日', '2026-11-03', '2026-11-03'],
    ['11月3号下的单', '2026-11-03', '2026-11-03'],
    ['25/12/2025', '2025-12-25', '2025-12-25'],
    ['yesterday', '2026-11-29', '2026-11-29'],
    ['前天买的', '2026-11-28', '2026-11-28'],
    ['3 days ago', '2026-11-27', '2026-11-27'],
    ['两周前', '2026-11-16', '2026-11-16'],
    ['last week', '2026-11-23', '2026-11-29'],
  ])('reads "%s", seen from Monday, 30 November 2026', (text, from, to) => {
    expect(slots(text).dates).toEqual([{ from, to }]);
  });

  it.each(['3/4/2026', '2026-02-30', '31 February', 'may I come', 'size 10.5'])('does not guess at "%s"', (text) => {
    expect(slots(text).dates).toEqual([]);
  });
});

describe('quantities and products', () => {
  it.each([
    ['I want two pieces of the red canvas shoe', [2], 'shoe'],
    ['买三件纯棉床单', [3], 'sheet'],
    ['qty: 12, Red waterproof winter boots in canvas', [12], 'boot'],
  ])('reads "%s"', (text, quantities, itemId) => {
    const found = slots(text);
    expect(found.quantities).toEqual(quantities);
    expect(found.products[0]).toMatchObject({ itemId });
  });

  it('names no product of which less than half is said', () => {
    expect(slots('something red').products).toEqual([]);
  });

  it('counts a digit once: as order, day, money or quantity', () => {
    expect(slots('order no. 4711 of 2026-11-02: 3 pcs for 20 eur each')).toEqual({
      orderNumbers: ['4711'],
      dates: [{ from: '2026-11-02', to: '2026-11-02' }],
      amounts: [{ bound: 'exactly', amount: 2000, currency: 'EUR' }],
      quantities: [3],
      products: [],
    });
  });
});

it('reads anything at all', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      for (const { amount } of slots(text).amounts) expect(Number.isSafeInteger(amount) && amount >= 0).toBe(true);
    }),
    { numRuns: 200 },
  );
});

it.each([
  ['十', 10],
  ['三百五十', 350],
  ['两万零五', 20005],
  ['一千二百', 1200],
  ['三元', undefined],
  ['', undefined],
])('reads %s as a number', (text, wanted) => {
  expect(chineseNumber(text)).toBe(wanted);
});
