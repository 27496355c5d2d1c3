import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyedTextHash } from '../../../../shared/math/keyed-text-hash.ts';
import { anyText } from '../../../support/builders/any-text.ts';

const hash = keyedTextHash(Uint8Array.from({ length: 8 }, (_, i) => i));
const upTo = (length: number): string => String.fromCharCode(...Array.from({ length }, (_, i) => i));

describe('a keyed hash of a text', () => {
  it('is HalfSipHash-2-4: its authors’ test vectors', () => {
    const published = ['5b9f35a9', 'b85a4727', '03a662fa', '04e7fe8a', '89466e2a', '69b6fac5'];
    expect(published.map((_, length) => hash(upTo(length)).toString(16).padStart(8, '0'))).toEqual(published);
  });

  it('depends on the key, and on it alone', () => {
    const other = keyedTextHash(Uint8Array.from({ length: 8 }, (_, i) => i + 1));
    fc.assert(
      fc.property(anyText(400), (text) => {
        expect(hash(text)).toBe(keyedTextHash(Uint8Array.from({ length: 8 }, (_, i) => i))(text));
      }),
    );
    const texts = Array.from({ length: 100 }, (_, i) => `message-${i}`);
    expect(texts.filter((text) => hash(text) === other(text))).toEqual([]);
    expect(new Set(texts.map(hash)).size).toBe(100);
  });
});
