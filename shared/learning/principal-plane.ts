import { symmetricEigen } from '../math/symmetric-eigen.ts';
import type { Rows } from './isolation-forest.ts';

/** Rows as they look from the side from which they differ most. */
export interface PrincipalPlane {
  /** (n, 2): of each row, where it lies along the first and the second component. */
  readonly points: Float64Array;
  /** Of all variance, what each of the two shows; 0 where there is none. */
  readonly shares: readonly [number, number];
  /** (2, width): of each component, how much of each column; the largest entry of each is above 0. */
  readonly components: Float64Array;
}

/**
 * The first two principal components. With one column the second is 0. O(n · width² + width³).
 *
 * Source: Jolliffe (2002), "Principal Component Analysis", 2nd edition, chapter 1.
 *
 * @throws RangeError when a value is not finite.
 */
export function principalPlane({ values, width }: Rows): PrincipalPlane {
  const n = values.length / width;
  const means = new Float64Array(width);
  values.forEach((value, at) => {
    means[at % width]! += value / n;
  });
  const covariance = new Float64Array(width * width);
  for (let row = 0; row < n; row++) {
    for (let i = 0; i < width; i++) {
      for (let j = 0; j < width; j++)
        covariance[i * width + j]! +=
          ((values[row * width + i]! - means[i]!) * (values[row * width + j]! - means[j]!)) / n;
    }
  }
  const { values: variances, vectors } = symmetricEigen(covariance, width);
  const order = [...variances.keys()].sort((a, b) => variances[b]! - variances[a]! || a - b).slice(0, 2);
  const all = variances.reduce((sum, variance) => sum + Math.max(0, variance), 0);
  const components = new Float64Array(2 * width);
  order.forEach((place, which) => {
    const component = Array.from({ length: width }, (_, d) => vectors[d * width + place]!);
    const largest = component.reduce((a, b) => (Math.abs(b) > Math.abs(a) + 1e-12 ? b : a));
    components.set(
      component.map((entry) => (largest < 0 ? -entry : entry)),
      which * width,
    );
  });
  const points = new Float64Array(2 * n);
  for (let row = 0; row < n; row++) {
    for (let d = 0; d < width; d++) {
      const moved = values[row * width + d]! - means[d]!;
      points[2 * row]! += components[d]! * moved;
      points[2 * row + 1]! += components[width + d]! * moved;
    }
  }
  const shareOf = (which: number) => (all > 0 && order[which] !== undefined ? variances[order[which]]! / all : 0);
  return { points, shares: [shareOf(0), shareOf(1)], components };
}
