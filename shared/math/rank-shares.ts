import { orderOf } from './order-of.ts';

/** (n), in (0, 1): of each value, which share of all lies below it; equal ones in the middle of their places. */
export function rankShares(values: Float64Array): Float64Array {
  const n = values.length;
  const order = orderOf(values.map((value) => value || 0)); // −0 stands before 0
  const shares = new Float64Array(n);
  for (let from = 0; from < n; ) {
    let to = from + 1;
    while (to < n && values[order[to]!] === values[order[from]!]) to++;
    for (let at = from; at < to; at++) shares[order[at]!] = (from + to) / 2 / n;
    from = to;
  }
  return shares;
}
