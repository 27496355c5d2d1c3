import { describe, expect, it } from 'vitest';
import { normalisedMutualInformation } from '../../../../shared/evaluation/mutual-information.ts';

describe('normalised mutual information', () => {
  it('is 1 for the same parts under other names, and 0 for parts that say nothing of each other', () => {
    expect(normalisedMutualInformation(Int32Array.of(0, 0, 1, 1, 2), Int32Array.of(7, 7, 3, 3, 5))).toBeCloseTo(1, 12);
    expect(normalisedMutualInformation(Int32Array.of(0, 0, 1, 1), Int32Array.of(0, 1, 0, 1))).toBeCloseTo(0, 12);
  });

  it('is as scikit-learn 1.9.1 computes it', () => {
    const a = Int32Array.of(0, 0, 0, 1, 1, 1, 2, 2, 2, 2);
    const b = Int32Array.of(0, 0, 1, 1, 1, 2, 2, 2, 2, 0);
    expect(normalisedMutualInformation(a, b)).toBeCloseTo(0.44270128334605, 12);
  });

  it('is null where all is one part', () => {
    expect(normalisedMutualInformation(Int32Array.of(1, 1), Int32Array.of(2, 2))).toBeNull();
    expect(normalisedMutualInformation(new Int32Array(0), new Int32Array(0))).toBeNull();
  });
});
