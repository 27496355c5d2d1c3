import { hypergeometricRest } from '../../math/hypergeometric.ts';
import { drawBeta, drawGamma } from '../../math/random.ts';
import { countedHistories, logOfSum, logRisings, type OrderHistories, type OrderHistory } from './order-histories.ts';
import { fitPositive, type PositiveFit } from './positive-likelihood.ts';

/**
 * Orders come at a rate λ of the person's own, Gamma(r, rate α); after each the person leaves for good with a chance p
 * of their own, Beta(a, b). α is in the unit of time.
 *
 * Source of all here: Fader, Hardie & Lee (2005), "'Counting Your Customers' the Easy Way: An Alternative to the
 * Pareto/NBD Model", Marketing Science 24(2).
 */
export interface BgNbd {
  readonly r: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}

export interface FittedBgNbd extends Pick<PositiveFit, 'logLikelihood' | 'isDetermined'> {
  readonly model: BgNbd;
  /** Another that what was seen allows for too. */
  draw(random: () => number): BgNbd;
}

/**
 * By maximum likelihood: equation 6. O(distinct histories) a step.
 * @throws RangeError when there is nobody, or a history cannot be.
 */
export function fitBgNbd(histories: OrderHistories): FittedBgNbd {
  const counted = countedHistories(histories);
  const { repeats, newest, watched, people, personCount, mostRepeats, meanWatched } = counted;
  const meanLogLikelihood = (parameters: Float64Array): number => {
    const model = modelOf(parameters);
    const { r, alpha, a, b } = model;
    const orders = logRisings(r, mostRepeats);
    const [stays, all] = [logRisings(b, mostRepeats), logRisings(a + b, mostRepeats)];
    let sum = 0;
    for (let i = 0; i < people.length; i++) {
      const x = repeats[i]!;
      const { here, gone } = logParts(model, x, newest[i]!, watched[i]!);
      const common = orders[x]! + r * Math.log(alpha) + stays[x]! - all[x]!;
      sum += people[i]! * (common + logOfSum(here, gone));
    }
    return sum / personCount;
  };
  const fit = fitPositive(meanLogLikelihood, personCount, [1, meanWatched, 1, 2]);
  return {
    model: modelOf(fit.parameters),
    logLikelihood: fit.logLikelihood,
    isDetermined: fit.isDetermined,
    draw: (random) => modelOf(fit.draw(random)),
  };
}

const modelOf = ([r, alpha, a, b]: Float64Array): BgNbd => ({ r: r!, alpha: alpha!, a: a!, b: b! });

/** Of the likelihood, up to what both have in common: that the person is still here, that they have left. */
function logParts({ r, alpha, a, b }: BgNbd, x: number, newest: number, watched: number) {
  const here = -(r + x) * Math.log(alpha + watched);
  if (x === 0) return { here, gone: Number.NEGATIVE_INFINITY };
  return { here, gone: Math.log(a / (b + x - 1)) - (r + x) * Math.log(alpha + newest) };
}

/** Probability that the person has not left. Who came once has not: the model lets people leave after a repeat only. */
export function isHereByBgNbd(model: BgNbd, { repeats, newest, watched }: OrderHistory): number {
  const { here, gone } = logParts(model, repeats, newest, watched);
  return 1 / (1 + Math.exp(gone - here));
}

/**
 * Expected orders within the next `horizon`: equation 10, with Euler's transformation (Abramowitz & Stegun 15.3.3) so
 * that it holds at a = 1, and for any number of repeats. With nothing watched it is equation 9.
 *
 * @param horizon - ≥ 0, in the unit of time.
 */
export function ordersByBgNbd(model: BgNbd, history: OrderHistory, horizon: number): number {
  const { r, alpha, a, b } = model;
  const z = horizon / (alpha + history.watched + horizon);
  const c = a + b + history.repeats - 1;
  const log = Math.log1p(-z);
  const kept = Math.exp((a - 1) * log);
  const grown = a === 1 ? log : Math.expm1((a - 1) * log) / (a - 1);
  const whileHere = -c * grown - kept * hypergeometricRest(a + b - 1 - r, a - 1, c, z);
  return Math.max(0, whileHere) * isHereByBgNbd(model, history);
}

/** A number of orders within the next `horizon`, drawn as likely as the history and the model have it. */
export function drawOrders(model: BgNbd, history: OrderHistory, horizon: number, random: () => number): number {
  if (random() >= isHereByBgNbd(model, history)) return 0;
  const { r, alpha, a, b } = model;
  const rate = drawGamma(r + history.repeats, random) / (alpha + history.watched);
  const leaves = drawBeta(a, b + history.repeats, random);
  let orders = 0;
  for (let at = waited(rate, random); at <= horizon; at += waited(rate, random)) {
    orders++;
    if (random() < leaves) break;
  }
  return orders;
}

const waited = (rate: number, random: () => number): number => -Math.log(1 - random()) / rate;
