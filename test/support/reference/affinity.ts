import type { Affinity } from '../../../shared/learning/affinity.ts';
import type { ItemValues } from '../../../shared/learning/item-values.ts';

/** The readable twin of scoreAffinity, from the items' own values. @param items - newest first. */
export function naiveAffinity(
  { historyLimit, doubt, shares, liking, last, itemCount }: Affinity,
  { offsets, columns }: ItemValues,
  items: readonly number[],
): number[] {
  const valuesOf = (item: number) => [...columns.subarray(offsets[item]!, offsets[item + 1]!)];
  const events = items.slice(0, historyLimit);
  return Array.from({ length: itemCount }, (_, candidate) =>
    valuesOf(candidate)
      .map((value) => {
        const own = events.filter((item) => valuesOf(item).includes(value)).length;
        const share = (own + doubt * shares[value]!) / (events.length + doubt);
        const isOfLast = events.length > 0 && valuesOf(events[0]!).includes(value);
        return liking[value]! * Math.log(share / shares[value]!) + (isOfLast ? last[value]! : 0);
      })
      .reduce((sum, said) => sum + said, 0),
  );
}
