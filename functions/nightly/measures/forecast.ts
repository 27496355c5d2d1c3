import { InvalidInputError } from '../../../shared/domain/errors.ts';
import { meanAbsoluteError, pinballLoss, seasonalScale, smape } from '../../../shared/evaluation/forecast-errors.ts';
import {
  type Calibration,
  fitCalibration,
  type TriedForecast,
} from '../../../shared/learning/forecasting/calibrated-quantiles.ts';
import { seasonalNaive } from '../../../shared/learning/forecasting/forecaster.ts';
import { sharedSeasons } from '../../../shared/learning/forecasting/seasons.ts';
import { forecastSeries } from '../../../shared/learning/forecasting/series-forecast.ts';
import { measureCounts } from './forecast-counts.ts';
import type { Measure, Measured } from './measure.ts';
import type { Options } from './options.ts';
import { type HeldSeries, readHeldSeries } from './read-series.ts';

const PROTOCOL =
  'each series forecast once from its known points; sMAPE and MASE are means over series, pinball losses in units of the seasonal naive error';
const LEVELS = [0.1, 0.5, 0.9];
/** Series of whole numbers, half of which are 0, are demand that comes now and then. */
const INTERMITTENT_ZEROS = 0.5;

/** How well the next points of series are foreseen, and how sure. */
export const measureForecast: Measure = async (files, options, tools) => {
  const series = await readHeldSeries(files, options);
  return isIntermittent(series) ? measureCounts(series, tools) : measureSmooth(series, options, tools);
};

function isIntermittent(series: readonly HeldSeries[]): boolean {
  const isWhole = series.every(({ known }) => known.every((value) => Number.isInteger(value) && value >= 0));
  const points = series.reduce((sum, { known }) => sum + known.length, 0);
  const zeros = series.reduce((sum, { known }) => sum + known.filter((value) => value === 0).length, 0);
  return isWhole && zeros > INTERMITTENT_ZEROS * points;
}

function measureSmooth(
  series: readonly HeldSeries[],
  options: Options,
  { log, timed }: Parameters<Measure>[2],
): Measured {
  timed();
  const seasons = seasonsOf(options) ?? sharedSeasons(series.map(({ known }) => known));
  const scaleSeason = seasons[0] ?? 1;
  const found = timed();
  const calibrated = calibration(series, seasons);
  const calibratedAfter = timed();
  const [model, naive] = [newSums(), newSums()];
  const coverage = LEVELS.map(() => 0);
  let points = 0;
  series.forEach(({ known, asked }, i) => {
    const settings = { horizon: asked.length, seasons, levels: LEVELS };
    const forecast = forecastSeries(known, settings);
    const { point } = forecast;
    const quantiles = calibrated(forecast);
    const scale = seasonalScale(known, scaleSeason);
    const last = seasonalNaive(scaleSeason)(known) ?? seasonalNaive(1)(known)!;
    const usual = last.ahead(known, known.length, asked.length);
    add(model, asked, point, quantiles, scale);
    add(
      naive,
      asked,
      usual,
      LEVELS.map(() => usual),
      scale,
    );
    points += asked.length;
    quantiles.forEach((path, q) => {
      coverage[q]! += asked.filter((value, h) => value <= path[h]!).length;
    });
    if (i % 100 === 99) log.info('series forecast', { series: i + 1 });
  });
  return {
    protocol: PROTOCOL,
    counts: { series: series.length, points },
    metrics: {
      model: {
        ...figuresOf(model),
        ...Object.fromEntries(LEVELS.map((level, q) => [`below${level}`, points === 0 ? null : coverage[q]! / points])),
        'coverage0.8': points === 0 ? null : (coverage.at(-1)! - coverage[0]!) / points,
      },
      [`seasonalNaive${scaleSeason}`]: figuresOf(naive),
    },
    reasons: model.scaled > 0 ? {} : { 'model.mase': 'no series differs from itself a season before' },
    details: { seasons, levels: LEVELS, scaledSeries: model.scaled },
    seconds: { seasons: found, calibration: calibratedAfter, forecast: timed() },
  };
}

/** How far off quantiles are when the newest known points are foreseen from those before. */
function calibration(series: readonly HeldSeries[], seasons: readonly number[]): Calibration {
  const tried = series.flatMap(({ known, asked: { length: horizon } }): readonly TriedForecast[] => {
    if (horizon === 0 || known.length <= horizon) return [];
    const [before, later] = [known.subarray(0, -horizon), known.subarray(-horizon)];
    return [{ forecast: forecastSeries(before, { horizon, seasons, levels: LEVELS }), later }];
  });
  return fitCalibration(tried, LEVELS);
}

/** `24` or `24,168`, shortest first. */
function seasonsOf(options: Options): readonly number[] | undefined {
  const text = options['season'];
  if (text === undefined) return undefined;
  const seasons = text.split(',').map(Number);
  const isRising = seasons.every(
    (season, i) => Number.isInteger(season) && season >= 2 && season > (seasons[i - 1] ?? 1),
  );
  if (!isRising) throw new InvalidInputError(`--season: want whole numbers from 2 on, rising, got "${text}"`);
  return seasons;
}

interface Sums {
  percent: number;
  scaledError: number;
  readonly losses: number[];
  count: number;
  /** Series whose scale is known. */
  scaled: number;
}

const newSums = (): Sums => ({ percent: 0, scaledError: 0, losses: LEVELS.map(() => 0), count: 0, scaled: 0 });

function add(
  sums: Sums,
  asked: Float64Array,
  point: Float64Array,
  quantiles: readonly Float64Array[],
  scale: number | null,
): void {
  sums.percent += smape(asked, point) ?? 0;
  sums.count++;
  if (scale === null) return;
  sums.scaled++;
  sums.scaledError += meanAbsoluteError(asked, point)! / scale;
  LEVELS.forEach((level, q) => {
    sums.losses[q]! += pinballLoss(asked, quantiles[q]!, level)! / scale;
  });
}

function figuresOf({ percent, scaledError, losses, count, scaled }: Sums): Readonly<Record<string, number | null>> {
  const over = (sum: number) => (scaled === 0 ? null : sum / scaled);
  return {
    smape: count === 0 ? null : percent / count,
    mase: over(scaledError),
    ...Object.fromEntries(LEVELS.map((level, q) => [`pinball${level}`, over(losses[q]!)])),
  };
}
