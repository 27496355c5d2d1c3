import type { PackedHistories, PackedPeople } from '../../shared/evaluation/splits.ts';

/** A pause this long ends a session. */
const SESSION_GAP_MS = 30 * 60_000;

/** People's events before a moment, cut into sessions, and when each ended. */
export function sessionsOf(
  { offsets, items, kinds, atMs }: PackedPeople,
  untilMs = Number.POSITIVE_INFINITY,
): { readonly histories: PackedHistories; readonly times: Float64Array } {
  const starts: number[] = [0];
  const ends: number[] = [];
  const keptItems = new Int32Array(items.length);
  const keptKinds = new Uint8Array(items.length);
  let size = 0;
  for (let u = 0; u + 1 < offsets.length; u++) {
    let lastMs = Number.NEGATIVE_INFINITY;
    for (let at = offsets[u]!; at < offsets[u + 1]! && atMs[at]! < untilMs; at++) {
      if (at > offsets[u]! && atMs[at]! - lastMs > SESSION_GAP_MS) {
        starts.push(size);
        ends.push(lastMs);
      }
      keptItems[size] = items[at]!;
      keptKinds[size] = kinds[at]!;
      lastMs = atMs[at]!;
      size++;
    }
    if (size > starts.at(-1)!) {
      starts.push(size);
      ends.push(lastMs);
    }
  }
  return {
    histories: { offsets: Int32Array.from(starts), items: keptItems.slice(0, size), kinds: keptKinds.slice(0, size) },
    times: Float64Array.from(ends),
  };
}
