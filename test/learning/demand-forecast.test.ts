import { describe, expect, it } from 'vitest';
import { countQuantiles, negativeBinomial } from '../../shared/learning/forecasting/count-distribution.ts';
import type { CountSeries } from '../../shared/learning/forecasting/count-forecast.ts';
import { DEMAND_SPANS, fitDemandForecaster } from '../../shared/learning/forecasting/demand-forecast.ts';
import { gammaForecast, ratePriors } from '../../shared/learning/forecasting/gamma-rates.ts';
import { seasonCounts, seasonMultiples } from '../../shared/learning/forecasting/season-shares.ts';
import { drawNormal, seededRandom } from '../../shared/math/random.ts';
import { demandOf, demandWithin } from '../../shared/model/demand.ts';

/** Knuth's multiplication. */
function drawPoisson(mean: number, random: () => number): number {
  let [count, product] = [0, random()];
  for (const least = Math.exp(-mean); product > least; count++) product *= random();
  return count;
}

/** A week whose last two days bring three times what the others do. */
const WEEK = [0.636, 0.636, 0.636, 0.636, 0.636, 1.91, 1.91];

interface Planted extends CountSeries {
  readonly rate: number;
  /** What comes after `counts`. */
  readonly later: Float64Array;
}

/** Daily counts by a rate of each series' own, drawn around that of its group; mostly 0 in the first, in no gaps in the last. */
function planted(seriesCount: number, days: number): readonly Planted[] {
  const random = seededRandom(7);
  return Array.from({ length: seriesCount }, (_, i) => {
    const group = i % 3;
    const rate = [0.05, 0.4, 6][group]! * Math.exp(0.5 * drawNormal(random));
    const all = Float64Array.from({ length: days + 28 }, (_day, t) =>
      drawPoisson(rate * WEEK[(t - days + 700) % 7]!, random),
    );
    return { group, rate, counts: all.subarray(0, days), later: all.subarray(days) };
  });
}

const sum = (counts: Float64Array) => counts.reduce((total, count) => total + count, 0);

