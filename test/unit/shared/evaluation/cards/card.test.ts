import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEAST_TOLD } from '../../../../../shared/domain/model-card.ts';
import { CARD_FIGURES, toldProbabilities } from '../../../../../shared/evaluation/cards/card-figures.ts';
import { cardMarkdown } from '../../../../../shared/evaluation/cards/card-markdown.ts';
import { cardPlots } from '../../../../../shared/evaluation/cards/card-plots.ts';
import { slicesOf } from '../../../../../shared/evaluation/cards/slices.ts';
import { aModelCard } from '../../../../support/builders/model-card.ts';

const rowsOf = (n: number) => ({
  isPositive: Uint8Array.from({ length: n }, (_, row) => (row % 3 === 0 ? 1 : 0)),
  probabilities: Float64Array.from({ length: n }, (_, row) => ((row * 7) % n) / n),
});

describe('what a card tells of probabilities', () => {
  it('has every figure, or says why not', () => {
    for (const rows of [rowsOf(100), rowsOf(3), { ...rowsOf(40), isPositive: new Uint8Array(40) }]) {
      const { metrics, reasons } = toldProbabilities(rows);
      for (const name of CARD_FIGURES) expect(metrics[name] === null, name).toBe(reasons[name] !== undefined);
      expect(Object.values(reasons)).not.toContain('');
    }
    expect(toldProbabilities(rowsOf(100)).reasons).toEqual({
      silhouette: 'nobody is put into segments',
      pinball: 'a probability is foreseen, no quantile',
    });
  });

  it('is of twenty people or more, bin by bin and point by point, or nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), (n) => {
        const { calibration, operatingPoints, metrics } = toldProbabilities(rowsOf(n));
        if (n < LEAST_TOLD) expect([metrics['auc'], calibration, operatingPoints]).toEqual([null, [], []]);
        for (const { count } of calibration) expect(count).toBeGreaterThanOrEqual(LEAST_TOLD);
        operatingPoints.slice(1).forEach((point, i) => {
          expect(Math.round((point.taken - operatingPoints[i]!.taken) * n)).toBeGreaterThanOrEqual(LEAST_TOLD);
        });
      }),
    );
  });

  it('has its figures within their intervals', () => {
    const { metrics, intervals } = toldProbabilities(rowsOf(200));
    expect(Object.keys(intervals).toSorted()).toEqual(['accuracy', 'auc', 'brier', 'logLoss', 'precision', 'recall']);
    for (const [name, { low, high }] of Object.entries(intervals)) {
      expect(metrics[name]).toBeGreaterThan(low);
      expect(metrics[name]).toBeLessThan(high);
    }
  });
});

describe('slices of a card', () => {
  const names = ['a', 'b', 'c'];
  const slicesOfSizes = (sizes: readonly number[]) => {
    const parts = sizes.flatMap((size, part) => Array.from({ length: size }, () => part));
    return slicesOf(rowsOf(parts.length), parts, names).map(({ name, people }) => [name, people]);
  };

  it('are of twenty people or more, and nobody of the others is told by taking them from all', () => {
    expect(slicesOfSizes([50, 30, 20])).toEqual([
      ['a', 50],
      ['b', 30],
      ['c', 20],
    ]);
    expect(slicesOfSizes([50, 30, 5])).toEqual([['a', 50]]);
    expect(slicesOfSizes([50, 15, 15])).toEqual([['a', 50]]);
    expect(slicesOfSizes([50, 0, 0])).toEqual([['a', 50]]);
    expect(slicesOfSizes([5, 0, 0])).toEqual([]);
  });
});

describe('a card in words and pictures', () => {
  const card = aModelCard({
    ...toldProbabilities(rowsOf(400)),
    importance: [
      { name: 'orders', words: 'order often, or order rarely', weight: 0.02 },
      { name: 'visits | more', words: 'a\nb', weight: -0.001 },
    ],
    slices: slicesOf(rowsOf(400), new Uint8Array(400), ['all']),
    plots: ['roc'],
  });

  it('says all that it holds, a null with its reason', () => {
    const words = cardMarkdown(card);
    for (const said of [card.purpose, ...card.limits, ...card.intendedUse, '3-fold', 'of 120 of whom it happened'])
      expect(words).toContain(said);
    expect(words).toContain('| auc | 0.8000 | 0.7700 to 0.8300 | 0.7000 |  |');
    expect(words).toContain('| silhouette |  |  |  | of segments alone |');
    expect(words).toContain('| visits \\| more | a b | −0.0010 |');
    expect(words).toContain('![ROC curve](plots/roc.svg)');
  });

  it('draws what there is to draw', () => {
    const plots = cardPlots(card);
    expect([...plots.keys()].toSorted()).toEqual(
      ['gain', 'importance', 'lift', 'precision-recall', 'reliability', 'roc'].toSorted(),
    );
    for (const drawing of plots.values()) {
      expect(drawing).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox=.*<\/svg>$/s);
      expect(drawing).not.toMatch(/NaN|undefined|Infinity/);
    }
    expect(cardPlots(aModelCard()).size).toBe(0);
    const segments = [{ number: 2, people: 30, words: 'w', centre: [0, 0], spread: [0, 0, 0] }] as const;
    expect(cardPlots(aModelCard({ segments })).get('segments')).not.toMatch(/NaN|Infinity/);
    const valueParts = [{ people: 30, foreseen: 0, actual: 0 }];
    expect(cardPlots(aModelCard({ valueParts })).get('value')).not.toMatch(/NaN|Infinity/);
  });
});
