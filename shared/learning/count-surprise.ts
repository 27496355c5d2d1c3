import { betaBelow } from '../math/beta.ts';

/** What is counted of one thing within one step. */
export interface CountPoint {
  /** ≥ 0. */
  readonly value: number;
  /** Sum of the squares of what each person added to the value: who adds much at once makes a sum less steady. */
  readonly squares: number;
  /** The most that one person added. */
  readonly largest: number;
  /** What the value is counted among, > 0: 1, or another count that it goes with, as orders go with sessions. */
  readonly exposure: number;
  /** Which place the step has in each cycle: as many as there are cycles, each a whole number below the cycle's length. */
  readonly places: readonly number[];
}

export interface CountSurpriseSettings {
  /** How much a step counts of the one after it, in the level. */
  readonly levelDecay: number;
  /** Of each cycle: how many places it has, and how much a place counts of itself when it comes again. */
  readonly cycles: readonly { readonly length: number; readonly decay: number }[];
  /** How many of the newest steps are summed and looked at, the fewest first. */
  readonly windows: readonly number[];
  /** How much a step counts of the one after it, in how far sums stray from what was expected. */
  readonly strayDecay: number;
  /** Steps that must be seen before what strays is learnt: until then little is known, and all does. */
  readonly strayFrom: number;
}

/** Numbers alone, so that a night can keep it as JSON and the next one go on. */
export interface CountStream {
  /** Steps that were learnt from. */
  seen: number;
  level: Ratio;
  readonly cycles: Ratio[][];
  /** Squares over values: what one person adds at once. */
  clump: Ratio;
  /** Of each window: how far sums strayed beyond chance, squared, over the square of what was expected. */
  readonly strays: Ratio[];
  /** The level of the steps that were not learnt from, since the last `returnTo`. */
  aside: Ratio;
  /** Of the newest steps, the last being the newest. */
  newest: Step[];
}

/** What was counted, what was expected of it, and the most that one person added. */
type Step = [value: number, expected: number, largest: number];

type Ratio = [over: number, under: number];

/** What a sum of the last steps of a stream says. */
export interface CountLook {
  /** −log₁₀ of the chance of so much or so little; ≥ 0, and at most 300. */
  readonly digits: number;
  readonly direction: 'up' | 'down';
  /** Steps that were summed. */
  readonly window: number;
  readonly value: number;
  readonly expected: number;
  /** Standard deviation of such a sum, chance and straying together. */
  readonly deviation: number;
}

/** A shop does not keep steadier than this share of what is expected. */
const LEAST_STRAY = 0.03;
/** What a place of a cycle is drawn to the mean by, in what people add at once. */
const PRIOR_CLUMPS = 5;
/** What is thought of straying before any was seen: a tenth, as if seen in so many steps of the mean. */
const PRIOR_STRAY = 0.1;
const PRIOR_STEPS = 5;
const MOST_DIGITS = 300;

export const newCountStream = ({ cycles, windows }: CountSurpriseSettings): CountStream => ({
  seen: 0,
  level: [0, 0],
  cycles: cycles.map(({ length }) => Array.from({ length }, (): Ratio => [0, 0])),
  clump: [0, 0],
  strays: windows.map((): Ratio => [0, 0]),
  aside: [0, 0],
  newest: [],
});

/** What is expected of a step, from those before it: the level, times how its place of each cycle lies to the whole. */
export function expectedOf(stream: CountStream, { exposure, places }: Pick<CountPoint, 'exposure' | 'places'>): number {
  return levelOf(stream) * exposure * places.reduce((product, place, c) => product * shapeOf(stream, c, place), 1);
}

/**
 * How surprising the last steps are after all before them, the point's step the newest: window by window, those that are
 * not full yet left out, as a sum of fewer steps strays more than is known of the window. A sum is taken for one of
 * clumps, as many as a negative binomial variable: what one person adds is a clump, and what is expected strays itself
 * from day to day, by as much as it did so far. The tail is that distribution's own, of both sides. Of whoever added
 * most no more than a clump counts: what a single person does is no anomaly of the shop.
 *
 * Source: Noufaily et al. (2013), "An improved algorithm for outbreak detection in multiple surveillance systems", for
 * overdispersed counts that are watched in many series; Cameron & Trivedi (1986), "Econometric models based on count
 * data", for the moment estimator; here of a stream, so that nothing is kept but sums that fade.
 */
