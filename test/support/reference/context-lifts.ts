export interface NaiveEventInCells {
  readonly item: number;
  readonly weight: number;
  readonly cells: readonly number[];
}

/** The readable twin of fitContextLifts: (cellCount, itemCount). */
export function naiveContextLifts(
  events: readonly NaiveEventInCells[],
  itemCount: number,
  cellCount: number,
  doubt: number,
): number[][] {
  const weightOf = (some: readonly NaiveEventInCells[]) => some.reduce((sum, { weight }) => sum + weight, 0);
  const total = weightOf(events) || 1;
  return Array.from({ length: cellCount }, (_, cell) => {
    const here = events.filter(({ cells }) => cells.includes(cell));
    return Array.from({ length: itemCount }, (_, item) => {
      const isOfItem = (event: NaiveEventInCells) => event.item === item;
      const expected = (weightOf(events.filter(isOfItem)) / total) * weightOf(here);
      return Math.log((weightOf(here.filter(isOfItem)) + doubt) / (expected + doubt));
    });
  });
}
