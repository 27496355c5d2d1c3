import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  textAt,
  textColumnOf,
  textCountOf,
  textNumbers,
  textPacker,
  textsOf,
  textTable,
} from '../../../../shared/math/text-column.ts';
import { anyText } from '../../../support/builders/any-text.ts';

const someTexts = fc.array(fc.oneof(fc.constantFrom('', 'a', 'item-1', '退货'), anyText()));

describe('a column of texts', () => {
  it('says each row’s text, and holds each distinct one once, in the order of coming', () => {
    fc.assert(
      fc.property(someTexts, (texts) => {
        const column = textColumnOf(texts);
        expect(texts.map((_, row) => textAt(column, row))).toEqual(texts);
        expect(textsOf(column)).toEqual([...new Set(texts)]);
        expect(textCountOf(column)).toBe(new Set(texts).size);
      }),
    );
  });

  it('packed one by one holds as many texts as rows', () => {
    fc.assert(
      fc.property(someTexts, (texts) => {
        const packer = textPacker();
        for (const some of [texts, texts.slice(1)]) {
          some.forEach(packer.add);
          const column = packer.take();
          expect(textsOf(column)).toEqual(some);
          expect([...column.codes]).toEqual([...some.keys()]);
        }
      }),
    );
  });

  it('made of numbers holds only the texts that its rows say', () => {
    const { numberOf, columnOf } = textNumbers();
    expect(['b', 'a', 'b', 'c'].map(numberOf)).toEqual([0, 1, 0, 2]);
    expect(textsOf(columnOf(Int32Array.of(2, 0, 2)))).toEqual(['c', 'b']);
    expect(columnOf(Int32Array.of(1, 0, 1)).codes).toEqual(Int32Array.of(0, 1, 0));
  });

  it('is numbered with others by the texts, in the order of coming', () => {
    fc.assert(
      fc.property(fc.array(someTexts), (columns) => {
        const { numbersOf, texts } = textTable();
        const numbers = columns.map((column) => numbersOf(textColumnOf(column)));
        const known = [...new Set(columns.flat())];
        expect(texts()).toEqual(known);
        expect(numbers).toEqual(
          columns.map((column) => Int32Array.from(new Set(column), (text) => known.indexOf(text))),
        );
      }),
    );
  });

  it('is numbered but for the texts that are not wanted', () => {
    const { numbersOf, texts } = textTable();
    numbersOf(textColumnOf(['a', 'b', 'c']), Uint8Array.of(1, 0, 1));
    expect(texts()).toEqual(['a', 'c']);
  });
});
