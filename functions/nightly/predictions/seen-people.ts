import { PROFILE_COLUMNS } from '../../../shared/features/profile/vector.ts';
import type { Interests } from './interests.ts';
import type { InterestedPerson } from './learn-categories.ts';

/** Everybody whom something is to be foreseen of, as models see them. */
export interface SeenPeople {
  add(partition: string, person: InterestedPerson): void;
  has(partition: string): boolean;
  /** @throws RangeError of somebody who was not added. */
  of(partition: string): InterestedPerson;
  readonly size: number;
}

const WIDTH = PROFILE_COLUMNS.length;
/** People of one piece: in one piece for all, growing would hold them three times. */
const PIECE = 4096;

/** Numbers of many in one piece each: two arrays of each of a million people are a million times two for the collector. */
export function seenPeople(): SeenPeople {
  const rowOf = new Map<string, number>();
  const vectors: Float32Array[] = [];
  const interests: Interests[] = [];
  /** Of one piece, where each person's begin; and what was added since it began. */
  const starts: Int32Array[] = [];
  let count = 0;

  return {
    add(partition, person) {
      const [piece, at] = [Math.floor(count / PIECE), count % PIECE];
      if (at === 0) {
        vectors.push(new Float32Array(PIECE * WIDTH));
        interests.push(new Float32Array(0));
        starts.push(new Int32Array(PIECE + 1));
      }
      vectors[piece]!.set(person.vector, at * WIDTH);
      const start = starts[piece]![at]!;
      const end = start + person.interests.length;
      if (end > interests[piece]!.length) interests[piece] = enlarged(interests[piece]!, 2 * end);
      interests[piece]!.set(person.interests, start);
      starts[piece]![at + 1] = end;
      rowOf.set(partition, count++);
    },
    has: (partition) => rowOf.has(partition),
    of(partition) {
      const row = rowOf.get(partition);
      if (row === undefined) throw new RangeError(`${partition} was not added`);
      const [piece, at] = [Math.floor(row / PIECE), row % PIECE];
      return {
        vector: vectors[piece]!.subarray(at * WIDTH, (at + 1) * WIDTH),
        interests: interests[piece]!.subarray(starts[piece]![at]!, starts[piece]![at + 1]!),
      };
    },
    get size() {
      return rowOf.size;
    },
  };
}

function enlarged(from: Float32Array, length: number): Float32Array {
  const to = new Float32Array(length);
  to.set(from);
  return to;
}
