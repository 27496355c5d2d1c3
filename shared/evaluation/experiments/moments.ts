/**
 * Sums over the people of an arm. y is what a metric says of a person; x is what it said of them before they came in (of
 * a mean), or what y is divided by (of a ratio).
 */
export interface Moments {
  readonly people: number;
  readonly y: number;
  readonly yy: number;
  readonly x: number;
  readonly xx: number;
  readonly xy: number;
}

export const NO_PEOPLE: Moments = { people: 0, y: 0, yy: 0, x: 0, xx: 0, xy: 0 };

/** The sums with one person more, in O(1). */
export const withPerson = ({ people, y, yy, x, xx, xy }: Moments, ofY: number, ofX: number): Moments => ({
  people: people + 1,
  y: y + ofY,
  yy: yy + ofY * ofY,
  x: x + ofX,
  xx: xx + ofX * ofX,
  xy: xy + ofX * ofY,
});

/** Unbiased variances and covariance of people; 0 with fewer than two of them. */
export function spread({ people, y, yy, x, xx, xy }: Moments): {
  readonly y: number;
  readonly x: number;
  readonly xy: number;
} {
  if (people < 2) return { y: 0, x: 0, xy: 0 };
  const of = (product: number, a: number, b: number) => (product - (a * b) / people) / (people - 1);
  return { y: Math.max(0, of(yy, y, y)), x: Math.max(0, of(xx, x, x)), xy: of(xy, x, y) };
}
