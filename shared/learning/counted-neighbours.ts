import type { SequenceNeighbours } from './sequence-neighbours.ts';

/** Neighbours that were counted elsewhere, taken in any order and given as the table of `fitSequenceNeighbours`. */
export interface NeighbourCollector {
  /** @param rank - from 1, the strongest; each rank of an item once. @throws RangeError beyond neighbourCount. */
  add(item: number, neighbour: number, rank: number, weight: number): void;
  table(): Pick<SequenceNeighbours, 'width' | 'neighbours' | 'weights'>;
}

/** 8 × itemCount × neighbourCount bytes. */
export function neighbourCollector(itemCount: number, neighbourCount: number): NeighbourCollector {
  const neighbours = new Int32Array(itemCount * neighbourCount);
  const weights = new Float32Array(itemCount * neighbourCount);
  return {
    add(item, neighbour, rank, weight) {
      if (!(rank >= 1 && rank <= neighbourCount)) throw new RangeError(`rank ${rank}: want 1 to ${neighbourCount}`);
      neighbours[item * neighbourCount + rank - 1] = neighbour;
      weights[item * neighbourCount + rank - 1] = weight;
    },

    table() {
      let width = 1;
      for (let item = 0; item < itemCount; item++) width = Math.max(width, closeGaps(item));
      const cut = { neighbours: new Int32Array(itemCount * width), weights: new Float32Array(itemCount * width) };
      for (let item = 0; item < itemCount; item++) {
        const from = item * neighbourCount;
        cut.neighbours.set(neighbours.subarray(from, from + width), item * width);
        cut.weights.set(weights.subarray(from, from + width), item * width);
      }
      return { width, ...cut };
    },
  };

  /** Moves a row's neighbours together, where some were of no use. @returns how many there are. */
  function closeGaps(item: number): number {
    const start = item * neighbourCount;
    let end = start;
    for (let at = start; at < start + neighbourCount; at++) {
      if (weights[at] === 0) continue;
      const [neighbour, weight] = [neighbours[at]!, weights[at]!];
      neighbours[at] = 0;
      weights[at] = 0;
      neighbours[end] = neighbour;
      weights[end++] = weight;
    }
    return end - start;
  }
}
