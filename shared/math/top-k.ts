import { isAhead } from './ranks.ts';

/**
 * The indexes of the k largest values, largest first; equal values by lower index first.
 *
 * k above the number of candidates gives all of them; k = 0 gives none. O(m log k) time for m candidates, O(k) memory.
 *
 * @param among - the candidates: distinct indexes in any order; all n when absent.
 * @throws RangeError when k is not an integer of at least 0, or a candidate's value is NaN.
 */
export function topK(values: Float32Array | Float64Array, k: number, among?: Int32Array): Int32Array {
  if (!Number.isInteger(k) || k < 0) throw new RangeError(`topK: want an integer k ≥ 0, got ${k}`);
  const count = among === undefined ? values.length : among.length;
  const heap = new Int32Array(Math.min(k, count)); // the worst kept index is at the root
  const size = heap.length;
  let bar = NaN; // once k are kept, the worst kept value: most candidates fall here, without touching the heap
  for (let c = 0; c < count; c++) {
    const index = among === undefined ? c : among[c]!;
    const value = values[index]!;
    if (value < bar || (value === bar && index > heap[0]!)) continue;
    if (Number.isNaN(value)) throw new RangeError(`topK: values[${index}] is NaN`);
    if (c < size) {
      heap[c] = index;
      if (c < size - 1) continue;
      for (let at = (size >> 1) - 1; at >= 0; at--) sink(heap, at, size, values);
    } else if (size > 0 && isWorse(heap[0]!, index, values)) {
      heap[0] = index;
      sink(heap, 0, size, values);
    }
    if (size > 0) bar = values[heap[0]!]!;
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

const isWorse = (a: number, b: number, values: Float32Array | Float64Array): boolean =>
  isAhead(values[b]!, b, values[a]!, a);
