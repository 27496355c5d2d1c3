import { gaussLegendre } from '../../math/gauss-legendre.ts';
import { countedHistories, logOfSum, logRisings, type OrderHistories, type OrderHistory } from './order-histories.ts';
import { fitPositive, type PositiveFit } from './positive-likelihood.ts';

/**
 * Orders come at a rate λ of the person's own, Gamma(r, rate α); the person leaves at any moment, at a rate μ of their
 * own, Gamma(s, rate β). α and β are in the unit of time.
 *
 * Source of all here: Schmittlein, Morrison & Colombo (1987), "Counting Your Customers: Who Are They and What Will They
 * Do Next?", Management Science 33(1); Fader & Hardie (2005), "A Note on Deriving the Pareto/NBD Model and Related
 * Expressions".
 */
export interface ParetoNbd {
  readonly r: number;
  readonly alpha: number;
  readonly s: number;
  readonly beta: number;
}

export interface FittedParetoNbd extends Pick<PositiveFit, 'logLikelihood' | 'isDetermined'> {
  readonly model: ParetoNbd;
}

/**
 * By maximum likelihood. O(distinct histories) a step, some ten times what the BG/NBD's cost.
 * @throws RangeError when there is nobody, or a history cannot be.
 */
export function fitParetoNbd(histories: OrderHistories): FittedParetoNbd {
  const counted = countedHistories(histories);
  const { repeats, newest, watched, people, personCount, mostRepeats, meanWatched } = counted;
  const meanLogLikelihood = (parameters: Float64Array): number => {
    const model = modelOf(parameters);
    const orders = logRisings(model.r, mostRepeats);
    const scale = model.r * Math.log(model.alpha) + model.s * Math.log(model.beta);
    let sum = 0;
    for (let i = 0; i < people.length; i++) {
      const { here, gone } = logParts(model, repeats[i]!, newest[i]!, watched[i]!);
      sum += people[i]! * (orders[repeats[i]!]! + scale + logOfSum(here, gone));
    }
    return sum / personCount;
  };
  const { parameters, logLikelihood, isDetermined } = fitPositive(meanLogLikelihood, personCount, [
    1,
    meanWatched,
    1,
    meanWatched,
  ]);
  return { model: modelOf(parameters), logLikelihood, isDetermined };
}

const modelOf = ([r, alpha, s, beta]: Float64Array): ParetoNbd => ({ r: r!, alpha: alpha!, s: s!, beta: beta! });

/** With this exponent's fall behind it, what is left of an integrand is below the precision of numbers. */
const NEGLIGIBLE = 45;
const RULE = gaussLegendre(32);

/**
 * Of the likelihood, up to what both have in common: that the person is still here; that they left at some y since the
 * newest order, which is s ∫ (α + y)^−(r + x) (β + y)^−(s + 1) dy from t_x to T.
 *
 * The papers give the integral as a difference of two hypergeometric functions, which leaves no digit where t_x is near
 * T. Over u = ln(min(α, β) + y) the integrand is smooth, the nearest singularity being π away, and is summed as it is.
 */
function logParts({ r, alpha, s, beta }: ParetoNbd, x: number, newest: number, watched: number) {
  const here = -(r + x) * Math.log(alpha + watched) - s * Math.log(beta + watched);
  const least = Math.min(alpha, beta);
  const from = least + newest;
  const logAt = (y: number) => -(r + x) * Math.log(alpha + y) - (s + 1) * Math.log(beta + y) + Math.log(least + y);
  const most = logAt(newest);
  // The integrand falls at least as fast as the factor that has the smaller of both.
  const fall = (alpha < beta ? r + x : s + 1) - 1;
  const whole = Math.log1p((watched - newest) / from);
  const length = fall > 0 ? Math.min(whole, NEGLIGIBLE / fall) : whole;
  let sum = 0;
  for (let i = 0; i < RULE.nodes.length; i++) {
    const y = newest + from * Math.expm1(length * RULE.nodes[i]!);
    sum += RULE.weights[i]! * Math.exp(logAt(y) - most);
  }
  return { here, gone: Math.log(s) + most + Math.log(length * sum) };
}

/** Probability that the person has not left. */
export function isHereByParetoNbd(model: ParetoNbd, { repeats, newest, watched }: OrderHistory): number {
  const { here, gone } = logParts(model, repeats, newest, watched);
  return 1 / (1 + Math.exp(gone - here));
}

/**
 * Expected orders within the next `horizon`: equation 41 of the note, which also holds at s = 1.
 * @param horizon - ≥ 0, in the unit of time.
 */
export function ordersByParetoNbd(model: ParetoNbd, history: OrderHistory, horizon: number): number {
  const { r, alpha, s, beta } = model;
  const { repeats, watched } = history;
  const log = -Math.log1p(horizon / (beta + watched));
  const grown = s === 1 ? log : Math.expm1((s - 1) * log) / (s - 1);
  const whileHere = (((r + repeats) * (beta + watched)) / (alpha + watched)) * -grown;
  return whileHere * isHereByParetoNbd(model, history);
}
