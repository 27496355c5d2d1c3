import { describe, expect, it } from 'vitest';
import { ratioOf } from '../../../../infra/comparison/ratios.ts';

describe('the ratio of two measurements in turn', () => {
  it('is that of their medians, which a burst of somebody else’s work does not move', () => {
    expect(ratioOf([10, 10, 10, 10, 90], [20, 20, 20, 20, 20])).toMatchObject({
      base: 10,
      now: 20,
      ratio: 2,
      verdict: 'slower',
    });
    expect(ratioOf([20, 20, 20], [10, 10, 10]).verdict).toBe('faster');
  });

  it('is no difference where it is small, or where rounds do not agree', () => {
    expect(ratioOf([100, 100, 100], [104, 104, 104]).verdict).toBe('same');
    expect(ratioOf([10, 10, 10, 10, 10], [5, 5, 12, 20, 20]).verdict).toBe('same');
  });

  it('is the inverse when the sides are changed', () => {
    const [some, others] = [
      [3, 5, 4],
      [6, 11, 8],
    ];
    const [there, back] = [ratioOf(some!, others!), ratioOf(others!, some!)];
    expect(there.ratio * back.ratio).toBeCloseTo(1, 12);
    expect([there.verdict, back.verdict]).toEqual(['slower', 'faster']);
  });
});
