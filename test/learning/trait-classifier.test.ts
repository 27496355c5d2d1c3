import { describe, expect, it } from 'vitest';
import {
  baseLogLosses,
  classProbabilities,
  fitTraitClassifier,
  type LabelledRows,
  logLosses,
  traitLoss,
} from '../../shared/learning/trait-classifier.ts';
import { pairedBootstrap } from '../../shared/math/paired-bootstrap.ts';
import { seededRandom } from '../../shared/math/random.ts';

const COLUMNS = 30;
const CLASSES = 3;

/** True weights, strong on a third of the columns, and rows whose classes are drawn by them. */
function planted(
  n: number,
  seed: number,
  strength: number,
): { readonly data: LabelledRows; readonly truth: number[][] } {
  const random = seededRandom(seed);
  const truth = Array.from({ length: CLASSES }, (_, c) =>
    Array.from({ length: COLUMNS }, (_, column) => (column % CLASSES === c && column < 9 ? strength : 0)),
  );
  const [offsets, columns, weights, labels] = [[0], [] as number[], [] as number[], [] as number[]];
  for (let row = 0; row < n; row++) {
    const odds = new Array<number>(CLASSES).fill(0);
    for (let column = 0; column < COLUMNS; column++) {
      if (random() > 0.2) continue;
      const weight = Math.fround(0.5 + random());
      columns.push(column);
      weights.push(weight);
      for (let c = 0; c < CLASSES; c++) odds[c]! += truth[c]![column]! * weight;
    }
    offsets.push(columns.length);
    const scales = odds.map(Math.exp);
    labels.push(drawn(scales, random()));
  }
  const rows = {
    columnCount: COLUMNS,
    offsets: Int32Array.from(offsets),
    columns: Int32Array.from(columns),
    weights: Float32Array.from(weights),
  };
  return { data: { rows, labels: Int32Array.from(labels), classCount: CLASSES }, truth };
}

/** The place of a number in [0, 1) among the scales laid end to end. */
function drawn(scales: readonly number[], at: number): number {
  let left = at * scales.reduce((a, b) => a + b);
  const found = scales.findIndex((scale) => {
    left -= scale;
    return left < 0;
  });
  return Math.max(0, found);
}

describe('the trait classifier', () => {
  it('has the gradient that its loss has, by central differences', () => {
    const { data } = planted(40, 1, 1);
    const random = seededRandom(9);
    const weights = Float64Array.from({ length: CLASSES * (COLUMNS + 1) }, () => random() - 0.5);
    const gradient = new Float64Array(weights.length);
    traitLoss(data, 0.1, weights, gradient);
    const lossWith = (i: number, change: number) =>
      traitLoss(data, 0.1, weights.with(i, weights[i]! + change), new Float64Array(weights.length));
    for (let i = 0; i < weights.length; i++) {
      const h = 1e-5; // the truncation error is h² ≈ 1e-10 times the third derivative, which is below 1
      expect(Math.abs((lossWith(i, h) - lossWith(i, -h)) / (2 * h) - gradient[i]!)).toBeLessThan(1e-8);
    }
  });

  it('ends where the gradient is zero', () => {
    const { data } = planted(500, 2, 1.5);
    const { weights } = fitTraitClassifier(data, 0.01);
    const gradient = new Float64Array(weights.length);
    traitLoss(data, 0.01, weights, gradient);
    expect(Math.max(...gradient.map(Math.abs))).toBeLessThanOrEqual(1e-6);
  });

  it('finds planted weights again, up to what all classes have in common', () => {
    const { data, truth } = planted(40_000, 3, 1.5);
    const { weights } = fitTraitClassifier(data, 1e-6);
    // With 40,000 × .2 rows a column and p(1 − p) ≈ .2, a weight's standard error is about 1 / √(8000 · .2) = .025.
    for (let column = 0; column < COLUMNS; column++) {
      for (let c = 1; c < CLASSES; c++) {
        const found = weights[c * (COLUMNS + 1) + column]! - weights[column]!;
        expect(Math.abs(found - (truth[c]![column]! - truth[0]![column]!))).toBeLessThan(5 * 0.025 * Math.SQRT2);
      }
    }
  });

  it('foresees people it has not met better than how common the classes are, the interval without 0', () => {
    const [known, unknown] = [planted(2000, 4, 1.5).data, planted(1000, 5, 1.5).data];
    const model = fitTraitClassifier(known, 0.003);
    const gain = pairedBootstrap(baseLogLosses(known, unknown), logLosses(model, unknown), { random: seededRandom(1) });
    expect(gain.low).toBeGreaterThan(0);
  });

  it('says of a hundred with p = .7 what holds for seventy', () => {
    const [known, unknown] = [planted(8000, 6, 1.5).data, planted(8000, 7, 1.5).data];
    const model = fitTraitClassifier(known, 0.001);
    const bins = Array.from({ length: 10 }, () => ({ count: 0, said: 0, held: 0 }));
    unknown.labels.forEach((label, row) => {
      classProbabilities(model, unknown.rows, row).forEach((p, c) => {
        const bin = bins[Math.min(9, Math.floor(p * 10))]!;
        bin.count++;
        bin.said += p;
        bin.held += c === label ? 1 : 0;
      });
    });
    const error = bins.reduce((sum, { said, held }) => sum + Math.abs(said - held), 0) / (8000 * CLASSES);
    expect(error).toBeLessThan(0.03); // expected calibration error
  });

  it('learns nothing where there is nothing: planted noise gives the base rate', () => {
    const [known, unknown] = [planted(1000, 8, 0).data, planted(1000, 9, 0).data];
    const model = fitTraitClassifier(known, 0.1);
    const gain = pairedBootstrap(baseLogLosses(known, unknown), logLosses(model, unknown), { random: seededRandom(1) });
    expect(gain.low).toBeLessThan(0);
  });

  it('gives the same bytes for the same rows', () => {
    const bytes = () => Buffer.from(fitTraitClassifier(planted(300, 10, 1).data, 0.01).weights.buffer);
    expect(bytes().equals(bytes())).toBe(true);
  });

  it('gives probabilities that sum to 1 also for extreme rows, and refuses what makes no sense', () => {
    const { data } = planted(100, 11, 1);
    const model = fitTraitClassifier(data, 0.01);
    const rows = {
      columnCount: COLUMNS,
      offsets: Int32Array.of(0, 1),
      columns: Int32Array.of(0),
      weights: Float32Array.of(1e30),
    };
    const probabilities = classProbabilities(model, rows, 0);
    expect(probabilities.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    expect(probabilities.every((p) => p > 0)).toBe(true);
    expect(() => fitTraitClassifier(data, 0)).toThrow(RangeError);
    expect(() => fitTraitClassifier({ ...data, labels: data.labels.map(() => CLASSES) }, 1)).toThrow(RangeError);
  });
});
