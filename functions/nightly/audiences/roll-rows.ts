import { ROLL_COLUMNS } from '../../../shared/features/profile/roll.ts';
import { PROFILE_COLUMNS } from '../../../shared/features/profile/vector.ts';
import { orderOf } from '../../../shared/math/order-of.ts';
import { textAt, textNumbers, textPacker } from '../../../shared/math/text-column.ts';
import type { RollColumns } from '../../../shared/ports/rolls.ts';

interface RollRow {
  readonly place: number;
  readonly partition: string;
  /** "": not known. */
  readonly market: string;
  /** By PROFILE_COLUMNS. */
  readonly vector: Float64Array;
  readonly isLearnable: boolean;
}

/** People who wait until there are enough for a part. */
export interface RollRows {
  add(row: RollRow): void;
  count(): number;
  /** All of them in the order of their places; from then on nobody waits. */
  take(): RollColumns;
}

const NAMES = [...PROFILE_COLUMNS.map(({ name }) => name), ROLL_COLUMNS.learnable];
const WIDTH = NAMES.length;

/** Numbers and bytes: objects that wait are looked at again and again by the garbage collector. */
export function rollRows(): RollRows {
  let count = 0;
  let places = new Float64Array(16);
  let marketOf = new Int32Array(16);
  let values = new Float64Array(16 * WIDTH);
  const partitions = textPacker();
  const markets = textNumbers();

  const grow = (): void => {
    places = enlarged(places, new Float64Array(2 * places.length));
    marketOf = enlarged(marketOf, new Int32Array(2 * marketOf.length));
    values = enlarged(values, new Float64Array(2 * values.length));
  };

  return {
    add({ place, partition, market, vector, isLearnable }) {
      if (count === places.length) grow();
      places[count] = place;
      marketOf[count] = markets.numberOf(market);
      values.set(vector, count * WIDTH);
      values[count * WIDTH + vector.length] = isLearnable ? 1 : 0;
      partitions.add(partition);
      count++;
    },
    count: () => count,
    take() {
      const order = orderOf(places.subarray(0, count));
      count = 0;
      const columns = NAMES.map(() => new Float64Array(order.length));
      // Row by row, as a row's numbers lie together.
      for (let to = 0; to < order.length; to++) {
        const from = order[to]! * WIDTH;
        for (let at = 0; at < WIDTH; at++) columns[at]![to] = values[from + at]!;
      }
      return {
        place: Float64Array.from(order, (row) => places[row]!),
        partition: { ...partitions.take(), codes: order },
        market: markets.columnOf(order.map((row) => marketOf[row]!)),
        features: Object.fromEntries(NAMES.map((name, at) => [name, columns[at]!])),
      };
    },
  };
}

/** All who wait in some, waiting in one. */
export function together(some: readonly RollRows[]): RollRows {
  const all = rollRows();
  for (const { place, partition, market, features } of some.map((rows) => rows.take())) {
    const columns = PROFILE_COLUMNS.map(({ name }) => features[name]!);
    for (let row = 0; row < place.length; row++)
      all.add({
        place: place[row]!,
        partition: textAt(partition, row),
        market: textAt(market, row),
        vector: Float64Array.from(columns, (column) => column[row]!),
        isLearnable: features[ROLL_COLUMNS.learnable]![row] === 1,
      });
  }
  return all;
}

function enlarged<T extends Float64Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
