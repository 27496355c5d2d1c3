/** What n people have ordered, in the papers' terms; times in one unit, counted from the person's first order. */
export interface OrderHistories {
  /** x: orders after the first, ≥ 0. */
  readonly repeats: Int32Array;
  /** t_x: when the newest order was; 0 where it is the first. */
  readonly newest: Float64Array;
  /** T ≥ t_x: how long the person has been watched. */
  readonly watched: Float64Array;
}

/** A person's line of them. */
export interface OrderHistory {
  readonly repeats: number;
  readonly newest: number;
  readonly watched: number;
}

export const historyAt = ({ repeats, newest, watched }: OrderHistories, row: number): OrderHistory => ({
  repeats: repeats[row]!,
  newest: newest[row]!,
  watched: watched[row]!,
});

/** Histories that are equal stand once, with how many people have them: most people of a shop ordered once. */
export interface CountedHistories extends OrderHistories {
  readonly people: Float64Array;
  readonly personCount: number;
  readonly mostRepeats: number;
  /** Mean of `watched` over people, or 1 where that is 0: the scale of time. */
  readonly meanWatched: number;
}

/** @throws RangeError when there is nobody, lengths differ, or a history cannot be. */
export function countedHistories(histories: OrderHistories): CountedHistories {
  const { repeats, newest, watched } = histories;
  const n = repeats.length;
  if (n === 0 || newest.length !== n || watched.length !== n)
    throw new RangeError(`order histories: want n ≥ 1 equal lengths, got ${n}, ${newest.length}, ${watched.length}`);
  const places = new Map<string, number>();
  const rows: number[] = [];
  const people: number[] = [];
  let [sum, mostRepeats] = [0, 0];
  for (let row = 0; row < n; row++) {
    const [x, last, age] = [repeats[row]!, newest[row]!, watched[row]!];
    if (!(x >= 0 && last >= 0 && age >= last && age < Infinity) || (x === 0 && last > 0))
      throw new RangeError(`order histories: row ${row} has ${x} repeats, the newest at ${last} of ${age}`);
    const key = `${x} ${last} ${age}`;
    const place = places.get(key);
    if (place === undefined) {
      places.set(key, rows.length);
      rows.push(row);
      people.push(1);
    } else people[place]!++;
    sum += age;
    mostRepeats = Math.max(mostRepeats, x);
  }
  return {
    repeats: Int32Array.from(rows, (row) => repeats[row]!),
    newest: Float64Array.from(rows, (row) => newest[row]!),
    watched: Float64Array.from(rows, (row) => watched[row]!),
    people: Float64Array.from(people),
    personCount: n,
    mostRepeats,
    meanWatched: sum > 0 ? sum / n : 1,
  };
}

/** ln of a · (a + 1) ⋯ (a + x − 1), for x from 0 to `most`: ln Γ(a + x) − ln Γ(a) without the gamma function. */
export function logRisings(a: number, most: number): Float64Array {
  const table = new Float64Array(most + 1);
  for (let x = 0; x < most; x++) table[x + 1] = table[x]! + Math.log(a + x);
  return table;
}

/** ln(eᵃ + eᵇ), without leaving the range of numbers. */
export const logOfSum = (a: number, b: number): number => Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
