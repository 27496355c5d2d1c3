import type { CountDistribution } from './count-distribution.ts';
import { type CountForecaster, type CountSeries, fitCountForecaster } from './count-forecast.ts';
import { countHistory } from './count-history.ts';
import { gammaForecast, type RatePriors } from './gamma-rates.ts';

/** Spans whose sums are foreseen, in steps. */
export const DEMAND_SPANS = [1, 3, 7, 14, 28] as const;

/** What a series of counts may bring together over each of `DEMAND_SPANS`. */
export type DemandForecaster = (series: CountSeries) => readonly CountDistribution[];

/** With counts at more of its steps a series has no gaps. */
const STEADY_SHARE = 0.5;
/** Fewer series say too little of how histories go on. */
const LEAST_SERIES = 50;
/** Steps before the first origin that is learnt from, at least. */
const LEAST_HISTORY = 6;
/** Short spans are learnt from all of the week that follows, so that no weekday stands for the others. */
const WEEK = 7;

/**
 * Forecasts of daily demand: by regressions learnt from all series together, of those that come now and then and of
 * steady ones apart; where too few are long enough for a span, by the distribution of rates. The same series in the
 * same order give the same forecasts.
 *
 * @param learntFrom - as many as there is time for: 2,000 series of 180 steps take some 5 s.
 */
export function fitDemandForecaster(learntFrom: readonly CountSeries[], { all, groups }: RatePriors): DemandForecaster {
  const steady = learntFrom.filter(isSteady);
  const intermittent = learntFrom.filter((one) => !isSteady(one));
  const fitted = DEMAND_SPANS.map((span) => ({
    span,
    steady: fittedOn(steady, span, true),
    intermittent: fittedOn(intermittent, span, false),
  }));
  return (series) => {
    const kind = isSteady(series) ? 'steady' : 'intermittent';
    const known = { ...series, history: countHistory(series.counts) };
    return fitted.map(
      ({ span, [kind]: forecaster }) =>
        forecaster?.distribution(known) ?? gammaForecast(groups.get(series.group) ?? all, series.counts, span),
    );
  };
}

function isSteady({ counts }: CountSeries): boolean {
  let some = 0;
  for (const count of counts) if (count > 0) some++;
  return some > STEADY_SHARE * counts.length;
}

function fittedOn(series: readonly CountSeries[], span: number, steady: boolean): CountForecaster | undefined {
  const horizon = Math.max(span, WEEK);
  const long = series.filter(({ counts }) => counts.length >= Math.max(3 * span, horizon + LEAST_HISTORY));
  if (long.length < LEAST_SERIES) return undefined;
  return fitCountForecaster(long, { horizon, span, isSteady: steady });
}
