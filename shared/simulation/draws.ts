import { seededRandom } from '../math/random.ts';

/** Uniform numbers in [0, 1). */
export type Random = () => number;

/** A generator of its own, so that drawing more in one part of the shop changes no other part. */
export function fork(random: Random): Random {
  return seededRandom(Math.floor(random() * 2 ** 32));
}

/** A position with probability proportional to its weight. RangeError when no weight is above 0. */
export function drawIndex(weights: ArrayLike<number>, random: Random): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i]!;
  if (!(sum > 0)) throw new RangeError(`drawIndex: want a weight above 0 among ${weights.length}`);
  let left = random() * sum;
  let last = -1;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i]! <= 0) continue;
    last = i;
    left -= weights[i]!;
    if (left < 0) return i;
  }
  return last; // rounding left a crumb of the sum
}

export function drawOne<T>(list: readonly T[], random: Random): T {
  return list[Math.floor(random() * list.length)]!;
}

/** The list in a random order (Fisher & Yates), as a new list. */
export function shuffled<T>(list: readonly T[], random: Random): T[] {
  const result = [...list];
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}

/** A version 4 UUID, as browsers make them. */
export function drawUuid(random: Random): string {
  const word = () => Math.floor(random() * 2 ** 32);
  const hex = (bits: number) => bits.toString(16).padStart(8, '0');
  const [first, second, third, fourth] = [hex(word()), hex(word()), hex(word()), hex(word())];
  const variant = '89ab'[Number.parseInt(third[0]!, 16) % 4];
  return `${first}-${second.slice(0, 4)}-4${second.slice(5)}-${variant}${third.slice(1, 4)}-${third.slice(4)}${fourth}`;
}
