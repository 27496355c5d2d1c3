/**
 * The indexes of the k largest values, largest first; equal values by lower index first.
 *
 * k above n gives all n; k = 0 gives none. O(n log k) time, O(k) memory.
 *
 * @throws RangeError when k is not an integer of at least 0, or a value is NaN.
 */
export function topK(values: Float32Array | Float64Array, k: number): Int32Array {
  if (!Number.isInteger(k) || k < 0) throw new RangeError(`topK: want an integer k ≥ 0, got ${k}`);
  const heap = new Int32Array(Math.min(k, values.length)); // the worst kept index is at the root
  let size = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) throw new RangeError(`topK: values[${i}] is NaN`);
    if (size < heap.length) {
      heap[size++] = i;
      if (size === heap.length) for (let at = (size >> 1) - 1; at >= 0; at--) sink(heap, at, size, values);
    } else if (size > 0 && value > values[heap[0]!]!) {
      heap[0] = i;
      sink(heap, 0, size, values);
    }
  }
  for (let end = size - 1; end > 0; end--) {
    const worst = heap[0]!;
    heap[0] = heap[end]!;
    heap[end] = worst;
    sink(heap, 0, end, values);
  }
  return heap;
}

/** Moves the index at `at` down until no child is worse. Mutates `heap`. */
function sink(heap: Int32Array, at: number, size: number, values: Float32Array | Float64Array): void {
  const index = heap[at]!;
  let hole = at;
  for (;;) {
    let child = 2 * hole + 1;
    if (child >= size) break;
    if (child + 1 < size && isWorse(heap[child + 1]!, heap[child]!, values)) child++;
    if (!isWorse(heap[child]!, index, values)) break;
    heap[hole] = heap[child]!;
    hole = child;
  }
  heap[hole] = index;
}

function isWorse(a: number, b: number, values: Float32Array | Float64Array): boolean {
  const left = values[a]!;
  const right = values[b]!;
  return left < right || (left === right && a > b);
}
