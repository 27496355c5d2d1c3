import { logGamma } from '../../../shared/math/distributions.ts';

/** What a person did: repeats, when the newest was, how long they were watched. */
export type History = readonly [repeats: number, newest: number, watched: number];

interface Told {
  /** Up to a factor that only the parameters make. */
  readonly likelihood: number;
  readonly isHere: number;
  /** Orders expected within the horizon. */
  readonly orders: number;
}

const STEPS = 500;

/** ∫ over x > 0, as a sum over ln x. */
function overLogarithm(from: number, to: number, at: (x: number) => number): number {
  let sum = 0;
  for (let i = 0; i <= STEPS; i++) {
    const x = Math.exp(from + ((to - from) * i) / STEPS);
    sum += at(x) * x * ((to - from) / STEPS);
  }
  return sum;
}

const gammaDensity = (x: number, shape: number, rate: number): number =>
  Math.exp(shape * Math.log(rate) + (shape - 1) * Math.log(x) - rate * x - logGamma(shape));

/** The BG/NBD model as it is told: the person's λ and p are summed over, each as likely as the model has it. */
export function twinOfBgNbd(
  { r, alpha, a, b }: { readonly r: number; readonly alpha: number; readonly a: number; readonly b: number },
  [x, newest, watched]: History,
  horizon: number,
): Told {
  let [here, all, orders] = [0, 0, 0];
  const logBeta = logGamma(a) + logGamma(b) - logGamma(a + b);
  overLogarithm(-30, 6, (rate) => {
    // p by its odds, so that both ends are seen.
    return overLogarithm(-60, 60, (odds) => {
      const p = odds / (1 + odds);
      const stays = 1 / (1 + odds);
      const density = Math.exp((a - 1) * Math.log(p) + (b - 1) * Math.log(stays) - logBeta) * stays * stays;
      const weight = density * gammaDensity(rate, r, alpha) * rate * odds * (36 / STEPS) * (120 / STEPS);
      const isHere = stays ** x * rate ** x * Math.exp(-rate * watched);
      const isGone = x > 0 ? p * stays ** (x - 1) * rate ** x * Math.exp(-rate * newest) : 0;
      here += weight * isHere;
      all += weight * (isHere + isGone);
      orders += (weight * isHere * -Math.expm1(-rate * p * horizon)) / p;
      return 0;
    });
  });
  return { likelihood: all, isHere: here / all, orders: orders / all };
}

/** The Pareto/NBD model as it is told: λ and μ summed over. */
export function twinOfParetoNbd(
  { r, alpha, s, beta }: { readonly r: number; readonly alpha: number; readonly s: number; readonly beta: number },
  [x, newest, watched]: History,
  horizon: number,
): Told {
  let [here, all, orders] = [0, 0, 0];
  overLogarithm(-30, 6, (rate) => {
    return overLogarithm(-40, 6, (leaving) => {
      const weight =
        gammaDensity(rate, r, alpha) * gammaDensity(leaving, s, beta) * rate * leaving * (36 / STEPS) * (46 / STEPS);
      const both = rate + leaving;
      const isHere = rate ** x * Math.exp(-both * watched);
      const isGone = ((rate ** x * leaving) / both) * (Math.exp(-both * newest) - Math.exp(-both * watched));
      here += weight * isHere;
      all += weight * (isHere + isGone);
      orders += (weight * isHere * rate * -Math.expm1(-leaving * horizon)) / leaving;
      return 0;
    });
  });
  return { likelihood: all, isHere: here / all, orders: orders / all };
}
