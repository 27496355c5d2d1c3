/** n events, each in some cells: values of a context that many events share, such as a market or a part of the day. */
export interface EventsInCells {
  /** Indexes in [0, itemCount). */
  readonly items: Int32Array;
  /** What each event counts, ≥ 0. */
  readonly weights: Float32Array;
  /** The cells of the event at a place, indexes in [0, cellCount), each once; none where nothing is known. */
  cellsAt(event: number): ArrayLike<number>;
}

/**
 * How much more an item is met in a cell than over all events, in log units:
 * log((count + doubt) / (expected + doubt)), where `expected` is what the cell would have of the item if it were like
 * the whole. Near 0 where too little was seen to tell, above all for rare items: a smoothed share of the cell, as of
 * language models, would call any rare item that was met once in a small cell its favourite.
 * O(events + cells × items).
 *
 * Source: DuMouchel (1999), "Bayesian Data Mining in Large Frequency Tables, with an Application to the FDA Spontaneous
 * Reporting System", The American Statistician 53(3), with one gamma prior of mean 1, shape and rate `doubt`.
 *
 * @param doubt - so many events as expected are added to what was seen, > 0.
 * @returns (cellCount, itemCount)
 * @throws RangeError when an item, cell or weight is out of range or the doubt makes no sense, naming it.
 */
export function fitContextLifts(
  { items, weights, cellsAt }: EventsInCells,
  itemCount: number,
  cellCount: number,
  doubt: number,
): Float32Array {
  if (!(doubt > 0 && doubt < Infinity)) throw new RangeError(`doubt: want a number > 0, got ${doubt}`);
  if (weights.length !== items.length) throw new RangeError(`weights: want ${items.length}, got ${weights.length}`);
  const overall = new Float64Array(itemCount);
  const counts = new Float64Array(cellCount * itemCount);
  const totals = new Float64Array(cellCount);
  let total = 0;
  for (let at = 0; at < items.length; at++) {
    const [item, weight, cells] = [items[at]!, weights[at]!, cellsAt(at)];
    if (!(item >= 0 && item < itemCount))
      throw new RangeError(`event ${at}: item ${item} is outside [0, ${itemCount})`);
    if (!(weight >= 0 && weight < Infinity)) throw new RangeError(`event ${at}: want a weight ≥ 0, got ${weight}`);
    overall[item]! += weight;
    total += weight;
    for (let c = 0; c < cells.length; c++) {
      const cell = cells[c]!;
      if (!(cell >= 0 && cell < cellCount))
        throw new RangeError(`event ${at}: cell ${cell} is outside [0, ${cellCount})`);
      counts[cell * itemCount + item]! += weight;
      totals[cell]! += weight;
    }
  }
  return Float32Array.from(counts, (count, at) => {
    const cell = Math.floor(at / itemCount);
    const expected = total === 0 ? 0 : (overall[at - cell * itemCount]! / total) * totals[cell]!;
    return Math.log((count + doubt) / (expected + doubt));
  });
}
