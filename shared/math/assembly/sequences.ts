import { offer, sortHeap } from './strongest';

/** Events whose surroundings are fetched before they are added. */
const AHEAD = 16;

/**
 * For each column i in [first, end) the columns j of the largest
 * S_ij = outScale_i × (columnScale_j × Σ pairWeight of the pairs of an event on i and one on j), strongest first, where
 * a pair is two events of one history at most maxDistance places apart. Sums are in 64 bits, in the order of the
 * events: those on i one after another, and around each from the earliest to the latest.
 *
 * @param offsets - history u is the events offsets[u] … offsets[u + 1] − 1.
 * @param columns - (events); likewise kinds, bytes below kindCount, and histories, each event's u.
 * @param places - the events on each column, ascending: column i's at placeOffsets[i] … placeOffsets[i + 1] − 1.
 * @param pairWeights - (2 maxDistance + 1, kindCount): by places from i's event to j's, from −maxDistance on, and the
 *   kind of j's; 0s in the middle.
 * @param repeatWeight - on top, where j is i.
 * @param capacity - kept a column.
 * @param outScores - (columnCount, capacity), likewise outColumns; outSizes says how many of each are used.
 * @param sums - (threads, columnCount), scratch: zeros. Likewise touched, and heaps: (threads, capacity).
 */
export function nearestInOrder(
  thread: i32,
  first: i32,
  end: i32,
  columnCount: i32,
  offsets: usize,
  columns: usize,
  kinds: usize,
  histories: usize,
  placeOffsets: usize,
  places: usize,
  maxDistance: i32,
  kindCount: i32,
  pairWeights: usize,
  repeatWeight: f64,
  columnScales: usize,
  outScales: usize,
  capacity: i32,
  outScores: usize,
  outColumns: usize,
  outSizes: usize,
  sums: usize,
  touched: usize,
  heaps: usize,
): void {
  const ownSums = sums + ((usize(thread) * usize(columnCount)) << 3);
  const ownTouched = touched + ((usize(thread) * usize(columnCount + 1)) << 2);
  const heap = heaps + ((usize(thread) * usize(capacity)) << 3);
  const middle = pairWeights + usize(maxDistance) * (usize(kindCount) << 3);
  for (let column = first; column < end; column++) {
    const entry = placeOffsets + (usize(column) << 2);
    const last = load<i32>(entry, 4);
    let count = 0;
    for (let at = load<i32>(entry); at < last; at += AHEAD) {
      const stop = min(last, at + AHEAD);
      store<u32>(
        ownTouched + (usize(columnCount) << 2),
        fetch(places, at, stop, offsets, columns, kinds, histories, maxDistance),
      );
      for (let place = at; place < stop; place++) {
        const event = load<i32>(places + (usize(place) << 2));
        const history = offsets + (usize(load<i32>(histories + (usize(event) << 2))) << 2);
        const from = max(load<i32>(history), event - maxDistance);
        const to = min(load<i32>(history, 4), event + maxDistance + 1);
        for (let other = from; other < to; other++) {
          const j = load<i32>(columns + (usize(other) << 2));
          const pair = (other - event) * kindCount + i32(load<u8>(kinds + usize(other)));
          const weight = load<f64>(middle + (pair << 3));
          const sum = ownSums + (usize(j) << 3);
          const before = load<f64>(sum);
          const after = before + (j === column ? weight * repeatWeight : weight);
          store<f64>(sum, after);
          store<i32>(ownTouched + (usize(count) << 2), j);
          count += i32(before === 0) & i32(after !== 0);
        }
      }
    }
    const place = usize(column) * usize(capacity);
    const kept = outColumns + (place << 2);
    const size = strongest(ownSums, columnScales, ownTouched, count, heap, kept, capacity);
    sortHeap<f64>(heap, kept, size);
    const outScale = load<f64>(outScales + (usize(column) << 3));
    for (let rank: usize = 0; rank < usize(size); rank++) {
      store<f32>(outScores + ((place + rank) << 2), f32(load<f64>(heap + (rank << 3)) * outScale));
    }
    store<i32>(outSizes + (usize(column) << 2), size);
  }
}

/** Reads one number of each cache line around some events, as neighbours.ts does: the reads do not wait for each other. */
function fetch(
  places: usize,
  at: i32,
  stop: i32,
  offsets: usize,
  columns: usize,
  kinds: usize,
  histories: usize,
  maxDistance: i32,
): u32 {
  let sum: u32 = 0;
  for (let place = at; place < stop; place++) {
    const event = load<i32>(places + (usize(place) << 2));
    const history = offsets + (usize(load<i32>(histories + (usize(event) << 2))) << 2);
    const from = max(load<i32>(history), event - maxDistance);
    const to = min(load<i32>(history, 4), event + maxDistance + 1);
    for (let other = from; other < to; other += 16) {
      sum += load<u32>(columns + (usize(other) << 2)) + u32(load<u8>(kinds + usize(other)));
    }
  }
  return sum;
}

/** Heaps the largest sum × scale above 0 of the touched columns, and clears the sums. */
function strongest(
  sums: usize,
  scales: usize,
  touched: usize,
  count: i32,
  scores: usize,
  columns: usize,
  capacity: i32,
): i32 {
  let size = 0;
  let bar: f64 = 0;
  for (let c = 0; c < count; c++) {
    const column = load<i32>(touched + (usize(c) << 2));
    const at = usize(column) << 3;
    const score = load<f64>(sums + at) * load<f64>(scales + at);
    store<f64>(sums + at, 0);
    if (score < bar) continue; // columns come in no order: one as strong as the weakest may win by its index
    size = offer<f64>(scores, columns, size, capacity, score, column);
    if (size === capacity) bar = load<f64>(scores);
  }
  return size;
}
