// The strongest columns of a row: a heap of (score, column) with the weakest at its root; scores are f32 or f64. Of equal
// scores the higher column is the weaker, so that what a heap holds does not depend on the order in which it was filled.

function isWeaker<T extends number>(score: T, column: i32, otherScore: T, otherColumn: i32): bool {
  return score < otherScore || (score === otherScore && column > otherColumn);
}

/** Offers a candidate to a heap of `size` out of `capacity`; gives its new size. */
export function offer<T extends number>(
  scores: usize,
  columns: usize,
  size: i32,
  capacity: i32,
  score: T,
  column: i32,
): i32 {
  if (size < capacity) {
    rise<T>(scores, columns, size, score, column);
    return size + 1;
  }
  if (isWeaker<T>(load<T>(scores), load<i32>(columns), score, column)) sink<T>(scores, columns, size, score, column);
  return size;
}

/** Turns a heap into a list, strongest first. */
export function sortHeap<T extends number>(scores: usize, columns: usize, size: i32): void {
  for (let end = size - 1; end > 0; end--) {
    const score = scoreAt<T>(scores, end);
    const column = columnAt(columns, end);
    put<T>(scores, columns, end, load<T>(scores), load<i32>(columns));
    sink<T>(scores, columns, end, score, column);
  }
}

/** Puts a candidate where the hole after the last place rises to. */
function rise<T extends number>(scores: usize, columns: usize, size: i32, score: T, column: i32): void {
  let hole = size;
  while (hole > 0) {
    const parent = (hole - 1) >> 1;
    const parentScore = scoreAt<T>(scores, parent);
    const parentColumn = columnAt(columns, parent);
    if (!isWeaker<T>(score, column, parentScore, parentColumn)) break;
    put<T>(scores, columns, hole, parentScore, parentColumn);
    hole = parent;
  }
  put<T>(scores, columns, hole, score, column);
}

/** Puts a candidate where the hole at the root sinks to. */
function sink<T extends number>(scores: usize, columns: usize, size: i32, score: T, column: i32): void {
  let hole = 0;
  for (;;) {
    let child = 2 * hole + 1;
    if (child >= size) break;
    let childScore = scoreAt<T>(scores, child);
    let childColumn = columnAt(columns, child);
    if (child + 1 < size) {
      const otherScore = scoreAt<T>(scores, child + 1);
      const otherColumn = columnAt(columns, child + 1);
      if (isWeaker<T>(otherScore, otherColumn, childScore, childColumn)) {
        child++;
        childScore = otherScore;
        childColumn = otherColumn;
      }
    }
    if (!isWeaker<T>(childScore, childColumn, score, column)) break;
    put<T>(scores, columns, hole, childScore, childColumn);
    hole = child;
  }
  put<T>(scores, columns, hole, score, column);
}

function put<T extends number>(scores: usize, columns: usize, at: i32, score: T, column: i32): void {
  store<T>(scores + (usize(at) << alignof<T>()), score);
  store<i32>(columns + (usize(at) << 2), column);
}

function scoreAt<T extends number>(scores: usize, at: i32): T {
  return load<T>(scores + (usize(at) << alignof<T>()));
}

function columnAt(columns: usize, at: i32): i32 {
  return load<i32>(columns + (usize(at) << 2));
}
