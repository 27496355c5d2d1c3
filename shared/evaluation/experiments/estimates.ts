import { type Moments, spread } from './moments.ts';

/** What an arm reaches, and how sure that is. */
export interface Estimate {
  readonly people: number;
  readonly mean: number;
  /** Of the mean. */
  readonly variance: number;
}

/**
 * Means of arms with what people did before taken out: y − θ (x − x̄), where θ is the slope of y on x within arms, the
 * same for all of them. It changes no mean on average, as x was there before anybody was assigned, and takes from the
 * variance the share that x foretells. Without variance in x it is the plain mean.
 *
 * Source: Deng, Xu, Kohavi & Walker (2013), "Improving the Sensitivity of Online Controlled Experiments by Utilizing
 * Pre-Experiment Data" (CUPED).
 *
 * @returns in the order of the arms, each with at least 2 people, whose means may be compared with each other.
 */
export function adjustedMeans(arms: readonly Moments[]): readonly Estimate[] {
  const spreads = arms.map(spread);
  const within = (name: 'x' | 'xy') => spreads.reduce((sum, one, i) => sum + one[name] * (arms[i]!.people - 1), 0);
  const slope = within('x') > 0 ? within('xy') / within('x') : 0;
  const people = arms.reduce((sum, arm) => sum + arm.people, 0);
  const before = arms.reduce((sum, arm) => sum + arm.x, 0) / people;
  return arms.map((arm, i) => {
    const { y, x, xy } = spreads[i]!;
    return {
      people: arm.people,
      mean: arm.y / arm.people - slope * (arm.x / arm.people - before),
      variance: Math.max(0, y + slope * slope * x - 2 * slope * xy) / arm.people,
    };
  });
}

/**
 * A sum over a sum, as clicks over decisions, where people and not decisions are what is drawn: its variance by the
 * delta method. NaN where there is nothing to divide by.
 *
 * Source: Deng, Knoblich & Lu (2018), "Applying the Delta Method in Metric Analytics".
 */
export function ratioOf(arm: Moments): Estimate {
  const { y, x, xy } = spread(arm);
  const ratio = arm.y / arm.x;
  const divisor = arm.x / arm.people;
  const variance = Math.max(0, y + ratio * ratio * x - 2 * ratio * xy) / (arm.people * divisor * divisor);
  return { people: arm.people, mean: ratio, variance };
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** An arm beside another. */
export interface Comparison {
  /** Of the means, in the metric’s unit. */
  readonly difference: number;
  readonly differenceInterval: Interval;
  /** Of the control’s mean: 0.1 is a tenth more. Absent where the control’s mean may be 0. */
  readonly lift?: number;
  readonly interval?: Interval;
}

/**
 * The difference of two independent means, and their ratio less 1 by Fieller’s interval: the one holds 0 exactly where
 * the other does.
 *
 * Source: Fieller (1954), "Some Problems in Interval Estimation".
 *
 * @param z - standard errors to either side, > 0.
 */
export function compared(control: Estimate, arm: Estimate, z: number): Comparison {
  const difference = arm.mean - control.mean;
  const reach = z * Math.sqrt(control.variance + arm.variance);
  const plain = { difference, differenceInterval: { low: difference - reach, high: difference + reach } };
  const [a, b] = [control.mean ** 2 - z * z * control.variance, arm.mean * control.mean];
  const c = arm.mean ** 2 - z * z * arm.variance;
  if (!(a > 0) || !(control.mean > 0)) return plain;
  const root = Math.sqrt(Math.max(0, b * b - a * c));
  return {
    ...plain,
    lift: difference / control.mean,
    interval: { low: (b - root) / a - 1, high: (b + root) / a - 1 },
  };
}
