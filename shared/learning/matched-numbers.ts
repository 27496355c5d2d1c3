/**
 * The numbers of the old centroids for the new ones that lie nearest: of all ways to pair them, the one of the least sum
 * of squared distances. What is left over of the new ones gets numbers that none has had. O(2^k · k) for k old ones.
 *
 * @param centroids - (k, width), by the same scales as the old ones.
 */
export function matchedNumbers(
  centroids: Float64Array,
  width: number,
  old: { readonly centroids: Float64Array; readonly numbers: Int32Array } | undefined,
): Int32Array {
  const k = centroids.length / width;
  if (old === undefined) return Int32Array.from({ length: k }, (_, c) => c);
  const pairing = bestPairing(centroids, old.centroids, width);
  let next = 1 + old.numbers.reduce((most, number) => Math.max(most, number), -1);
  return Int32Array.from(pairing, (place) => (place === undefined ? next++ : old.numbers[place]!));
}

interface Pairing {
  readonly cost: number;
  readonly places: readonly (number | undefined)[];
}

/** Of each new centroid, the place of its old one; new ones one by one, by which old ones are taken. */
function bestPairing(centroids: Float64Array, old: Float64Array, width: number): readonly (number | undefined)[] {
  const [newCount, oldCount] = [centroids.length / width, old.length / width];
  let byTaken = new Map<number, Pairing>([[0, { cost: 0, places: [] }]]);
  for (let c = 0; c < newCount; c++) {
    const next = new Map<number, Pairing>();
    const offer = (taken: number, pairing: Pairing) => {
      if (pairing.cost < (next.get(taken)?.cost ?? Number.POSITIVE_INFINITY)) next.set(taken, pairing);
    };
    for (const [taken, { cost, places }] of byTaken) {
      // As many as can be are paired: without an old one only where the new ones are more.
      const unpaired = places.filter((place) => place === undefined).length;
      if (unpaired < newCount - oldCount) offer(taken, { cost, places: [...places, undefined] });
      for (let place = 0; place < oldCount; place++) {
        if ((taken & (1 << place)) !== 0) continue;
        let distance = 0;
        for (let d = 0; d < width; d++) distance += (centroids[c * width + d]! - old[place * width + d]!) ** 2;
        offer(taken | (1 << place), { cost: cost + distance, places: [...places, place] });
      }
    }
    byTaken = next;
  }
  let best: Pairing | undefined;
  for (const pairing of byTaken.values()) if (best === undefined || pairing.cost < best.cost) best = pairing;
  return best?.places ?? [];
}
