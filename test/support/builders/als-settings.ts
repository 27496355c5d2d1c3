import type { ImplicitAlsSettings } from '../../../shared/learning/implicit-als.ts';

/** Of a fit so small that a naive one can be held against it; no weight is 1, so that one left out is noticed. */
export const SMALL_ALS: ImplicitAlsSettings = {
  dimensions: 6,
  iterations: 4,
  stepCount: 3,
  observedWeight: 2,
  unobservedWeight: 0.2,
  zeroPairs: 'all',
  regularization: 0.1,
  frequencyExponent: 0.7,
  initialScale: 0.5,
  seed: 1,
};
