/**
 * How far two partitions of n rows agree: 1 where they are the same under other names, 0 in expectation by chance.
 *
 * Source: Hubert & Arabie (1985), "Comparing partitions", Journal of Classification 2.
 *
 * @returns null for fewer than two rows, and where both put all rows together or each row alone.
 * @throws RangeError when lengths differ.
 */
export function adjustedRandIndex(a: ArrayLike<string | number>, b: ArrayLike<string | number>): number | null {
  if (a.length !== b.length)
    throw new RangeError(`adjustedRandIndex: want equal lengths, got ${a.length}, ${b.length}`);
  const [both, ofA, ofB] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()];
  for (let row = 0; row < a.length; row++) {
    add(both, JSON.stringify([a[row], b[row]]));
    add(ofA, String(a[row]));
    add(ofB, String(b[row]));
  }
  const all = pairs(a.length);
  const [together, inA, inB] = [both, ofA, ofB].map((counts) =>
    [...counts.values()].reduce((sum, count) => sum + pairs(count), 0),
  );
  const byChance = (inA! * inB!) / all;
  const most = (inA! + inB!) / 2;
  return all > 0 && most !== byChance ? (together! - byChance) / (most - byChance) : null;
}

const add = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);

const pairs = (count: number): number => (count * (count - 1)) / 2;
