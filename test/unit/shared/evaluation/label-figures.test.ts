import { describe, expect, it } from 'vitest';
import { labelFigures } from '../../../../shared/evaluation/label-figures.ts';

describe('labelFigures', () => {
  it('counts right rows, and means over labels', () => {
    const { accuracy, macroF1, leastRecall, labelsFound } = labelFigures([...'aaabbc'], [...'aabbbz']);
    expect(accuracy).toBeCloseTo(4 / 6, 12);
    expect(macroF1).toBeCloseTo((4 / 5 + 4 / 5 + 0) / 3, 12);
    expect(leastRecall).toBe(0);
    expect(labelsFound).toBeCloseTo(2 / 3, 12);
  });

  it('has no figures without rows, and refuses unequal lengths', () => {
    expect(labelFigures([], [])).toEqual({ accuracy: null, macroF1: null, leastRecall: null, labelsFound: null });
    expect(() => labelFigures(['a'], [])).toThrow(RangeError);
  });
});
