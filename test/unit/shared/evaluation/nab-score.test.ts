import { describe, expect, it } from 'vitest';
import { nabScore, normalisedNabScore } from '../../../../shared/evaluation/nab-score.ts';

const window = { first: 500, last: 599 };

describe('the score of the Numenta Anomaly Benchmark', () => {
  it('gives 1 for an alarm at the window’s left edge and less the later it is', () => {
    const at = (alarm: number) => nabScore(1000, [window], [alarm]).score;
    expect(at(500)).toBe(1);
    expect(at(520)).toBeLessThan(1);
    expect(at(599)).toBeGreaterThan(0);
    expect(at(599)).toBeLessThan(0.05);
    // Half-way: the figure printed in the file of published scores for a window found there, to 2 digits.
    expect(at(550)).toBeCloseTo(0.86, 2);
  });

  it('counts the earliest alarm of a window once, and −1 for a window without', () => {
    expect(nabScore(1000, [window], [500, 501, 550])).toEqual({ score: 1, found: 1, missed: 0, falseAlarms: 0 });
    expect(nabScore(1000, [window], [])).toEqual({ score: -1, found: 0, missed: 1, falseAlarms: 0 });
  });

  it('charges a false alarm .11, less when it comes soon after a window', () => {
    expect(nabScore(1000, [], [400]).score).toBe(-0.11);
    // The benchmark's own test: a window of 5, found at its left edge, one missed, an alarm 3 points past it: −.9540
    // at a weight of 1.
    const windows = [
      { first: 500, last: 504 },
      { first: 700, last: 704 },
    ];
    expect(nabScore(1000, windows, [500, 501, 507]).score).toBeCloseTo(-0.954 * 0.11, 4);
    expect(nabScore(1000, windows, [500, 701, 999]).score).toBeCloseTo(
      1 - 0.11 + nabScore(1000, windows.slice(1), [701]).score,
      12,
    );
  });

  it('does not look at the first 15 %, at most 750 points', () => {
    expect(nabScore(1000, [{ first: 10, last: 20 }], [10, 149])).toEqual({
      score: 0,
      found: 0,
      missed: 0,
      falseAlarms: 0,
    });
    expect(nabScore(1000, [], [150]).falseAlarms).toBe(1);
    expect(nabScore(100_000, [], [749, 750]).falseAlarms).toBe(1);
  });

  it('is 0 for silence and 100 for perfection over all series', () => {
    const silent = [nabScore(1000, [window], []), nabScore(1000, [], [])];
    expect(normalisedNabScore(silent)).toBe(0);
    expect(normalisedNabScore([nabScore(1000, [window], [500]), nabScore(1000, [], [])])).toBe(100);
    expect(normalisedNabScore([nabScore(1000, [], [])])).toBeNull();
  });
});
