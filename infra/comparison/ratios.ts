/** Two measurements of one thing in turn, base and work tree, as a ratio that a noisy machine does not make up. */
export interface Ratio {
  /** Medians. */
  readonly base: number;
  readonly now: number;
  /** Of the medians: 2 is twice as slow as the base. */
  readonly ratio: number;
  /** The middle half of the ratios of single rounds. */
  readonly low: number;
  readonly high: number;
  readonly verdict: 'slower' | 'faster' | 'same';
}

/** A difference below this is not told apart from where the compiler happened to lay the code. */
const NOTICEABLE = 0.05;

/** @param base - one value a round, as many as `now`, of which those of the same round were measured one after the other. */
export function ratioOf(base: readonly number[], now: readonly number[]): Ratio {
  const rounds = now.map((value, round) => value / base[round]!);
  const [before, after] = [quantile(base, 0.5), quantile(now, 0.5)];
  const [low, high, ratio] = [quantile(rounds, 0.25), quantile(rounds, 0.75), after / before];
  return { base: before, now: after, ratio, low, high, verdict: verdictOf(low, ratio, high) };
}

/** The median and the middle half of the rounds must agree that there is a difference. */
function verdictOf(low: number, ratio: number, high: number): Ratio['verdict'] {
  if (ratio > 1 + NOTICEABLE && low > 1) return 'slower';
  return ratio < 1 / (1 + NOTICEABLE) && high < 1 ? 'faster' : 'same';
}

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.round(share * (values.length - 1))] ?? Number.NaN;
