import { describe, expect, it } from 'vitest';
import { meanAbsoluteError, pinballLoss, seasonalScale, smape } from '../../../../shared/evaluation/forecast-errors.ts';
import { hasSharedData, sharedText } from '../../../support/shared-data.ts';

const numbers = (...values: number[]) => Float64Array.from(values);

describe('errors of forecasts', () => {
  it('are those computed by hand', () => {
    // 200·10/210 and 200·20/180
    expect(smape(numbers(100, 100), numbers(110, 80))).toBeCloseTo((2000 / 210 + 4000 / 180) / 2, 12);
    expect(meanAbsoluteError(numbers(100, 100), numbers(110, 80))).toBe(15);
    expect(seasonalScale(numbers(1, 5, 2, 9), 2)).toBe((1 + 4) / 2);
    // 0.9 of 2 above, 0.1 of 4 below
    expect(pinballLoss(numbers(10, 10), numbers(8, 14), 0.9)).toBeCloseTo((1.8 + 0.4) / 2, 12);
  });

  it('count nothing where value and forecast are both 0, and are null where there is nothing', () => {
    expect(smape(numbers(0, 1), numbers(0, 1))).toBe(0);
    expect(smape(numbers(), numbers())).toBeNull();
    expect(meanAbsoluteError(numbers(), numbers())).toBeNull();
    expect(pinballLoss(numbers(), numbers(), 0.5)).toBeNull();
    expect(seasonalScale(numbers(1, 2), 2)).toBeNull();
    expect(seasonalScale(numbers(3, 4, 3, 4), 2)).toBeNull();
  });

  it('find the lowest pinball loss at the quantile itself', () => {
    const values = Float64Array.from({ length: 101 }, (_, i) => i);
    const lossAt = (quantile: number) =>
      pinballLoss(
        values,
        values.map(() => quantile),
        0.75,
      )!;
    for (const other of [60, 70, 74, 76, 80, 90]) expect(lossAt(75)).toBeLessThan(lossAt(other));
  });

  it('refuse unequal lengths and a level outside (0, 1)', () => {
    expect(() => smape(numbers(1), numbers())).toThrow('0 forecasts for 1 values');
    expect(() => pinballLoss(numbers(1), numbers(1), 1)).toThrow('level 1 is outside (0, 1)');
  });
});

describe.runIf(hasSharedData('forecast-m4-hourly'))('errors of the M4 competition', () => {
  it('are as published for the seasonal naive forecast: sMAPE 13.912, MASE 1.193', () => {
    const read = (file: string) =>
      sharedText('forecast-m4-hourly', file)
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => Float64Array.from(line.replaceAll('"', '').split(',').slice(1).filter(Boolean), Number));
    const [known, asked] = [read('Hourly-train.csv'), read('Hourly-test.csv')];
    let [percent, scaled] = [0, 0];
    known.forEach((history, i) => {
      const naive = asked[i]!.map((_, t) => history[history.length - 24 + (t % 24)]!);
      percent += smape(asked[i]!, naive)! / known.length;
      scaled += meanAbsoluteError(asked[i]!, naive)! / seasonalScale(history, 24)! / known.length;
    });
    expect(percent).toBeCloseTo(13.912, 3);
    expect(scaled).toBeCloseTo(1.193, 3);
  });
});
