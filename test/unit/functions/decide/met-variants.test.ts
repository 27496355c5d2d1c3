import { describe, expect, it } from 'vitest';
import { metVariants } from '../../../../functions/decide/met-variants.ts';
import { replayed } from '../../../../shared/decisioning/replay.ts';
import { slateAnew } from '../../../../shared/decisioning/replayed-slate.ts';
import type { Experiment, VariantSettings } from '../../../../shared/domain/experiment.ts';
import { anExperiment } from '../../../support/builders/experiment.ts';
import { openDecisions } from '../../../support/outdoor-decisions.ts';
import { outdoorModels } from '../../../support/served-shop.ts';

const models = await outdoorModels();

/** An experiment in which everybody meets the same. */
const allMeet = (sets: VariantSettings, said: Partial<Experiment> = {}) =>
  anExperiment({ variants: [{ variantId: 'all', weight: 1, sets }], ...said });
const PAST = ['tent', 'boots'];
const open = (experiments: readonly Experiment[], holdoutShare = 0) =>
  openDecisions({ models, past: PAST, experiments, holdoutShare });

describe('a decision for somebody in an experiment', () => {
  it('goes by what the variant sets, says so, and keeps it with the request as the variant made it', async () => {
    const sets: VariantSettings = {
      diversity: 0.7,
      objective: 'margin',
      boosts: [{ filter: { brand: { in: ['x'] } }, factor: 2 }],
    };
    const { decision, record } = await open([allMeet(sets)]).ask({
      boosts: [{ filter: { brand: { in: ['y'] } }, factor: 3 }],
    });
    expect(decision.experiment).toEqual({ id: 'diverse-home', arm: 'all' });
    expect(record.variants).toEqual({ 'diverse-home': 'all' });
    expect(record.request).toMatchObject({ diversity: 0.7, objective: 'margin' });
    expect(record.request.boosts.map(({ factor }) => factor)).toEqual([3, 2]);
    expect(slateAnew(record)).toEqual([]);
  });

  it('is what everybody is shown where the variant is popular: nothing the person did is in it', async () => {
    const personal = await open([]).ask({});
    const { decision, record } = await open([allMeet({ strategy: 'popular' })]).ask({});
    expect(personal.decision).toMatchObject({ strategy: 'personal', consent: { profiling: true } });
    expect(decision).toMatchObject({ strategy: 'popular', evidence: 'market' });
    expect(decision.consent).toEqual({ profiling: false, because: 'experiment' });
    expect(record.asked?.events).toEqual([]);
    expect(record.person).toEqual({ userId: 'u1' }); // theirs all the same: who met what must be known
  });

  it('draws by the variant’s policy, and explores by its share', async () => {
    const policy = { kind: 'plackett-luce', temperature: 1, pool: 3, floor: 0 } as const;
    const drawn = await open([allMeet({ policy, explorationShare: 0.25 })]).ask({ limit: 2 });
    expect(drawn.decision.policy).toBe('plackett-luce');
    expect(drawn.record.exploration.share).toBe(0.25);
    expect(replayed(drawn.record, undefined, 0).differences).toEqual([]);
  });

  it('meets nothing elsewhere, nobody meets anything, and a ranking is no placement', async () => {
    const shop = open([allMeet({ diversity: 0.7 })]);
    expect((await shop.ask({ placement: 'trending' })).record.variants).toBeUndefined();
    expect((await shop.ask({ profiling: false })).decision).not.toHaveProperty('experiment');
    expect((await shop.rank({ items: ['tent'] })).record.variants).toBeUndefined();
  });
});

describe('somebody who is held out', () => {
  it('is shown what nobody is, at every placement and in rankings', async () => {
    const shop = open([allMeet({ diversity: 0.7 })], 1);
    for (const placement of ['home', 'viewed', 'again', 'cart']) {
      const { decision, record } = await shop.ask({ placement });
      const stranger = await open([]).ask({ placement, profiling: false });
      expect(decision.items.map(({ itemId }) => itemId)).toEqual(stranger.decision.items.map(({ itemId }) => itemId));
      expect(decision.experiment).toEqual({ id: 'holdout', arm: 'held-out' });
      expect(record.variants).toEqual({ holdout: 'held-out' });
    }
    const items = ['stove', 'lamp', 'boots'];
    const { ranking } = await shop.rank({ items });
    const { ranking: stranger } = await open([]).rank({ items, profiling: false });
    expect(ranking.items.map(({ itemId }) => itemId)).toEqual(stranger.items.map(({ itemId }) => itemId));
  });

  it('is marked apart from those who are served, who meet experiments', () => {
    const met = metVariants({ userId: 'u1' }, 'home', { running: [allMeet({})], holdoutShare: 1e-12 });
    expect(met).toMatchObject({ isImpersonal: false, experiment: { id: 'diverse-home', arm: 'all' } });
    expect(met.variants).toEqual({ holdout: 'served', 'diverse-home': 'all' });
  });
});
