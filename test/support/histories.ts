import { addHistory, type Histories, type SequenceNeighbours } from '../../shared/learning/sequence-neighbours.ts';
import type { NaiveEvent } from './reference/sequence-neighbours.ts';

/** Nested histories, oldest first, as columns. */
export function historiesOf(histories: readonly (readonly NaiveEvent[])[]): Histories {
  const offsets = new Int32Array(histories.length + 1);
  histories.forEach((history, u) => {
    offsets[u + 1] = offsets[u]! + history.length;
  });
  const events = histories.flat();
  return {
    offsets,
    items: Int32Array.from(events, ({ item }) => item),
    kinds: Uint8Array.from(events, ({ kind }) => kind),
  };
}

/** Scores of all items for a history, newest first, as a search ranks by them: popularity, and what the table says. */
export function historyScores(model: SequenceNeighbours, items: ArrayLike<number>, kinds: ArrayLike<number>) {
  const scores = model.popularity.slice();
  addHistory(model, items, kinds, scores);
  return scores;
}
