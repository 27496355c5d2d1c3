import { normalTail } from '../../math/distributions.ts';

/** A time at which results are looked at. */
export interface Look {
  /** How much is known, in any unit: people counted. More than at the look before. */
  readonly information: number;
  /** Chance of a false alarm at this look or one before it, in (0, 1): more than at the look before. */
  readonly spent: number;
}

/** Points of the grid by which densities are summed, an odd number: Simpson’s rule. */
const POINTS = 201;
/** No test statistic is further out by chance. */
const FURTHEST = 40;
const MOST_STEPS = 100;
const PRECISION = 1e-9;
/** Standard errors beyond which no chance is left that would count. */
const NOTHING_BEYOND = 9;
const NORMAL = 1 / Math.sqrt(2 * Math.PI);

/**
 * For each look, the number of standard errors beyond which a difference is more than chance, such that the chance that
 * any look up to then sees one where there is none is exactly what is spent: of intervals that many standard errors wide,
 * all at once hold the truth with 1 − spent. What is spent by when must be fixed beforehand; how much was known at each
 * look need not be.
 *
 * The statistic times the root of the information moves as a Brownian motion from look to look; its density among what
 * has not gone beyond any bound is summed on a grid, in O(looks × POINTS²).
 *
 * Source: Lan & DeMets (1983), "Discrete Sequential Boundaries for Clinical Trials"; the sums: Armitage, McPherson & Rowe
 * (1969); intervals at each look: Jennison & Turnbull (1989), "Interim Analyses: the Repeated Confidence Interval
 * Approach".
 *
 * @throws RangeError where a look knows or spends no more than the one before.
 */
export function criticalValues(looks: readonly Look[]): readonly number[] {
  const found: number[] = [];
  let before: Density | undefined;
  let [information, spent] = [0, 0];
  for (const [k, look] of looks.entries()) {
    if (!(look.information > information && look.spent > spent))
      throw new RangeError(`criticalValues: look ${k} of ${looks.length} knows or spends no more than the one before`);
    const step = Math.sqrt(look.information - information);
    const scale = Math.sqrt(look.information);
    const tail = before === undefined ? firstTail : tailAfter(before, step, scale);
    const z = solved(tail, look.spent - spent, found.at(-1) ?? 2);
    found.push(z);
    if (k < looks.length - 1) before = densityWithin(z * scale, before, step);
    ({ information, spent } = look);
  }
  return found;
}

/** A density on an even grid from −bound to bound, times the weights by which it is summed. */
interface Density {
  readonly at: Float64Array;
  readonly weighed: Float64Array;
}

/** The chance to be beyond ±z, and by how much less it is for more z. */
type Tail = (z: number) => { readonly chance: number; readonly slope: number };

const firstTail: Tail = (z) => ({ chance: 2 * normalTail(z), slope: 2 * bell(z) * NORMAL });

/** Beyond ±z now, and within all bounds before. */
const tailAfter =
  ({ at, weighed }: Density, step: number, scale: number): Tail =>
  (z) => {
    let [chance, slope] = [0, 0];
    for (let i = 0; i < at.length; i++) {
      for (const apart of [(z * scale - at[i]!) / step, (z * scale + at[i]!) / step]) {
        if (apart > NOTHING_BEYOND) continue;
        chance += weighed[i]! * normalTail(apart);
        slope += weighed[i]! * bell(apart) * NORMAL * (scale / step);
      }
    }
    return { chance, slope };
  };

/** Newton’s steps, halvings of what is left where they lead out of it. */
function solved(tail: Tail, wanted: number, guess: number): number {
  let [low, high, z] = [0, FURTHEST, guess];
  for (let i = 0; i < MOST_STEPS; i++) {
    const { chance, slope } = tail(z);
    if (chance > wanted) low = z;
    else high = z;
    const newton = z + (chance - wanted) / slope;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - z) < PRECISION) return next;
    z = next;
  }
  return high;
}

function densityWithin(bound: number, before: Density | undefined, step: number): Density {
  const width = (2 * bound) / (POINTS - 1);
  const at = Float64Array.from({ length: POINTS }, (_, i) => i * width - bound);
  const normal = NORMAL / step;
  const weighed = at.map((x, i) => {
    const simpson = (i === 0 || i === POINTS - 1 ? 1 : i % 2 === 1 ? 4 : 2) * (width / 3);
    return simpson * normal * (before === undefined ? bell(x / step) : moved(x, before, step));
  });
  return { at, weighed };
}

function moved(x: number, { at, weighed }: Density, step: number): number {
  let sum = 0;
  for (let i = 0; i < at.length; i++) sum += weighed[i]! * bell((x - at[i]!) / step);
  return sum;
}

const bell = (z: number): number => Math.exp(-0.5 * z * z);
