import { topK } from '../math/top-k.ts';

/** What a source's evidence comes to: its sum, and the items of most of it. */
interface BestShares {
  readonly total: number;
  /** Of those asked for at most, all that are not 0 if there are fewer; zeros may be among them where one is below 0. */
  readonly best: Int32Array;
}

/**
 * Reads evidence of all items, task after task: in one pass, as most sources know of few items, and once where an array
 * comes again, as that of a source which says the same to everybody. An array must not be changed between tasks.
 * @returns of a source's scores the `count` largest, largest first, equal ones by lower index first, as `topK` has them.
 */
export function bestSharesReader(): (name: string, scores: Float32Array, count: number) => BestShares {
  let known = new Int32Array(0);
  const before = new Map<string, BestShares & { readonly scores: Float32Array; readonly asked: number }>();
  return (name, scores, count) => {
    const same = before.get(name);
    if (same?.scores === scores && same.asked >= count) return { ...same, best: same.best.subarray(0, count) };
    if (known.length < scores.length) known = new Int32Array(scores.length);
    const items = known;
    let total = 0;
    let itemCount = 0;
    let least = 0;
    for (let item = 0; item < scores.length; item++) {
      const score = scores[item]!;
      if (score === 0) continue;
      items[itemCount++] = item;
      total += score;
      if (score < least) least = score;
    }
    const asked = same?.scores === scores ? Math.min(2 * count, scores.length) : count; // other tasks ask for a little more
    const best = topK(scores, asked, least < 0 ? undefined : items.subarray(0, itemCount));
    before.set(name, { scores, asked, total, best });
    return { total, best: best.subarray(0, count) };
  };
}
