import { tailSurprise } from './tail-surprise.ts';

export interface AnomalySettings {
  /** Points over which errors are averaged: what lasts so long shows though no single point does. */
  readonly errorWindow: number;
  /** The newest errors that a new one is compared with. */
  readonly memory: number;
  /** Weight of a new value in the level. */
  readonly levelWeight: number;
  /** Weight of a new value in what is usual at its place of a cycle, from the finest cycle on. */
  readonly cycleWeights: readonly number[];
}

/** Round numbers; of the benchmark's score each changes little (docs/datasets.md). */
export const ANOMALY_DEFAULTS: AnomalySettings = {
  errorWindow: 20,
  memory: 3000,
  levelWeight: 0.2,
  cycleWeights: [0.5, 0.3],
};

/** Digits of surprise from which a point is alarmed: once in 30,000 points by chance, were the looks independent. */
export const ALARM_THRESHOLD = 4.5;

export interface StreamingAnomaly {
  /**
   * Takes the next value, and tells how surprising it is after those before it: decimal digits, ≥ 0, as −log₁₀ of the
   * chance of so much.
   * @param places - where it stands in each cycle, such as which five minutes and which half hour of the day it is; as
   *   many as `cycleWeights`.
   * @throws RangeError when the value is not finite.
   */
  next(value: number, places: readonly number[]): number;
}

/** How fast it is forgotten which forecaster was good: half after 140 points. */
const TRUST = 0.995;
/** Points after which a forecaster may be chosen. */
const MIN_TRIED = 20;
/** An error below this share of the range of values so far is none. */
const NEGLIGIBLE = 0.01;

/**
 * The score of each point of a series from its past alone. Several forecasters guess the next value: the last one, the
 * level, what is usual at this place of each cycle. Of the one that erred least lately the error counts, in four looks:
 * the error, the mean error and the mean absolute error of the last points, and the departure from the coarsest cycle.
 * Each look's surprise is by the tail of its own past; Fisher's method sums them, as if they were independent, so that
 * the digits are too many where they are not.
 *
 * Source: the likelihood of an average of errors, as Ahmad, Lavin, Purdy & Agha (2017), "Unsupervised real-time anomaly
 * detection for streaming data", section 3.2, with tails in place of the normal; Fisher (1932), "Statistical Methods for
 * Research Workers", section 21.1.
 */
export function streamingAnomaly(settings: AnomalySettings = ANOMALY_DEFAULTS): StreamingAnomaly {
  const forecasters = forecastersOf(settings);
  const errors: number[] = [];
  const looks = Array.from({ length: 4 }, () => tailSurprise(settings.memory));
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

  return {
    next(value, places) {
      if (!Number.isFinite(value)) throw new RangeError(`streamingAnomaly: want a finite value, got ${value}`);
      const { error, fromCycle } = forecasters.errorOf(value, places);
      let score = 0;
      if (error !== undefined) {
        errors.push(error);
        if (errors.length > settings.errorWindow) errors.shift();
        const range = high - low || Math.abs(high) || 1;
        const sizes = [Math.abs(error), Math.abs(mean(errors)), mean(errors.map(Math.abs)), Math.abs(fromCycle)];
        const surprises = sizes.map((size, look) => looks[look]!.surprise(size, NEGLIGIBLE * range));
        sizes.forEach((size, look) => {
          looks[look]!.add(size);
        });
        score = fisherDigits(surprises);
      }
      low = Math.min(low, value);
      high = Math.max(high, value);
      return score;
    },
  };
}

/** What each forecaster says, and which was the best lately. */
function forecastersOf({ levelWeight, cycleWeights }: AnomalySettings) {
  let [last, level] = [Number.NaN, Number.NaN];
  const usual = cycleWeights.map(() => new Map<number, number>());
  const records = Array.from({ length: 2 + cycleWeights.length }, () => ({ errors: 0, weight: 0 }));
  return {
    errorOf(value: number, places: readonly number[]) {
      const guesses = [last, level, ...usual.map((cycle, c) => cycle.get(places[c]!) ?? Number.NaN)];
      let [best, least] = [0, Number.POSITIVE_INFINITY];
      records.forEach(({ errors, weight }, f) => {
        if (Number.isNaN(guesses[f]!)) return;
        if (weight > MIN_TRIED && errors / weight < least) [best, least] = [f, errors / weight];
        records[f]!.errors = TRUST * errors + Math.abs(value - guesses[f]!);
        records[f]!.weight = TRUST * weight + 1;
      });
      const ofCycle = value - guesses.at(-1)!;
      const isFirst = Number.isNaN(last);
      last = value;
      level = isFirst ? value : level + levelWeight * (value - level);
      usual.forEach((cycle, c) => {
        const before = cycle.get(places[c]!);
        cycle.set(places[c]!, before === undefined ? value : before + cycleWeights[c]! * (value - before));
      });
      const error = isFirst ? undefined : value - guesses[best]!;
      return { error, fromCycle: Number.isNaN(ofCycle) ? 0 : ofCycle };
    },
  };
}

/** −log₁₀ of the chi-square tail of 2k degrees, in closed form, so that no digit is lost far out. */
function fisherDigits(surprises: readonly number[]): number {
  const half = Math.LN10 * surprises.reduce((sum, surprise) => sum + surprise, 0);
  let [term, sum] = [1, 1];
  for (let i = 1; i < surprises.length; i++) {
    term *= half / i;
    sum += term;
  }
  return Math.max(0, (half - Math.log(sum)) / Math.LN10);
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Points at which to raise an alarm: once, and again only after the score has stayed below the threshold for
 * `quietCount` points.
 */
export function alarmsOf(scores: Float64Array, threshold: number, quietCount: number): readonly number[] {
  const alarms: number[] = [];
  let above = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < scores.length; at++) {
    if (scores[at]! < threshold) continue;
    if (at - above > quietCount) alarms.push(at);
    above = at;
  }
  return alarms;
}
