import { describe, expect, it } from 'vitest';
import { classificationFigures } from '../../../../shared/evaluation/classification.ts';
import { multiclassFigures } from '../../../../shared/evaluation/multiclass.ts';

describe('figures of several classes', () => {
  it('are those of two, where classes are two: areas are one, the Brier score twice, the rest means of both sides', () => {
    const ofFirst = Float64Array.of(0.9, 0.7, 0.4, 0.2, 0.6, 0.1);
    const labels = Int32Array.of(0, 0, 0, 1, 1, 1);
    const { figures } = multiclassFigures({
      labels,
      probabilities: Float64Array.from([...ofFirst].flatMap((p) => [p, 1 - p])),
      classCount: 2,
    });
    const isFirst = Uint8Array.from(labels, (label) => 1 - label);
    const first = classificationFigures({ isPositive: isFirst, probabilities: ofFirst }, 0.5).figures;
    const second = classificationFigures(
      { isPositive: isFirst.map((is) => 1 - is), probabilities: ofFirst.map((p) => 1 - p) },
      0.5,
    ).figures;
    expect(figures.auc).toBeCloseTo(first.auc!, 12);
    expect(figures.logLoss).toBeCloseTo(first.logLoss!, 12);
    expect(figures.brier).toBeCloseTo(2 * first.brier!, 12);
    expect(figures.accuracy).toBeCloseTo(first.accuracy!, 12);
    for (const name of ['averagePrecision', 'precision', 'recall', 'f1'] as const)
      expect(figures[name]).toBeCloseTo((first[name]! + second[name]!) / 2, 12);
  });

  it('are null with a reason where a class is never foreseen, or not there', () => {
    const { figures, reasons } = multiclassFigures({
      labels: Int32Array.of(0, 0),
      probabilities: Float64Array.of(0.8, 0.1, 0.1, 0.6, 0.3, 0.1),
      classCount: 3,
    });
    expect(figures).toMatchObject({ accuracy: 1, precision: null, recall: null, auc: null });
    expect(reasons['precision']).toBe('a class is never foreseen');
    expect(reasons['auc']).toBe('a class has no row, or all rows');
    expect(
      multiclassFigures({ labels: new Int32Array(), probabilities: new Float64Array(), classCount: 2 }).reasons,
    ).toMatchObject({ logLoss: 'there is no row', ece: 'there is no row' });
  });
});
