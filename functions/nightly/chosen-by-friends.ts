import type { PackedHistories } from '../../shared/evaluation/splits.ts';
import { type ChosenColumns, mostChosen } from '../../shared/learning/friend-choices.ts';
import { type Edges, undirectedGraph } from '../../shared/learning/graph.ts';

/** Items of a list. */
const LISTED = 50;
/** Of what a person chose, the newest items that count for friends. */
export const CHOSEN = 100;

/**
 * What friends of each person chose, as it is listed to decide by and as the weight of it is learnt: of both sides of a
 * relation the newest items, and of those the ones that most chose.
 *
 * @param histories - of the related people, oldest first.
 */
export function chosenByFriends(
  { offsets, items }: Pick<PackedHistories, 'offsets' | 'items'>,
  related: Edges,
  itemCount: number,
): (person: number) => ChosenColumns {
  const peopleCount = offsets.length - 1;
  const starts = new Int32Array(offsets.length);
  const columns = new Int32Array(items.length);
  for (let person = 0; person < peopleCount; person++) {
    const row = newestOf(items.subarray(offsets[person]!, offsets[person + 1]!));
    columns.set(row, starts[person]);
    starts[person + 1] = starts[person]! + row.length;
  }
  const choices = { columnCount: itemCount, offsets: starts, columns: columns.subarray(0, starts[peopleCount]) };
  return mostChosen(undirectedGraph(peopleCount, related), choices, LISTED);
}

/** Each once, ascending. */
function newestOf(items: Int32Array): Int32Array {
  const newest = new Set<number>();
  for (let at = items.length - 1; at >= 0 && newest.size < CHOSEN; at--) newest.add(items[at]!);
  return Int32Array.from(newest).sort();
}
