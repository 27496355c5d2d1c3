import { describe, expect, it } from 'vitest';
import {
  countQuantiles,
  evenMixture,
  negativeBinomial,
  occurrenceAndSize,
} from '../../shared/learning/forecasting/count-distribution.ts';
import {
  type CountForecaster,
  type CountSeries,
  fitCountForecaster,
} from '../../shared/learning/forecasting/count-forecast.ts';
import {
  rateDistribution,
  simpleSmoothing,
  syntetosBoylan,
} from '../../shared/learning/forecasting/count-references.ts';
import { seededRandom } from '../../shared/math/random.ts';

const take = (numbers: Iterator<number>, count: number) =>
  Array.from({ length: count }, () => numbers.next().value as number);
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

describe('distributions of counts', () => {
  it('have the quantiles of scipy 1.17.1’s negative binomial', () => {
    const distribution = () => negativeBinomial(1.7, 0.4);
    expect(countQuantiles(distribution, [0.95, 0.5, 0.75, 0.9, 0.99])).toEqual([8, 0, 2, 5, 14]);
  });

  it('sum to 1 and have their means', () => {
    const laws = [
      { law: () => negativeBinomial(1.7, 0.4), mean: 1.7 },
      { law: () => negativeBinomial(2, Number.POSITIVE_INFINITY), mean: 2 },
      // Half of the time; then 4 with weight 1 of 3, else a geometric law of mean 2.
      { law: () => occurrenceAndSize(0.5, [{ size: 4, weight: 1 }], { mean: 2, weight: 2 }), mean: 0.5 * (8 / 3) },
    ];
    for (const { law, mean } of laws) {
      const probabilities = take(law(), 400);
      expect(sum(probabilities)).toBeCloseTo(1, 9);
      expect(sum(probabilities.map((probability, count) => count * probability))).toBeCloseTo(mean, 6);
    }
    const mixed = take(evenMixture(laws[0]!.law(), laws[1]!.law()), 3);
    const [a, b] = [take(laws[0]!.law(), 3), take(laws[1]!.law(), 3)];
    mixed.forEach((probability, i) => {
      expect(probability).toBeCloseTo((a[i]! + b[i]!) / 2, 12);
    });
  });

  it('are 0 for certain where nothing is expected', () => {
    expect(countQuantiles(rateDistribution({ mean: 0, squaredError: 0 }, 3), [0.5, 0.999])).toEqual([0, 0]);
  });
});

describe('smoothed rates', () => {
  const counts = Float64Array.of(0, 0, 3, 0, 1, 0, 0, 4, 2, 0, 0, 0, 1);

  it('are those of statsforecast 2.1.1', () => {
    expect(syntetosBoylan(counts).mean).toBeCloseTo(0.8826314495451514, 6);
    expect(simpleSmoothing(counts).mean).toBeCloseTo(0.61506625303, 6);
  });

  it('are 0 of nothing', () => {
    for (const rate of [syntetosBoylan, simpleSmoothing])
      expect(rate(new Float64Array(0))).toEqual({ mean: 0, squaredError: 0 });
  });
});

/** Counts of a rate of its own: any with a chance, and then 1 to 3. */
function planted(
  seed: number,
  seriesCount: number,
  steps: number,
): readonly (CountSeries & { readonly rate: number })[] {
  const random = seededRandom(seed);
  return Array.from({ length: seriesCount }, (_, i) => {
    const group = i % 2;
    const chance = group === 0 ? 0.05 + 0.1 * random() : 0.4 + 0.4 * random();
    const counts = Float64Array.from({ length: steps }, () => (random() < chance ? 1 + Math.floor(3 * random()) : 0));
    return { counts, group, rate: 2 * chance };
  });
}

