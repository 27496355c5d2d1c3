// The strongest columns of a row: a heap of (score, column) with the weakest at its root. Of equal scores the higher
// column is the weaker, so that what a heap holds does not depend on the order in which it was filled.

function isWeaker(score: f32, column: i32, otherScore: f32, otherColumn: i32): bool {
  return score < otherScore || (score === otherScore && column > otherColumn);
}

/** Offers a candidate to a heap of `size` out of `capacity`; gives its new size. */
export function offer(scores: usize, columns: usize, size: i32, capacity: i32, score: f32, column: i32): i32 {
  if (size < capacity) {
    rise(scores, columns, size, score, column);
    return size + 1;
  }
  if (isWeaker(load<f32>(scores), load<i32>(columns), score, column)) sink(scores, columns, size, score, column);
  return size;
}

/** Turns a heap into a list, strongest first. */
export function sortHeap(scores: usize, columns: usize, size: i32): void {
  for (let end = size - 1; end > 0; end--) {
    const last = usize(end) << 2;
    const score = load<f32>(scores + last);
    const column = load<i32>(columns + last);
    store<f32>(scores + last, load<f32>(scores));
    store<i32>(columns + last, load<i32>(columns));
    sink(scores, columns, end, score, column);
  }
}

/** Puts a candidate where the hole after the last place rises to. */
function rise(scores: usize, columns: usize, size: i32, score: f32, column: i32): void {
  let hole = size;
  while (hole > 0) {
    const parent = (hole - 1) >> 1;
    const parentScore = load<f32>(scores + (usize(parent) << 2));
    const parentColumn = load<i32>(columns + (usize(parent) << 2));
    if (!isWeaker(score, column, parentScore, parentColumn)) break;
    put(scores, columns, hole, parentScore, parentColumn);
    hole = parent;
  }
  put(scores, columns, hole, score, column);
}

/** Puts a candidate where the hole at the root sinks to. */
function sink(scores: usize, columns: usize, size: i32, score: f32, column: i32): void {
  let hole = 0;
  for (;;) {
    let child = 2 * hole + 1;
    if (child >= size) break;
    let childScore = load<f32>(scores + (usize(child) << 2));
    let childColumn = load<i32>(columns + (usize(child) << 2));
    if (child + 1 < size) {
      const otherScore = load<f32>(scores + (usize(child) << 2), 4);
      const otherColumn = load<i32>(columns + (usize(child) << 2), 4);
      if (isWeaker(otherScore, otherColumn, childScore, childColumn)) {
        child++;
        childScore = otherScore;
        childColumn = otherColumn;
      }
    }
    if (!isWeaker(childScore, childColumn, score, column)) break;
    put(scores, columns, hole, childScore, childColumn);
    hole = child;
  }
  put(scores, columns, hole, score, column);
}

function put(scores: usize, columns: usize, at: i32, score: f32, column: i32): void {
  store<f32>(scores + (usize(at) << 2), score);
  store<i32>(columns + (usize(at) << 2), column);
}
