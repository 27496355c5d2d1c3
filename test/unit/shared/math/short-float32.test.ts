import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortFloat32 } from '../../../../shared/math/short-float32.ts';

describe('a short 32-bit number', () => {
  it('is the same number, in nine digits at most', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const short = shortFloat32(value);
        expect(Math.fround(short) === value).toBe(true);
        expect(short.toExponential().split('e')[0]?.replace(/[-.]/g, '').length).toBeLessThanOrEqual(9);
      }),
    );
  });
});
