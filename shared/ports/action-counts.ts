/** What came of actions since the last night, in sums that name nobody. */
export interface ActionCounts {
  /** Adds to the day on which it was decided. */
  add(of: CountedAction, pulls: number, earned: number): Promise<void>;
  /** By action, of all days from one on. @param fromDay - UTC, "2026-11-24". */
  since(pointId: string, fromDay: string): Promise<ReadonlyMap<string, Counted>>;
}

export interface CountedAction {
  readonly pointId: string;
  readonly actionId: string;
  readonly day: string;
}

export interface Counted {
  readonly pulls: number;
  readonly earned: number;
}
