/** 1 / (1 + e^−z), without overflow at either end. */
export function logistic(z: number): number {
  if (z >= 0) return 1 / (1 + Math.exp(-z));
  const odds = Math.exp(z);
  return odds / (1 + odds);
}

/** log(p / (1 − p)) of a probability, which is kept 1e-12 from 0 and 1. */
export function logit(probability: number): number {
  const p = Math.min(1 - 1e-12, Math.max(1e-12, probability));
  return Math.log(p / (1 - p));
}

/** log(1 + e^z), without overflow. */
export const softplus = (z: number): number => Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(z)));
