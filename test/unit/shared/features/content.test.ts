import { describe, expect, it } from 'vitest';
import { CONTENT_FIELDS, contentFeatures, contentTokens } from '../../../../shared/features/content.ts';
import { wordsOf } from '../../../../shared/features/words.ts';
import { seededRandom } from '../../../../shared/math/random.ts';
import { checkSparseRows } from '../../../../shared/math/sparse-rows.ts';

const anItem = (change: Partial<Parameters<typeof contentTokens>[0]> = {}) => ({
  title: 'Tent',
  categories: [],
  attributes: {},
  ...change,
});
const textsOf = (item: ReturnType<typeof anItem>, field: string) =>
  contentTokens(item).flatMap((token) => (token.field === field ? [token.text] : []));

describe('wordsOf', () => {
  it.each([
    ['Trail-Running Shoe, 42 (NEW)', ['trail', 'running', 'shoe', '42', 'new']],
    ['Crème BRÛLÉE', ['crème', 'brûlée']],
    ['ＵＳＢ−Ｃ', ['usb', 'c']],
    ['纯棉床单', ['纯棉', '棉床', '床单']],
    ['茶', ['茶']],
    ['Nike耐克跑鞋2024款', ['nike', '耐克', '克跑', '跑鞋', '2024', '款']],
    ['コーヒー豆', ['コー', 'ーヒ', 'ヒー', 'ー豆']],
    ['무선 이어폰', ['무선', '이어폰']],
    ['!?', []],
  ])('reads %s', (text, words) => {
    expect(wordsOf(text).map((word) => word.normalize('NFC'))).toEqual(words);
  });
});

describe('contentTokens', () => {
  it('has each level of a category path', () => {
    const categories = ['Camping > Tents', 'Sale'];
    expect(textsOf(anItem({ categories }), 'category')).toEqual(['camping', 'camping > tents', 'sale']);
  });

  it('gives near prices a band in common, and far ones or other currencies none', () => {
    const bands = (amount: number, currency = 'EUR') => textsOf(anItem({ price: { amount, currency } }), 'price');
    const common = (a: string[], b: string[]) => a.filter((band) => b.includes(band)).length;
    for (let amount = 100; amount < 100_000; amount = Math.round(amount * 1.07)) {
      expect(common(bands(amount), bands(Math.round(amount * 1.1)))).toBeGreaterThanOrEqual(1);
      expect(common(bands(amount), bands(amount * 2))).toBe(0);
    }
    expect(common(bands(999), bands(999, 'USD'))).toBe(0);
  });

  it('reads attributes of each type, by name', () => {
    const attributes = { color: ' Navy ', organic: true, watts: 60 };
    const texts = textsOf(anItem({ attributes }), 'attribute');
    expect(texts.slice(0, 2)).toEqual(['color=navy', 'organic=true']);
    expect(texts.slice(2)).toHaveLength(2);
  });
});

describe('contentFeatures', () => {
  it('counts tokens by item, each with its field', () => {
    const features = contentFeatures([anItem({ title: 'tent tent pole' }), anItem({ title: 'pole', brand: 'Pole' })]);
    checkSparseRows(features.counts);
    expect(features.counts).toMatchObject({
      columnCount: 3,
      offsets: Int32Array.of(0, 2, 4),
      columns: Int32Array.of(0, 1, 1, 2),
      weights: Float32Array.of(2, 1, 1, 1),
    });
    expect([...features.fields].map((field) => CONTENT_FIELDS[field])).toEqual(['title', 'title', 'brand']);
  });

  it('names what items are told apart by, and leaves words out', () => {
    const items = [
      anItem({ categories: ['Camping > Tents'], brand: 'Alto', attributes: { colour: 'red', waterproof: true } }),
      anItem({ categories: ['Camping'], attributes: { colour: 'blue' } }),
    ];
    const { counts, facets, facetNames } = contentFeatures(items);
    const facetsOf = (item: number) =>
      [...counts.columns.subarray(counts.offsets[item]!, counts.offsets[item + 1]!)].map(
        (token) => facetNames[facets[token]!] ?? 'none',
      );
    const [first, second] = [facetsOf(0), facetsOf(1)];
    expect(first).toEqual(['none', 'category 1', 'category 2', 'brand', 'attribute colour', 'other attributes']);
    expect(second).toEqual(['none', 'category 1', 'attribute colour']);
  });

  it('lets near vectors share many tokens and far ones few', () => {
    const random = seededRandom(8);
    const vector = () => Array.from({ length: 32 }, () => random() - 0.5);
    const bases = Array.from({ length: 20 }, vector);
    const near = bases[0]!.map((value) => value + 0.05 * (random() - 0.5));
    const items = [...bases, near].map((values) =>
      anItem({ title: '?', attributes: Object.fromEntries(values.map((value, d) => [`image_${d}`, value])) }),
    );
    const { counts, fields } = contentFeatures(items);
    expect([...new Set(fields)]).toEqual([CONTENT_FIELDS.indexOf('vector')]);
    const row = (item: number) => [...counts.columns.subarray(counts.offsets[item]!, counts.offsets[item + 1]!)];
    const common = (a: number, b: number) => row(a).filter((token) => row(b).includes(token)).length;
    expect(common(0, 20)).toBeGreaterThan(18);
    for (let other = 1; other < 20; other++) expect(common(0, other)).toBeLessThan(8);
  });
});
