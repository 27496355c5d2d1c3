import { describe, expect, it } from 'vitest';
import { judge } from '../../../../../functions/nightly/publication/gate.ts';
import type { RecommenderManifest } from '../../../../../shared/model/recommender-manifest.ts';
import type { SnapshotManifest } from '../../../../../shared/ports/snapshots.ts';
import { aManifest, anEvaluation } from '../../../../support/builders/manifest.ts';

const aSnapshot = (eventCount = 1000): SnapshotManifest => ({
  snapshotId: 's2',
  takenAtMs: 1_795_000_000_000,
  eventCount,
  personCount: 100,
  itemCount: 3,
  interactionCount: eventCount,
  interactionParts: [],
  itemParts: 0,
});

interface Evidence {
  readonly evaluation?: Parameters<typeof anEvaluation>[0];
  readonly eventCount?: number;
  readonly served?: RecommenderManifest | undefined;
}
const verdict = ({ evaluation, eventCount, served }: Evidence) =>
  judge(aSnapshot(eventCount), anEvaluation(evaluation), served);
/** Names of the checks that refuse. */
const refusals = (evidence: Evidence) =>
  verdict(evidence)
    .checks.filter(({ passed }) => !passed)
    .map(({ name }) => name);
const reasonOf = (name: string, evidence: Evidence) =>
  verdict(evidence).checks.find((check) => check.name === name)?.reason;

/** The served version had this ndcg@10, on this many people. */
const servedWith = (mean: number, people = 500) =>
  aManifest({ evaluation: anEvaluation({ people, ndcg: { mean, low: mean - 0.01, high: mean + 0.01 } }) });

describe('the gate', () => {
  it('lets a good night pass, and gives a reason for each check', () => {
    const { passed, checks } = verdict({ served: aManifest() });
    expect(passed).toBe(true);
    expect(checks.map(({ name }) => name)).toEqual([
      'says-what-was-trained',
      'beats-popularity',
      'earns-more-by-the-log',
      'no-step-back',
      'data-is-there',
    ]);
    for (const { reason } of checks) expect(reason).toMatch(/\w/);
  });

  it('passes as a whole only when every check does', () => {
    expect(verdict({ evaluation: { lift: { mean: -0.1, low: -0.2, high: 0 } } }).passed).toBe(false);
  });

  describe('says-what-was-trained', () => {
    const golden = { histories: 100, largestError: 0, sameRankings: true };
    it.each([
      ['a graph that ranks otherwise', { ...golden, sameRankings: false }],
      ['a graph that is further off than 32 bits explain', { ...golden, largestError: 2e-5 }],
      ['a graph that says NaN', { ...golden, largestError: Number.MAX_VALUE }],
    ])('refuses %s', (_, said) => {
      expect(refusals({ evaluation: { golden: said } })).toEqual(['says-what-was-trained']);
    });

    it('passes differences of rounding', () => {
      expect(refusals({ evaluation: { golden: { ...golden, largestError: 9e-6 } } })).toEqual([]);
    });
  });

  describe('beats-popularity', () => {
    const worse = { mean: -0.01, low: -0.02, high: -0.001 };

    it('refuses a model that foresees no better than popularity', () => {
      expect(refusals({ evaluation: { lift: worse } })).toEqual(['beats-popularity']);
      expect(refusals({ evaluation: { lift: { mean: 0, low: -0.01, high: 0.01 } } })).toEqual(['beats-popularity']);
    });

    it('decides nothing on fewer than a hundred people, or none', () => {
      expect(refusals({ evaluation: { lift: worse, people: 99 } })).toEqual([]);
      expect(refusals({ evaluation: { lift: worse, people: 100 } })).toEqual(['beats-popularity']);
      const nobody = { evaluation: { lift: null, ndcg: null, people: 0 } };
      expect(refusals(nobody)).toEqual([]);
      expect(reasonOf('beats-popularity', nobody)).toBe('too little evidence: 0 people, 100 are wanted');
    });

    it('says the difference, its interval and on how many', () => {
      expect(reasonOf('beats-popularity', {})).toBe(
        'ndcg@10 +0.0500 against popularity, 95 % interval 0.0300 to 0.0700, 500 people',
      );
    });
  });

  describe('earns-more-by-the-log', () => {
    const value = (value: number, low: number, high: number, doubt?: string) => ({
      ...{ value, low, high },
      ...(doubt !== undefined && { doubt }),
    });
    const byLog = (gain: ReturnType<typeof value>) => ({
      evaluation: { byLog: { slates: 900, logged: value(0.2, 0.18, 0.22), asked: value(0.25, 0.2, 0.3), gain } },
    });
    const name = 'earns-more-by-the-log';

    it('refuses a version that would have earned less beyond chance', () => {
      const worse = byLog(value(-0.05, -0.09, -0.01));
      expect(refusals(worse)).toEqual([name]);
      expect(reasonOf(name, worse)).toContain('worse: 0.2500 clicks a slate where 0.2000 came');
    });

    it('says where the log tells too little, and leaves it to the other checks', () => {
      for (const gain of [value(0.01, -0.02, 0.04), value(-0.5, -0.6, -0.4, 'not enough evidence: few')]) {
        expect(refusals(byLog(gain))).toEqual([]);
        expect(reasonOf(name, byLog(gain))).toContain('not enough evidence');
      }
      expect(reasonOf(name, {})).toContain('not enough evidence: no slate was drawn');
    });

    it('lets a version that earns more be worse at foreseeing', () => {
      const stepBack = { ndcg: { mean: 0.1, low: 0.08, high: 0.12 } };
      const served = servedWith(0.3);
      expect(refusals({ evaluation: stepBack, served })).toEqual(['no-step-back']);
      const better = byLog(value(0.05, 0.01, 0.09)).evaluation;
      expect(refusals({ evaluation: { ...stepBack, ...better }, served })).toEqual([]);
    });
  });

  describe('no-step-back', () => {
    const tonight = { ndcg: { mean: 0.1, low: 0.08, high: 0.12 } };

    it('refuses what cannot reach nine tenths of the served version', () => {
      expect(refusals({ evaluation: tonight, served: servedWith(0.14) })).toEqual(['no-step-back']);
      expect(refusals({ evaluation: tonight, served: servedWith(0.13) })).toEqual([]);
    });

    it('has nothing to compare with on the first night', () => {
      expect(reasonOf('no-step-back', { evaluation: tonight })).toBe('nothing is served to compare with');
    });

    it('decides nothing when the served version was measured on too few, or tonight on nobody', () => {
      expect(refusals({ evaluation: tonight, served: servedWith(0.9, 99) })).toEqual([]);
      expect(refusals({ evaluation: { ndcg: null, lift: null, people: 0 }, served: servedWith(0.9) })).toEqual([]);
    });
  });

  describe('data-is-there', () => {
    it('refuses a snapshot with less than half of the served version’s events', () => {
      const served = aManifest(); // of 1000 events
      expect(refusals({ eventCount: 499, served })).toEqual(['data-is-there']);
      expect(refusals({ eventCount: 500, served })).toEqual([]);
      expect(reasonOf('data-is-there', { eventCount: 499, served })).toBe('499 events; at least 500 are wanted');
    });

    it('wants nothing of the first night', () => {
      expect(refusals({ eventCount: 1 })).toEqual([]);
    });
  });
});
