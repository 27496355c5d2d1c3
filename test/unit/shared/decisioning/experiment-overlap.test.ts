import { describe, expect, it } from 'vitest';
import { overlapsOf } from '../../../../shared/decisioning/experiment-overlap.ts';
import { anExperiment } from '../../../support/builders/experiment.ts';

const one = anExperiment({ startedAtMs: 100, stoppedAtMs: 200 });
const other = (said: Parameters<typeof anExperiment>[0]) => [
  one,
  anExperiment({ experimentId: 'other', startedAtMs: 150, ...said }),
];
const boosting = anExperiment().variants.map((variant, i) => ({
  ...variant,
  sets: i === 0 ? {} : { objective: 'margin' as const },
}));

describe('experiments that overlap', () => {
  it('share buckets of a layer', () => {
    expect(overlapsOf(one, other({}))).toEqual([{ experimentId: 'other', by: 'bucket' }]);
    expect(overlapsOf({ ...one, buckets: { from: 0, to: 500 } }, other({ buckets: { from: 500, to: 1000 } }))).toEqual(
      [],
    );
  });

  it('meet at a placement, unless either says that it may', () => {
    const beside = { layer: 'second', variants: boosting };
    expect(overlapsOf(one, other(beside))).toEqual([{ experimentId: 'other', by: 'placement' }]);
    expect(overlapsOf(one, other({ ...beside, alongside: ['diverse-home'] }))).toEqual([]);
    expect(overlapsOf(one, other({ ...beside, placements: ['cart'] }))).toEqual([]);
  });

  it('set the same, whatever they say', () => {
    const agreed = { layer: 'second', alongside: ['diverse-home'] };
    expect(overlapsOf(one, other(agreed))).toEqual([{ experimentId: 'other', by: 'setting' }]);
  });

  it('ran at the same time', () => {
    expect(overlapsOf(one, other({ startedAtMs: 200 }))).toEqual([]);
    expect(overlapsOf(one, other({ startedAtMs: 50, stoppedAtMs: 100 }))).toEqual([]);
    expect(overlapsOf(one, other({ status: 'draft', startedAtMs: undefined as never }))).toEqual([]);
  });
});
