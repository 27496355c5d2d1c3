import { type Belief, normalBelief } from './belief.ts';
import { type Gaussian, linearPosterior, predicted, type WeightedRows } from './linear-posterior.ts';

/** Rows of arms that were pulled, and of which group each was. */
export interface PulledRows extends WeightedRows {
  /** (n): in [0, arms). */
  readonly arms: Int32Array;
  readonly armCount: number;
  /** (n): a whole number; people of one are more alike than others. The same everywhere: there are no groups. */
  readonly groups: Int32Array;
}

export interface LinearArmsSettings {
  /** Deviation of the weights that all arms share about 0, in deviations of y a deviation of x. */
  readonly sharedSpread: number;
  /** Of an arm's weights about those that all share. */
  readonly armSpread: number;
  /** Of the weights of a group with an arm about the arm's. */
  readonly groupSpread: number;
}

export const LINEAR_ARMS: LinearArmsSettings = { sharedSpread: 1, armSpread: 0.7, groupSpread: 0.35 };

/** One linear model an arm, and one an arm and group, of numbers that are as many deviations from their means. */
export interface LinearArms {
  /** (d): taken off x, and what it is then divided by. */
  readonly shifts: Float64Array;
  readonly scales: Float64Array;
  /** The same of y. */
  readonly shift: number;
  readonly scale: number;
  readonly groupSpread: number;
  readonly arms: readonly LinearArm[];
}

export interface LinearArm {
  /** 1 and then the numbers of x: d + 1. */
  readonly all: Gaussian;
  readonly groups: ReadonlyMap<number, Gaussian>;
}

/** Below this share of y's variance noise is not taken to be: some of it is always left out. */
const LEAST_NOISE = 1e-3;

/**
 * Linear models of what arms earn, each pulled towards what is common: first one model of all rows, about its weights the
 * arms', about an arm's weights those of each group of people with it. A new arm begins as the common model says, a group
 * with few rows as its arm does, and both leave it as their rows speak. Rows count by their weights. O(n d² + arms · groups ·
 * d³).
 *
 * Source: hierarchical linear models with plugged-in means (Raudenbush & Bryk, 2002, "Hierarchical Linear Models", chapter
 * 3); as priors of bandits Hong et al. (2022), "Hierarchical Bayesian Bandits", AISTATS.
 *
 * @param rows - x without the 1 of the intercept.
 */
export function fitLinearArms(rows: PulledRows, settings: LinearArmsSettings = LINEAR_ARMS): LinearArms {
  const scaling = scalingOf(rows);
  const scaled = scaledRows(rows, scaling);
  const width = scaled.width;
  const shared = { prior: new Float64Array(width), spread: settings.sharedSpread };
  const noise = noiseOf(scaled, linearPosterior(scaled, { ...shared, noise: 1 }));
  const common = linearPosterior(scaled, { ...shared, noise });
  const byArm = placesBy(rows.arms, rows.armCount);
  const arms = byArm.map((places): LinearArm => {
    const all = linearPosterior(scaled, { prior: common.mean, spread: settings.armSpread, noise }, places);
    const prior = { prior: all.mean, spread: settings.groupSpread, noise };
    const groups = new Map<number, number[]>();
    for (const place of places) {
      const group = rows.groups[place]!;
      const members = groups.get(group);
      if (members === undefined) groups.set(group, [place]);
      else members.push(place);
    }
    const several = new Set(rows.groups).size > 1;
    return {
      all,
      groups: new Map(several ? [...groups].map(([group, own]) => [group, linearPosterior(scaled, prior, own)]) : []),
    };
  });
  return { ...scaling, groupSpread: settings.groupSpread, arms };
}

/** What is believed of what an arm earns of these numbers. @param group - one without rows is as its arm, less surely. */
export function linearBelief(model: LinearArms, arm: number, x: ArrayLike<number>, group: number): Belief {
  const { shifts, scales, shift, scale, groupSpread } = model;
  const { all, groups } = model.arms[arm]!;
  const scaled = Float64Array.from({ length: shifts.length + 1 }, (_, i) =>
    i === 0 ? 1 : (x[i - 1]! - shifts[i - 1]!) / scales[i - 1]!,
  );
  const own = groups.get(group);
  const { mean, variance } = predicted(own ?? all, scaled);
  const isNew = own === undefined && groups.size > 0;
  const more = isNew ? groupSpread ** 2 * scaled.reduce((sum, one) => sum + one * one, 0) : 0;
  return normalBelief(mean * scale + shift, Math.sqrt(variance + more) * scale);
}

type Scaling = Pick<LinearArms, 'shifts' | 'scales' | 'shift' | 'scale'>;

function scalingOf({ x, y, weights, width }: PulledRows): Scaling {
  const columns = Array.from({ length: width }, (_, column) => spreadOf((row) => x[row * width + column]!, weights));
  const ofY = spreadOf((row) => y[row]!, weights);
  return {
    shifts: Float64Array.from(columns, ({ mean }) => mean),
    scales: Float64Array.from(columns, ({ deviation }) => deviation),
    shift: ofY.mean,
    scale: ofY.deviation,
  };
}

/** Weighted mean and deviation; a deviation of 1 where all are the same. */
function spreadOf(valueAt: (row: number) => number, weights: Float64Array): { mean: number; deviation: number } {
  let [sum, total, squares] = [0, 0, 0];
  for (let row = 0; row < weights.length; row++) {
    sum += weights[row]! * valueAt(row);
    total += weights[row]!;
  }
  const mean = total > 0 ? sum / total : 0;
  for (let row = 0; row < weights.length; row++) squares += weights[row]! * (valueAt(row) - mean) ** 2;
  const deviation = total > 0 ? Math.sqrt(squares / total) : 0;
  return { mean, deviation: deviation > 1e-9 * Math.max(1, Math.abs(mean)) ? deviation : 1 };
}

function scaledRows({ x, y, weights, width }: PulledRows, scaling: Scaling): WeightedRows {
  const wide = width + 1;
  const scaled = new Float64Array(y.length * wide);
  for (let row = 0; row < y.length; row++) {
    scaled[row * wide] = 1;
    for (let i = 0; i < width; i++)
      scaled[row * wide + i + 1] = (x[row * width + i]! - scaling.shifts[i]!) / scaling.scales[i]!;
  }
  return { x: scaled, y: y.map((value) => (value - scaling.shift) / scaling.scale), weights, width: wide };
}

/** Weighted variance of what a model leaves. */
function noiseOf({ x, y, weights, width }: WeightedRows, model: Gaussian): number {
  let [squares, total] = [0, 0];
  for (let row = 0; row < y.length; row++) {
    let mean = 0;
    for (let i = 0; i < width; i++) mean += model.mean[i]! * x[row * width + i]!;
    squares += weights[row]! * (y[row]! - mean) ** 2;
    total += weights[row]!;
  }
  return total > 0 ? Math.max(LEAST_NOISE, squares / total) : 1;
}

function placesBy(keys: Int32Array, count: number): readonly number[][] {
  const places = Array.from({ length: count }, (): number[] => []);
  keys.forEach((key, place) => {
    places[key]!.push(place);
  });
  return places;
}