describe('a forecaster of counts', () => {
  const series = planted(1, 400, 52);
  const known = series.map(({ counts, group }) => ({ counts: counts.subarray(0, 40), group }));
  const forecaster = fitCountForecaster(known, { horizon: 12, span: 1 });
  const mean = (one: CountSeries) =>
    sum(take(forecaster.distribution(one)(), 200).map((probability, count) => count * probability));

  it('finds the rates that were planted', () => {
    // 40 steps tell a rate of .2 to ± .1 and one of 1.2 to ± .2; the mean over 200 series much better.
    for (const group of [0, 1]) {
      const own = series.filter((one) => one.group === group);
      const foreseen = sum(own.map(({ counts }) => mean({ counts: counts.subarray(0, 40), group }))) / own.length;
      const planted = sum(own.map(({ rate }) => rate)) / own.length;
      expect(Math.abs(foreseen / planted - 1)).toBeLessThan(0.1);
    }
  });

  it('has quantiles that later counts exceed no more often than they say', () => {
    for (const level of [0.75, 0.9, 0.95]) {
      const below = series.map(({ counts, group }) => {
        const [quantile] = countQuantiles(forecaster.distribution({ counts: counts.subarray(0, 40), group }), [level]);
        return counts.subarray(40).filter((count) => count <= quantile!).length / 12;
      });
      // Whole numbers: the share is the level or more; 4,800 counts, 4 standard errors.
      const error = Math.sqrt((level * (1 - level)) / 4800);
      expect(sum(below) / below.length).toBeGreaterThan(level - 4 * error);
    }
  });

  it('gives what is new its group’s rate', () => {
    const fresh = [0, 1].map((group) => mean({ counts: new Float64Array(0), group }));
    expect(fresh[1]! / fresh[0]!).toBeGreaterThan(2.5);
    for (const group of [0, 1]) {
      const own = series.filter((one) => one.group === group);
      const planted = sum(own.map(({ rate }) => rate)) / own.length;
      expect(fresh[group]! / planted).toBeGreaterThan(1 / 2);
      expect(fresh[group]! / planted).toBeLessThan(2);
    }
  });

  it('learns whether what has not been asked for in long is gone', () => {
    const busy = Float64Array.from({ length: 40 }, (_, t) => (t % 2 === 0 ? 2 : 0));
    const silent = busy.map((count, t) => (t < 20 ? count : 0));
    const ratio = (fitted: CountForecaster) => {
      const [gone, usual] = [silent, busy].map((counts) =>
        sum(take(fitted.distribution({ counts, group: 1 })(), 200).map((probability, count) => count * probability)),
      );
      return gone! / usual!;
    };
    const random = seededRandom(2);
    const dying = known.map(({ counts, group }) => {
      const end = Math.floor(80 * random());
      return { counts: counts.map((count, t) => (t < end ? count : 0)), group };
    });
    expect(ratio(fitCountForecaster(dying, { horizon: 12, span: 1 }))).toBeLessThan(0.3);
    expect(ratio(forecaster)).toBeGreaterThan(0.6);
  });

  it('is the same whenever it is fitted, and foresees more over more steps', () => {
    const again = fitCountForecaster(known, { horizon: 12, span: 1 });
    const asked = known[7]!;
    expect(take(again.distribution(asked)(), 20)).toEqual(take(forecaster.distribution(asked)(), 20));
    const three = fitCountForecaster(known, { horizon: 12, span: 3 });
    const busy = known.find(({ group }) => group === 1)!;
    const tripled = sum(take(three.distribution(busy)(), 400).map((probability, count) => count * probability));
    expect(tripled / mean(busy)).toBeGreaterThan(2);
    expect(tripled / mean(busy)).toBeLessThan(4);
  });

  it('refuses what is no count, and too little of it', () => {
    const one = (counts: number[]) => [{ counts: Float64Array.from(counts), group: 0 }];
    const settings = { horizon: 12, span: 1 };
    expect(() => fitCountForecaster(one([1, 0.5]), settings)).toThrow('count 1 is 0.5, want a whole number');
    expect(() => fitCountForecaster(one([1, 0, 1]), settings)).toThrow('no series is longer than 6');
  });
});
