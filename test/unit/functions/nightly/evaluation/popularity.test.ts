import { describe, expect, it } from 'vitest';
import { popularityCounts } from '../../../../../functions/nightly/evaluation/popularity.ts';

describe('popularityCounts', () => {
  it('counts the kinds that are asked for, item by item', () => {
    const packed = {
      offsets: Int32Array.of(0, 3),
      items: Int32Array.of(0, 1, 1),
      kinds: Uint8Array.of(0, 0, 6),
    };
    expect([...popularityCounts(packed, 3, new Set([0, 6]))]).toEqual([1, 2, 0]);
    expect([...popularityCounts(packed, 3, new Set([6]))]).toEqual([0, 1, 0]);
  });
});
