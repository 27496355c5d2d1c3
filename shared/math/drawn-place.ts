/**
 * The place that a number drawn evenly from [0, 1) falls on. One without a chance is never it, whatever rounding leaves.
 *
 * @param chances - (k ≥ 1), summing to 1.
 */
export function drawnPlace(chances: ArrayLike<number>, drawn: number): number {
  let rest = drawn;
  let last = 0;
  for (let place = 0; place < chances.length; place++) {
    if (chances[place] === 0) continue;
    last = place;
    rest -= chances[place]!;
    if (rest < 0) return place;
  }
  return last;
}
