import { PROTOCOLS } from '../../../shared/evaluation/datasets/format.ts';
import { lowestHashed } from '../../../shared/evaluation/lowest-hashed.ts';
import {
  type ErrorReduction,
  errorReduction,
  type RatingErrors,
  ratingErrors,
} from '../../../shared/evaluation/rating-errors.ts';
import { type Axes, coordinateSearch } from '../../../shared/learning/coordinate-search.ts';
import {
  biasPrediction,
  fitRatingBiases,
  fitRatingNeighbours,
  type Rated,
  type RatingBiasSettings,
  type RatingNeighbourSettings,
  type RatingNeighbours,
  type Ratings,
  ratingPrediction,
} from '../../../shared/learning/rating-neighbours.ts';
import { seededRandom } from '../../../shared/math/random.ts';
import type { DatasetStore } from '../../../shared/ports/model-store.ts';
import type { Clock, Log } from '../../../shared/ports/system.ts';
import { BOOTSTRAP_SEED } from '../evaluation/measuring.ts';
import { stopwatch } from '../progress.ts';
import type { SearchTrace } from '../training/tune.ts';
import { type AskedRating, type RatingBenchmark, readRatings } from './read-ratings.ts';

export interface EvaluateRatingsPorts {
  readonly datasets: DatasetStore;
  readonly clock: Clock;
  readonly log: Log;
}

export interface RatingsReport {
  readonly dataset: string;
  readonly format: 'ratings';
  readonly protocol: string;
  /** How the ratings to foresee were taken: the newest, or drawn by a hash. */
  readonly split: 'time' | 'hash';
  readonly scale: readonly [number, number];
  readonly people: number;
  readonly items: number;
  readonly events: number;
  /** Ratings to foresee. */
  readonly tasks: number;
  /** Item neighbours on top of the biases. */
  readonly model: RatingErrors;
  /** What people and items usually give and get, with settings of its own. */
  readonly biases: RatingErrors;
  /** The mean of all ratings that were trained on, for everything. */
  readonly mean: RatingErrors;
  /** How much lower the model's errors are, with 95 % intervals. */
  readonly lift: { readonly biases: ErrorReduction; readonly mean: ErrorReduction };
  readonly settings: RatingNeighbourSettings;
  readonly biasSettings: RatingBiasSettings;
  readonly validation: { readonly rmse: number; readonly triedCount: number };
  /** Root mean squared errors on validation, trial by trial. */
  readonly searchTrace: readonly SearchTrace[];
  readonly seconds: { readonly search: number; readonly fit: number; readonly score: number };
}

const SHRINKAGES = [0, 2, 5, 10, 25, 50, 100];
const BIAS_AXES: Axes<RatingBiasSettings> = { personShrinkage: SHRINKAGES, itemShrinkage: SHRINKAGES };
/** Cheap axes first: votes only change how a fitted table is read. */
const NEIGHBOUR_AXES: Axes<RatingNeighbourSettings> = {
  voteCount: [5, 10, 20, 40, 80],
  similarityShrinkage: [0, 10, 30, 100, 300, 1000],
  neighbourCount: [50, 100, 200, 500, 1000],
  ...BIAS_AXES,
};
/** As the sources of the learner have them. */
const START = { itemShrinkage: 25, personShrinkage: 10, similarityShrinkage: 100, neighbourCount: 200, voteCount: 20 };

const MAX_TRIALS = 60;
/** Pairs of ratings that all trials together may look at. */
const MAX_PAIRS = 2e10;
/** Ratings that settings are chosen on, at most. */
const MAX_ASKED = 20_000;

/**
 * Measures how well ratings are foreseen: settings by the validation ratings only, one fit on training and validation,
 * and the errors on the test ratings beside those of the biases alone and of the mean.
 */
