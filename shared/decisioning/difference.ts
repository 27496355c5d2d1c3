/** Where a record does not say what making the decision again gives. */
export interface Difference {
  /** RFC 6901 pointer into the record. */
  readonly at: string;
  readonly recorded: unknown;
  readonly replayed: unknown;
}

/** Lists entry by entry, so that the one that differs is named. */
export function compare(at: string, recorded: readonly unknown[], again: readonly unknown[]): readonly Difference[] {
  return Array.from({ length: Math.max(recorded.length, again.length) }, (_, i) => i).flatMap((i) =>
    JSON.stringify(recorded[i]) === JSON.stringify(again[i])
      ? []
      : [{ at: `${at}/${i}`, recorded: recorded[i] ?? null, replayed: again[i] ?? null }],
  );
}
