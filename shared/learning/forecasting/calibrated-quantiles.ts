import { quantile } from '../../math/paired-bootstrap.ts';
import type { SeriesForecast } from './series-forecast.ts';

/** A forecast of a time that is over, and what came. */
export interface TriedForecast {
  readonly forecast: Pick<SeriesForecast, 'quantiles' | 'spread' | 'floor'>;
  /** (horizon) */
  readonly later: Float64Array;
}

/** Quantiles of a forecast, as much wider as those of the tried ones had to be. */
export type Calibration = (forecast: TriedForecast['forecast']) => readonly Float64Array[];

/** Of fewer series the errors of one would decide: then quantiles stay as they are. */
const LEAST_SERIES = 20;
/** Parts of the horizon that are calibrated apart. */
const PARTS = 4;

/**
 * Widens intervals, or narrows them, by what tried ones lacked: each pair of a level and the one that lies as far from
 * the other end, and each quarter of the horizon, by the quantile of how far beyond the nearer end values came, in units
 * of each series' own spread. With series that are exchangeable the interval holds as often as it says, whatever the
 * forecaster. Both ends move alike, since in which direction all series erred at one time says little of the next; the
 * median, and a level without its counterpart, stays.
 *
 * Source: Romano, Patterson & Candès (2019), "Conformalized Quantile Regression", theorem 1.
 *
 * @param levels - of the quantiles, rising.
 */
export function fitCalibration(tried: readonly TriedForecast[], levels: readonly number[]): Calibration {
  if (tried.length < LEAST_SERIES) return ({ quantiles }) => quantiles;
  const pairs = pairsOf(levels).map(([low, high]) => {
    const lacks = Array.from({ length: PARTS }, (): number[] => []);
    for (const { forecast, later } of tried) {
      const [below, above] = [forecast.quantiles[low]!, forecast.quantiles[high]!];
      for (let h = 0; h < later.length; h++) {
        const lack = Math.max(below[h]! - later[h]!, later[h]! - above[h]!);
        lacks[partOf(h, later.length)]!.push(lack / forecast.spread[h]!);
      }
    }
    const share = levels[high]! - levels[low]!;
    const offsets = lacks.map((lack) => (lack.length === 0 ? 0 : quantile(Float64Array.from(lack).sort(), share)));
    return { low, high, offsets };
  });
  return ({ quantiles, spread, floor }) => {
    const moved = quantiles.map((path) => path.slice());
    for (const { low, high, offsets } of pairs) {
      for (let h = 0; h < spread.length; h++) {
        const [below, above] = [moved[low]![h]!, moved[high]![h]!];
        // What is narrowed ends where its ends meet.
        const offset = Math.max((below - above) / 2, offsets[partOf(h, spread.length)]! * spread[h]!);
        moved[low]![h] = Math.max(floor, below - offset);
        moved[high]![h] = above + offset;
      }
    }
    return moved;
  };
}

const partOf = (h: number, horizon: number): number => Math.floor((PARTS * h) / horizon);

/** Places of levels that lie as far from 0 as from 1. */
const pairsOf = (levels: readonly number[]): readonly (readonly [low: number, high: number])[] =>
  levels.flatMap((level, low) => {
    const high = levels.findIndex((other) => other > level && Math.abs(level + other - 1) < 1e-9);
    return high < 0 ? [] : [[low, high] as const];
  });
