import type { Experiment } from '../../../shared/domain/experiment.ts';

/** A running experiment of half and half on everybody at home. */
export const anExperiment = (said: Partial<Experiment> = {}): Experiment => ({
  experimentId: 'diverse-home',
  words: 'do more diverse slates sell more?',
  layer: 'main',
  buckets: { from: 0, to: 1000 },
  placements: ['home'],
  campaigns: [],
  variants: [
    { variantId: 'as-it-is', weight: 1, sets: {} },
    { variantId: 'diverse', weight: 1, sets: { diversity: 0.5 } },
  ],
  metric: 'conversion',
  guardrails: [],
  currency: 'EUR',
  costs: [],
  days: 14,
  windowDays: 7,
  alongside: [],
  status: 'running',
  createdAtMs: 0,
  startedAtMs: 0,
  ...said,
});
