import { describe, expect, it } from 'vitest';
import { stringHash } from '../../../../shared/math/string-hash.ts';

describe('stringHash', () => {
  it.each([
    ['', 0, 0x00000000],
    ['', 1, 0x514e28b7],
    ['test', 0, 0xba6bd213],
    ['test', 0x9747b28c, 0x704b81dc],
    ['Hello, world!', 0, 0xc0363e43],
    ['The quick brown fox jumps over the lazy dog', 0, 0x2e4ff723],
  ])('gives the published MurmurHash3 value of %j with seed %i', (text, seed, expected) => {
    expect(stringHash(text, seed)).toBe(expected);
  });

  it('counts UTF-8 bytes, so that a text in any script has one hash', () => {
    expect(stringHash('ß')).not.toBe(stringHash('ss'));
    expect(stringHash('商品')).toBe(stringHash('\u5546\u54c1'));
  });

  it('shuffles running numbers: the sorted order has no trend', () => {
    const n = 2000;
    const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => stringHash(`${a}`) - stringHash(`${b}`));
    const neighboursRising = order.filter((value, i) => i > 0 && value > order[i - 1]!).length;
    // Rises in a random order of n: mean (n − 1)/2, variance (n + 1)/12.
    expect(Math.abs(neighboursRising - (n - 1) / 2)).toBeLessThan(4 * Math.sqrt((n + 1) / 12));
  });
});
