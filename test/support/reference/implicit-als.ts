import type { ImplicitAlsSettings } from '../../../shared/learning/implicit-als.ts';

type Matrix = readonly (readonly number[])[];

/**
 * The readable twin of shared/learning/implicit-als.ts, in doubles: every system is written out over all pairs of the
 * dense matrix (people × items, 0 where there is no entry) and solved exactly.
 */
export function naiveImplicitAls(
  matrix: Matrix,
  settings: ImplicitAlsSettings,
  initialItems: Matrix,
): { readonly people: number[][]; readonly items: number[][] } {
  const transposed = initialItems.map((_, i) => matrix.map((row) => row[i]!));
  const scale = naiveRidgeScale(matrix, settings);
  let people: number[][] = [];
  let items = initialItems.map((factor) => [...factor]);
  for (let iteration = 0; iteration < settings.iterations; iteration++) {
    people = matrix.map((row) => naiveSolve(row, items, settings, scale));
    items = transposed.map((column) => naiveSolve(column, people, settings, scale));
  }
  return { people, items };
}

/** λ z: z makes the mean of (n + α₀ N)^ν over people and items 1. */
export function naiveRidgeScale(matrix: Matrix, settings: ImplicitAlsSettings): number {
  const transposed = (matrix[0] ?? []).map((_, i) => matrix.map((row) => row[i]!));
  const frequencies = [...matrix, ...transposed].map((row) => frequencyOf(row, settings));
  return settings.regularization / (frequencies.reduce((a, b) => a + b) / frequencies.length);
}

/** The factor that is best for one row of the matrix, given the factors of the other side. */
export function naiveSolve(row: readonly number[], factors: Matrix, settings: ImplicitAlsSettings, scale: number) {
  const d = settings.dimensions;
  const ridge = scale * frequencyOf(row, settings);
  const a = Array.from({ length: d }, (_, i) => Array.from({ length: d }, (_, j) => (i === j ? ridge : 0)));
  const b = new Array<number>(d).fill(0);
  if (row.every((entry) => entry === 0)) return b;
  row.forEach((entry, column) => {
    const factor = factors[column]!;
    const { toOne, toZero } = pulls(entry, settings);
    for (let i = 0; i < d; i++) {
      b[i]! += toOne * factor[i]!;
      for (let j = 0; j < d; j++) a[i]![j]! += (toOne + toZero) * factor[i]! * factor[j]!;
    }
  });
  return gauss(a, b);
}

/** The loss of all pairs and all factors. */
export function naiveLoss(matrix: Matrix, people: Matrix, items: Matrix, settings: ImplicitAlsSettings): number {
  const scale = naiveRidgeScale(matrix, settings);
  const transposed = items.map((_, i) => matrix.map((row) => row[i]!));
  const size = (rows: Matrix, factors: Matrix) =>
    rows.reduce((sum, row, r) => sum + scale * frequencyOf(row, settings) * product(factors[r]!, factors[r]!), 0);
  let loss = size(matrix, people) + size(transposed, items);
  matrix.forEach((row, u) => {
    row.forEach((entry, i) => {
      const { toOne, toZero } = pulls(entry, settings);
      const score = product(people[u]!, items[i]!);
      loss += toOne * (1 - score) ** 2 + toZero * score ** 2;
    });
  });
  return loss;
}

/** What a pair weighs against a score that is not 1, and against one that is not 0. */
function pulls(entry: number, { observedWeight, unobservedWeight, zeroPairs }: ImplicitAlsSettings) {
  if (entry === 0) return { toOne: 0, toZero: unobservedWeight };
  if (zeroPairs === 'all') return { toOne: observedWeight * entry, toZero: unobservedWeight };
  return { toOne: observedWeight * entry + unobservedWeight, toZero: 0 };
}

const frequencyOf = (row: readonly number[], settings: ImplicitAlsSettings): number =>
  (row.filter((entry) => entry !== 0).length + settings.unobservedWeight * row.length) ** settings.frequencyExponent;

const product = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

/** x of A x = b, by elimination; A is positive definite, so no pivot is 0. */
function gauss(a: number[][], b: number[]): number[] {
  const d = b.length;
  for (let k = 0; k < d; k++) {
    for (let i = k + 1; i < d; i++) {
      const factor = a[i]![k]! / a[k]![k]!;
      for (let j = k; j < d; j++) a[i]![j]! -= factor * a[k]![j]!;
      b[i]! -= factor * b[k]!;
    }
  }
  for (let i = d - 1; i >= 0; i--) {
    for (let j = i + 1; j < d; j++) b[i]! -= a[i]![j]! * b[j]!;
    b[i]! /= a[i]![i]!;
  }
  return b;
}