export function looksAt(stream: CountStream, point: CountPoint, settings: CountSurpriseSettings): readonly CountLook[] {
  const steps: readonly Step[] = [...stream.newest, [point.value, expectedOf(stream, point), point.largest]];
  const clump = clumpOf(stream);
  const full = settings.windows.filter((window) => window <= steps.length);
  return full.map((window, w): CountLook => {
    const [value, expected, largest] = sumOf(steps.slice(-window));
    const stray = strayOf(stream, w, settings);
    const ofSeveral = Math.max(Math.min(value, expected), value - Math.max(0, largest - clump));
    const chance = tailOf(ofSeveral / clump, expected / clump, 1 / stray);
    return {
      digits: Math.min(MOST_DIGITS, Math.max(0, -Math.log10(2 * chance))),
      direction: value >= expected ? 'up' : 'down',
      window,
      value,
      expected,
      deviation: Math.sqrt(clump * expected + stray * expected ** 2),
    };
  });
}

/**
 * Goes on by a step.
 * @param isUsual - whether the step is to be learnt from; if not, it is remembered among the newest, and its level aside.
 */
export function goOn(
  stream: CountStream,
  point: CountPoint,
  { settings, isUsual }: { readonly settings: CountSurpriseSettings; readonly isUsual: boolean },
): void {
  const expected = expectedOf(stream, point);
  stream.newest.push([point.value, expected, point.largest]);
  if (isUsual) learn(stream, point, settings);
  else fade(stream.aside, settings.levelDecay, point.value, expected / levelOf(stream));
  if (stream.newest.length >= settings.windows.at(-1)!) stream.newest.shift();
}

/** What was unusual is over: sums begin anew, at the level from before or at the one that came with it. */
export function returnTo(stream: CountStream, level: 'before' | 'aside'): void {
  if (level === 'aside') stream.level = stream.aside;
  stream.aside = [0, 0];
  stream.newest = [];
}

/** How many clumps a step had of late, on the mean: few say little. */
export function clumpsAStep(stream: CountStream, { levelDecay }: CountSurpriseSettings): number {
  const steps = (1 - levelDecay ** stream.seen) / (1 - levelDecay);
  return steps > 0 ? stream.level[0] / steps / clumpOf(stream) : 0;
}

function learn(stream: CountStream, { value, squares, exposure, places }: CountPoint, settings: CountSurpriseSettings) {
  const clump = clumpOf(stream);
  if (stream.seen >= settings.strayFrom) {
    settings.windows.forEach((window, w) => {
      if (window > stream.newest.length) return;
      const [sum, expected] = sumOf(stream.newest.slice(-window));
      fade(stream.strays[w]!, settings.strayDecay, (sum - expected) ** 2 - clump * expected, expected ** 2);
    });
  }
  const shapes = places.map((place, c) => shapeOf(stream, c, place));
  const shape = shapes.reduce((product, of) => product * of, 1);
  fade(stream.level, settings.levelDecay, value, exposure * shape);
  fade(stream.clump, settings.strayDecay, squares, value);
  const level = levelOf(stream);
  places.forEach((place, c) => {
    fade(stream.cycles[c]![place]!, settings.cycles[c]!.decay, value, (level * exposure * shape) / shapes[c]!);
  });
  stream.seen++;
}

const fade = (ratio: Ratio, decay: number, over: number, under: number): void => {
  ratio[0] = decay * ratio[0] + over;
  ratio[1] = decay * ratio[1] + under;
};

const levelOf = ({ level: [over, under] }: CountStream): number => (under > 0 ? over / under : 0);
const clumpOf = ({ clump: [over, under] }: CountStream): number => (under > 0 ? over / under : 1);

function shapeOf(stream: CountStream, cycle: number, place: number): number {
  const [over, under] = stream.cycles[cycle]![place]!;
  const prior = PRIOR_CLUMPS * clumpOf(stream);
  return (over + prior) / (under + prior);
}

function strayOf(
  { strays, seen }: CountStream,
  window: number,
  { strayDecay, strayFrom }: CountSurpriseSettings,
): number {
  const [over, under] = strays[window]!;
  const prior = (PRIOR_STEPS * under) / Math.max(1, Math.min(seen - strayFrom, 1 / (1 - strayDecay)));
  const share = under > 0 ? (Math.max(0, over) + PRIOR_STRAY ** 2 * prior) / (under + prior) : PRIOR_STRAY ** 2;
  return Math.max(LEAST_STRAY ** 2, share);
}

function sumOf(steps: readonly Step[]): Readonly<Step> {
  let [value, expected, largest] = [0, 0, 0];
  for (const [of, wanted, most] of steps) {
    value += of;
    expected += wanted;
    largest = Math.max(largest, most);
  }
  return [value, expected, largest];
}

/** Chance of at least, or at most, so much of a negative binomial variable with this mean, on the side where it lies. */
function tailOf(value: number, mean: number, shape: number): number {
  if (!(mean > 0)) return value > 0 ? 0 : 1;
  const share = mean / (mean + shape);
  return value >= mean ? betaBelow(share, Math.max(value, 1e-9), shape) : betaBelow(1 - share, shape, value + 1);
}
