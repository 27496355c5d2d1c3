/** Share of pairs, one of either kind, of which the positive one scores higher; ties count half. Mann & Whitney (1947). */
export function areaUnderCurve(scores: ArrayLike<number>, isPositive: readonly boolean[]): number {
  const order = Array.from(isPositive.keys()).sort((a, b) => scores[a]! - scores[b]!);
  let [rankSum, positives] = [0, 0];
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && scores[order[end]!] === scores[order[start]!]) end++;
    for (const row of order.slice(start, end)) {
      if (!isPositive[row]) continue;
      positives++;
      rankSum += (start + 1 + end) / 2;
    }
    start = end;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (order.length - positives));
}