describe('demand by the day', () => {
  const series = planted(360, 126);
  const forecaster = fitDemandForecaster(series, ratePriors(series));
  const week = seasonMultiples(
    series
      .map(({ counts }) => seasonCounts(counts, 7))
      .reduce((a, b) => ({
        byPlace: a.byPlace.map((count, place) => count + b.byPlace[place]!),
        weight: a.weight + b.weight,
      })),
  );
  const foreseen = series.map((one) => demandOf(forecaster(one), week));

  it('finds the week that was planted', () => {
    // Some 110,000 units, 10,000 of the least weekday: each to ± 1 %, 4 standard errors.
    WEEK.forEach((multiple, day) => {
      expect(Math.abs(week[day]! / multiple - 1)).toBeLessThan(0.04);
    });
  });

  it('does not exceed its quantiles more often than they say, whatever the group and however many days', () => {
    for (const group of [0, 1, 2]) {
      for (const days of [2, 5, 7, 14, 28]) {
        for (const level of [0.75, 0.9, 0.95]) {
          const own = series.map((one, i) => ({ one, demand: foreseen[i]! })).filter(({ one }) => one.group === group);
          const held = own.filter(
            ({ one, demand }) => sum(one.later.subarray(0, days)) <= Math.ceil(demandWithin(demand, days, level)),
          );
          // Whole numbers: the level or more; 120 series, 4 standard errors.
          const error = Math.sqrt((level * (1 - level)) / own.length);
          expect(held.length / own.length, `${group} ${days} ${level}`).toBeGreaterThan(level - 4 * error);
        }
      }
    }
  });

  it('is told closely where much is sold', () => {
    const busy = series.map((one, i) => ({ one, demand: foreseen[i]! })).filter(({ one }) => one.group === 2);
    for (const [level, share] of [
      [0.1, 0.1],
      [0.5, 0.5],
      [0.9, 0.9],
    ] as const) {
      const held = busy.filter(({ one, demand }) => sum(one.later.subarray(0, 14)) <= demandWithin(demand, 14, level));
      expect(Math.abs(held.length / busy.length - share)).toBeLessThan(
        4 * Math.sqrt((share * (1 - share)) / busy.length),
      );
    }
    // Of a rate that is known and Poisson, 80 % lie within 1.28 standard deviations; it is learnt, and so wider.
    const widths = busy.map(({ one, demand }) => {
      const width = demandWithin(demand, 14, 0.9) - demandWithin(demand, 14, 0.1);
      return width / (2 * 1.28 * Math.sqrt(14 * one.rate));
    });
    expect(widths.reduce((a, b) => a + b, 0) / widths.length).toBeLessThan(2);
  });

  it('is more at the end of the week, where it was', () => {
    const busy = foreseen[2]!;
    const [friday, saturday] = [
      demandWithin(busy, 5, 0.5) - demandWithin(busy, 4, 0.5),
      demandWithin(busy, 6, 0.5) - demandWithin(busy, 5, 0.5),
    ];
    expect(saturday / friday).toBeGreaterThan(2);
    expect(saturday / friday).toBeLessThan(4.5);
  });

  it('has an answer for whatever little is known, as wide as that is little', () => {
    const few: readonly CountSeries[] = [
      { counts: Float64Array.of(1), group: 0 },
      { counts: Float64Array.of(0, 2, 0, 0), group: 0 },
      { counts: new Float64Array(0), group: 1 },
    ];
    for (const some of [few, few.slice(2), []]) {
      const priors = ratePriors(some);
      const small = fitDemandForecaster(some, priors);
      for (const one of few) {
        for (const [i, distribution] of small(one).entries()) {
          const [low, median, high] = countQuantiles(distribution, [0.05, 0.5, 0.95]);
          expect(low).toBeLessThanOrEqual(median!);
          expect(high).toBeGreaterThanOrEqual(2 * median!);
          if (DEMAND_SPANS[i] === 28) expect(high).toBeGreaterThan(0);
        }
      }
    }
  });

  it('has what is new be as its group was, and less the longer none of it was sold', () => {
    const priors = ratePriors(series);
    const prior = priors.groups.get(1)!;
    const rates = series.filter(({ group }) => group === 1).map(({ rate }) => rate);
    const mean = rates.reduce((a, b) => a + b, 0) / rates.length;
    expect(Math.abs(prior.rate / mean - 1)).toBeLessThan(0.15);
    const [fresh, old] = [0, 60].map((days) => countQuantiles(gammaForecast(prior, new Float64Array(days), 28), [0.9]));
    expect(fresh![0]! / (28 * mean)).toBeGreaterThan(1);
    expect(fresh![0]! / (28 * mean)).toBeLessThan(3);
    expect(old![0]!).toBeLessThan(fresh![0]! / 3);
  });
});

describe('a season', () => {
  it('is that of the steps to come: place 0 follows the last', () => {
    const counts = Float64Array.from({ length: 140 }, (_, t) => (t % 7 === 6 ? 10 : 0));
    const { byPlace } = seasonCounts(counts, 7);
    expect(byPlace.map((count) => (count > 0 ? 1 : 0))).toEqual(Float64Array.of(0, 0, 0, 0, 0, 0, 1));
    expect(seasonMultiples(seasonCounts(counts.subarray(0, 137), 7))[2]).toBeGreaterThan(1);
  });

  it('does not take a hundred that came at once for a hundred events, and is flat without any', () => {
    const once = Float64Array.from({ length: 70 }, (_, t) => (t === 69 ? 100 : 0));
    expect(seasonMultiples(seasonCounts(once, 7))[6]).toBeLessThan(1.2);
    expect(seasonMultiples(seasonCounts(new Float64Array(9), 7))).toEqual(new Float64Array(7).fill(1));
  });
});

describe('a negative binomial of a large mean', () => {
  it('has the quantiles of its normal limit', () => {
    // Variance 50,000 + 50,000² / 400; no probability near 0 is a number.
    const deviation = Math.sqrt(50_000 + 50_000 ** 2 / 400);
    const [low, median, high] = countQuantiles(() => negativeBinomial(50_000, 400), [0.1, 0.5, 0.9]);
    expect(Math.abs(median! - 50_000)).toBeLessThan(0.05 * deviation);
    expect((high! - low!) / (2 * 1.2816 * deviation)).toBeCloseTo(1, 1);
  });
});