export const evaluateRatings =
  ({ datasets, clock, log }: EvaluateRatingsPorts) =>
  async ({ dataset }: { readonly dataset: string }): Promise<RatingsReport> => {
    const benchmark = await readRatings(datasets, dataset);
    const { itemCount, people, events, scale, split, train, test } = benchmark;
    log.info('ratings read', { people, items: itemCount, events, tasks: test.length });
    const timed = stopwatch(clock);
    const tuned = tuneRatings(benchmark);
    const search = timed();
    log.info('settings chosen', { tried: tuned.triedCount, rmse: tuned.rmse, seconds: search });

    const biases = fitRatingBiases(train, itemCount, tuned.biasSettings);
    const model = fitRatingNeighbours(train, itemCount, tuned.settings);
    const fit = timed();
    const foreseen = predictions(test, (known) => ratingPrediction(model, known));
    const usual = predictions(test, (known) => biasPrediction(biases, known));
    const even = new Float64Array(test.length).fill(biases.mean);
    const given = givenBy(test);
    const liftOver = (baseline: Float64Array) =>
      errorReduction(given, foreseen, baseline, seededRandom(BOOTSTRAP_SEED));
    return {
      dataset,
      format: 'ratings',
      protocol: PROTOCOLS.ratings,
      split,
      scale,
      people,
      items: itemCount,
      events,
      tasks: test.length,
      model: ratingErrors(given, foreseen),
      biases: ratingErrors(given, usual),
      mean: ratingErrors(given, even),
      lift: { biases: liftOver(usual), mean: liftOver(even) },
      settings: tuned.settings,
      biasSettings: tuned.biasSettings,
      validation: { rmse: tuned.rmse, triedCount: tuned.triedCount },
      searchTrace: tuned.trace,
      seconds: { search, fit, score: timed() },
    };
  };

/** The biases' settings first, for the biases alone; from there those of neighbours and biases together. */
function tuneRatings({ itemCount, scale, tuning }: RatingBenchmark) {
  const asked = sampleByPerson(tuning.validation);
  const given = givenBy(asked);
  const rmseOf = (predictor: (known: Rated) => (item: number) => number) =>
    ratingErrors(given, predictions(asked, predictor)).rmse!;
  const { itemShrinkage, personShrinkage } = START;
  const biases = coordinateSearch<RatingBiasSettings>(
    { scale, itemShrinkage, personShrinkage },
    BIAS_AXES,
    (settings) => {
      const fitted = fitRatingBiases(tuning.train, itemCount, settings);
      return -rmseOf((known) => biasPrediction(fitted, known));
    },
    MAX_TRIALS,
  );
  let last: { readonly key: string; readonly model: RatingNeighbours } | undefined;
  const modelOf = ({ voteCount, ...fitted }: RatingNeighbourSettings): RatingNeighbours => {
    const key = JSON.stringify(fitted);
    const settings = { ...fitted, voteCount };
    if (last?.key !== key) last = { key, model: fitRatingNeighbours(tuning.train, itemCount, settings) };
    return { ...last.model, settings };
  };
  const neighbours = coordinateSearch<RatingNeighbourSettings>(
    { ...START, ...biases.settings },
    NEIGHBOUR_AXES,
    (settings) => {
      const model = modelOf(settings);
      return -rmseOf((known) => ratingPrediction(model, known));
    },
    Math.max(1, Math.min(MAX_TRIALS, Math.floor(MAX_PAIRS / pairsOf(tuning.train)))),
  );
  const errors = (values: readonly number[]) => values.map((value) => -value);
  return {
    settings: neighbours.settings,
    biasSettings: biases.settings,
    rmse: -neighbours.value,
    triedCount: biases.triedCount + neighbours.triedCount,
    trace: [
      { of: 'biases', values: errors(biases.values) },
      { of: 'neighbours', values: errors(neighbours.values) },
    ],
  };
}

const pairsOf = ({ offsets }: Ratings): number => {
  let pairs = 1;
  for (let u = 0; u + 1 < offsets.length; u++) pairs += (offsets[u + 1]! - offsets[u]!) ** 2;
  return pairs;
};

/** At most `MAX_ASKED`, of the people whose numbers hash lowest. */
function sampleByPerson(asked: readonly AskedRating[]): readonly AskedRating[] {
  if (asked.length <= MAX_ASKED) return asked;
  const people = asked.map(({ person }) => String(person));
  return Array.from(lowestHashed(people, MAX_ASKED), (at) => asked[at]!);
}

/** Of each asked rating, from what is known of its person by then. */
const predictions = (
  asked: readonly AskedRating[],
  predictor: (known: Rated) => (item: number) => number,
): Float64Array => Float64Array.from(asked, ({ known, item }) => predictor(known)(item));

const givenBy = (asked: readonly AskedRating[]) => ({
  people: Int32Array.from(asked, ({ person }) => person),
  values: Float64Array.from(asked, ({ value }) => value),
});
