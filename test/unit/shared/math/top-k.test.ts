import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topK } from '../../../../shared/math/top-k.ts';

describe('topK', () => {
  it('is the head of the full sort, equal values by lower index first', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 60 }), fc.nat(70), (values, k) => {
        const sorted = values.map((_, i) => i).sort((a, b) => values[b]! - values[a]! || a - b);
        expect([...topK(Float64Array.from(values), k)]).toEqual(sorted.slice(0, k));
      }),
    );
  });

  it('keeps infinities in their places', () => {
    const values = Float32Array.of(-Infinity, 0, Infinity, -Infinity);
    expect([...topK(values, 4)]).toEqual([2, 1, 0, 3]);
  });

  it('refuses a NaN, naming its place, and a k that is no count', () => {
    expect(() => topK(Float32Array.of(1, NaN), 1)).toThrow('values[1] is NaN');
    expect(() => topK(Float32Array.of(1), -1)).toThrow('got -1');
    expect(() => topK(Float32Array.of(1), 0.5)).toThrow('got 0.5');
  });
});
