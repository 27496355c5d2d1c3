import type { FoundSegments } from './segments.ts';

/** How a marketer says that a feature is high or low, "buys at weekends", "hardly buys at weekends". */
export interface Phrases {
  readonly high: string;
  readonly low: string;
}

/** What tells a segment from the others. */
export interface SegmentWords {
  readonly number: number;
  readonly words: string;
  /** Furthest first: how many deviations of the feature the segment's mean lies from that of all others. */
  readonly features: readonly { readonly column: number; readonly difference: number }[];
}

/** Half a deviation: the least that is commonly called more than small. Cohen (1988), "Statistical Power Analysis", section 2.2.4. */
const NOTABLE = 0.5;
const MOST = 3;

/**
 * Words for each segment, of the three features that set it apart most by at least half a deviation; where two segments
 * would have the same, of more.
 * @param phrases - one a column.
 * @param ordinary - for a segment that nothing sets apart.
 */
export function segmentWords(
  { centroids, numbers, sizes, labels }: FoundSegments,
  phrases: readonly Phrases[],
  ordinary: string,
): readonly SegmentWords[] {
  const width = phrases.length;
  const differences = Array.from(numbers, (_, c) =>
    phrases
      .map((_, column) => {
        // All rows together have a mean of 0, so the others' is what balances the segment's.
        const own = centroids[c * width + column]!;
        const others = labels.length - sizes[c]!;
        return { column, difference: others === 0 ? 0 : own + (own * sizes[c]!) / others };
      })
      .toSorted((a, b) => Math.abs(b.difference) - Math.abs(a.difference) || a.column - b.column),
  );
  const said = (c: number, most: number) =>
    differences[c]!.filter(({ difference }) => Math.abs(difference) >= NOTABLE)
      .slice(0, most)
      .map(({ column, difference }) => (difference > 0 ? phrases[column]!.high : phrases[column]!.low))
      .join(', ') || ordinary;
  const short = differences.map((_, c) => said(c, MOST));
  return Array.from(numbers, (number, c) => ({
    number,
    words: short.filter((words) => words === short[c]).length > 1 ? said(c, width) : short[c]!,
    features: differences[c]!,
  }));
}
