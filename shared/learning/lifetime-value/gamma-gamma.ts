import { logGamma } from '../../math/distributions.ts';
import { drawGamma } from '../../math/random.ts';
import { fitPositive, type PositiveFit } from './positive-likelihood.ts';

/**
 * A person's orders are worth Gamma(p, rate ν) each, ν of their own being Gamma(q, rate v); what an order is worth says
 * nothing of how often they come. v is in the unit of money; q > 1, so that the mean of all people is finite.
 *
 * Source of all here: Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value"; Fader, Hardie & Lee (2005),
 * "RFM and CLV: Using Iso-Value Curves for Customer Base Analysis", JMR 42(4).
 */
export interface GammaGamma {
  readonly p: number;
  readonly q: number;
  readonly v: number;
}

/** What n people have spent. */
export interface Spending {
  /** Orders whose worth is known, ≥ 0. */
  readonly orders: Int32Array;
  /** Mean worth of one, > 0; of no account where there is none. */
  readonly mean: Float64Array;
}

export interface FittedGammaGamma extends Pick<PositiveFit, 'logLikelihood' | 'isDetermined'> {
  readonly model: GammaGamma;
  /** People whom it was learnt from. */
  readonly personCount: number;
  /** Another that what was seen allows for too. */
  draw(random: () => number): GammaGamma;
}

/**
 * By maximum likelihood, equation 1a of the note, from who has an order of known worth. O(people) a step.
 * @returns undefined where nobody has one.
 * @throws RangeError when lengths differ or a mean is not above 0.
 */
export function fitGammaGamma({ orders, mean }: Spending): FittedGammaGamma | undefined {
  if (orders.length !== mean.length)
    throw new RangeError(`fitGammaGamma: want equal lengths, got ${orders.length}, ${mean.length}`);
  const rows = [...orders.keys()].filter((row) => orders[row]! > 0);
  if (rows.length === 0) return undefined;
  const wrong = rows.find((row) => !(mean[row]! > 0 && mean[row]! < Infinity));
  if (wrong !== undefined) throw new RangeError(`fitGammaGamma: row ${wrong} has a mean of ${mean[wrong]}, want > 0`);
  const most = rows.reduce((sofar, row) => Math.max(sofar, orders[row]!), 0);
  const scale = rows.reduce((sum, row) => sum + mean[row]!, 0) / rows.length;
  const meanLogLikelihood = (parameters: Float64Array): number => {
    const { p, q, v } = modelOf(parameters);
    const ofOrders = Float64Array.from({ length: most + 1 }, (_, x) =>
      x === 0 ? 0 : logGamma(p * x + q) - logGamma(p * x) + p * x * Math.log(x),
    );
    const common = q * Math.log(v) - logGamma(q);
    let sum = 0;
    for (const row of rows) {
      const [x, z] = [orders[row]!, mean[row]!];
      sum += common + ofOrders[x]! + (p * x - 1) * Math.log(z) - (p * x + q) * Math.log(v + x * z);
    }
    return sum / rows.length;
  };
  // The start has the mean of the people: v p / (q − 1) = scale.
  const fit = fitPositive(meanLogLikelihood, rows.length, [2, 2, scale]);
  return {
    model: modelOf(fit.parameters),
    logLikelihood: fit.logLikelihood,
    isDetermined: fit.isDetermined,
    personCount: rows.length,
    draw: (random) => modelOf(fit.draw(random)),
  };
}

const modelOf = ([p, beyondOne, v]: Float64Array): GammaGamma => ({ p: p!, q: 1 + beyondOne!, v: v! });

/**
 * What a person's next order is expected to be worth: equation 5 of the note, between their own mean and everybody's.
 * @param orders - of known worth; with none it is everybody's mean.
 */
export const worthOfOrder = ({ p, q, v }: GammaGamma, orders: number, mean: number): number =>
  (p * (v + (orders > 0 ? orders * mean : 0))) / (p * orders + q - 1);

/** What so many orders of a person may be worth together. @param count - ≥ 0 orders. */
export function drawWorth(
  { p, q, v }: GammaGamma,
  known: { readonly orders: number; readonly mean: number },
  count: number,
  random: () => number,
): number {
  if (count === 0) return 0;
  const rate = drawGamma(p * known.orders + q, random) / (v + (known.orders > 0 ? known.orders * known.mean : 0));
  return drawGamma(p * count, random) / rate;
}
