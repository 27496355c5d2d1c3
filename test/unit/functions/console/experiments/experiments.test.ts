import { describe, expect, it } from 'vitest';
import { parsePlan } from '../../../../../functions/console/experiments/contract.ts';
import {
  changeExperiment,
  makeExperiment,
  removeExperiment,
  startExperiment,
  stopExperiment,
} from '../../../../../functions/console/experiments/experiments.ts';
import { resultsOf } from '../../../../../functions/console/experiments/results.ts';
import { returnsOf } from '../../../../../functions/console/experiments/returns.ts';
import { overlapsOf } from '../../../../../shared/decisioning/experiment-overlap.ts';
import { ConflictError, NotFoundError } from '../../../../../shared/domain/errors.ts';
import type { Experiment } from '../../../../../shared/domain/experiment.ts';
import type { ExperimentReport } from '../../../../../shared/domain/experiment-report.ts';
import { memoryDocuments } from '../../../../support/memory-documents.ts';

const SENT = {
  experimentId: 'diverse-home',
  words: 'do more diverse slates sell more?',
  placements: ['home'],
  variants: [{ variantId: 'as-it-is' }, { variantId: 'diverse', sets: { diversity: 0.4 } }],
  currency: 'EUR',
};
const aPlan = (said: object = {}) => parsePlan({ ...SENT, ...said });

function opened() {
  let nowMs = 1000;
  const experiments = memoryDocuments<Experiment>();
  const ports = { experiments, clock: { nowMs: () => nowMs++ } };
  return {
    ports,
    make: makeExperiment(ports),
    change: changeExperiment(ports),
    start: startExperiment(ports),
    stop: stopExperiment(ports),
    remove: removeExperiment(ports),
    async running(said: object = {}) {
      const { experimentId } = await makeExperiment(ports)(aPlan(said));
      return startExperiment(ports)(experimentId);
    },
  };
}

describe('an experiment', () => {
  it('is a draft, runs once, and can be removed when it does not run', async () => {
    const { make, start, stop, remove } = opened();
    const draft = await make(aPlan());
    expect(draft).toMatchObject({ status: 'draft', version: 1, days: 28, windowDays: 7, metric: 'conversion' });
    expect(await make(aPlan())).toEqual(draft);
    await expect(make(aPlan({ days: 3 }))).rejects.toThrow(/another experiment/);
    await expect(stop('diverse-home')).rejects.toThrow(/draft/);
    expect(await start('diverse-home')).toMatchObject({ status: 'running', startedAt: expect.any(String) });
    await expect(remove('diverse-home')).rejects.toThrow(/stop it first/);
    expect(await stop('diverse-home')).toMatchObject({ status: 'stopped', stoppedAt: expect.any(String) });
    await expect(start('diverse-home')).rejects.toThrow(ConflictError);
    await remove('diverse-home');
    await expect(remove('diverse-home')).rejects.toThrow(NotFoundError);
  });

  it('may be changed before its start, by version', async () => {
    const { make, change } = opened();
    await make(aPlan());
    expect(await change(aPlan({ days: 14 }), 1)).toMatchObject({ days: 14, version: 2 });
    await expect(change(aPlan({ days: 15 }), 1)).rejects.toThrow('version 2, not 1');
  });

  it('takes words, costs and more buckets while it runs, and nothing that changes what it measures', async () => {
    const { running, change } = opened();
    const half = { buckets: { from: 0, to: 500 } };
    await running(half);
    const costs = [{ words: 'texts', variantId: 'diverse', amountMinor: 5000 }];
    expect(await change(aPlan({ words: 'new words', costs }), undefined)).toMatchObject({
      buckets: { from: 0, to: 1000 },
    });
    await expect(change(aPlan(half), undefined)).rejects.toThrow(/buckets cannot be changed/);
    await expect(change(aPlan({ days: 7, metric: 'revenue' }), undefined)).rejects.toThrow(/days, metric|metric, days/);
    const other = [SENT.variants[0], { variantId: 'diverse', sets: { diversity: 0.9 } }];
    await expect(change(aPlan({ variants: other }), undefined)).rejects.toThrow(/variants/);
  });

  it('is marked from when its weights were changed while it ran', async () => {
    const { running, change, ports } = opened();
    await running();
    const heavier = [{ ...SENT.variants[0], weight: 3 }, SENT.variants[1]];
    const { reweightedAt } = await change(aPlan({ variants: heavier }), undefined);
    expect(reweightedAt).toBeDefined();
    const back = await change(aPlan(), undefined);
    expect(back.reweightedAt).toBe(reweightedAt); // who moved has moved
    const report = { experimentId: 'diverse-home', arms: [], flags: [], looks: [], withheld: false } as never;
    const reports = {
      read: async () => ({ ...(report as ExperimentReport), takenAtMs: 1 }),
      write: async () => undefined,
    };
    const told = await resultsOf({ ...ports, reports })('diverse-home');
    expect(told).toMatchObject({ withheld: true, because: [expect.stringContaining('weights')] });
  });

  it('does not start on people or settings of another that runs', async () => {
    const { running, make, start } = opened();
    await running();
    const margin = [SENT.variants[0], { variantId: 'margin', sets: { objective: 'margin' } }];
    await expect(running({ experimentId: 'same-layer' })).rejects.toThrow(/"diverse-home" runs in the same layer/);
    await expect(running({ experimentId: 'same-setting', layer: 'second' })).rejects.toThrow(/sets the same/);
    await make(aPlan({ experimentId: 'beside', layer: 'second', variants: margin }));
    expect(await start('beside')).toMatchObject({ status: 'running' }); // flagged in the results, unless it is agreed
  });

  it('is met at a placement or in a campaign, and overlaps what is met in the same campaign', async () => {
    expect(() => aPlan({ placements: [] })).toThrow(
      expect.objectContaining({ defects: [expect.objectContaining({ pointer: '/placements' })] }),
    );
    const { running, ports } = opened();
    const inCampaign = { placements: [], campaigns: ['cart'] };
    await running(inCampaign);
    await running({ ...inCampaign, experimentId: 'beside', layer: 'second' });
    const all = (await ports.experiments.list()).map(({ body }) => body);
    const [first] = all.filter(({ experimentId }) => experimentId === 'diverse-home');
    expect(overlapsOf(first!, all)).toEqual([{ experimentId: 'beside', by: 'placement' }]);
  });

  it('has no results before a night, and says so', async () => {
    const { ports, running } = opened();
    const reports = { read: async () => undefined, write: async () => undefined };
    await running();
    const results = resultsOf({ ...ports, reports });
    expect(await results('diverse-home')).toMatchObject({ withheld: true, because: ['no night has counted it yet'] });
    await expect(results('nobody')).rejects.toThrow(NotFoundError);
    await expect(results('holdout-2026-11')).rejects.toThrow(/holdout/);
  });
});

describe('the return of what was tried', () => {
  const reportOf = (experimentId: string, gainMinor: number, costMinor: number, currency = 'EUR') => {
    const [low, high] = [gainMinor - 300, gainMinor + 300];
    const roi = {
      ...{ currency, gainMinor, costMinor, gainInterval: { low, high }, lines: [], roi: gainMinor / costMinor - 1 },
      interval: { low: low / costMinor - 1, high: high / costMinor - 1 },
    };
    return {
      experimentId,
      takenAtMs: Date.UTC(2026, 10, 5),
      arms: [{ variantId: 'diverse', metrics: [], roi }],
      flags: [],
      looks: [],
      withheld: false,
    };
  };
  const asked = async (reports: readonly object[], query: object = {}) => {
    const { ports, make } = opened();
    const all = reports as readonly ExperimentReport[];
    for (const { experimentId } of all) await make(aPlan({ experimentId }));
    const read = async (id: string) => all.find(({ experimentId }) => experimentId === id);
    const returns = returnsOf({ ...ports, reports: { read, write: async () => undefined } });
    return returns({ from: '2026-11-01', to: '2026-11-30', ...query });
  };

  it('is that of all experiments of the days and the placement together, with an interval', async () => {
    const two = [reportOf('one', 3000, 1000), reportOf('two', 1000, 1000)];
    const { value, interval, experiments } = await asked(two);
    expect(value).toBeCloseTo(1, 9);
    expect(interval!.high - 1).toBeCloseTo(Math.hypot(300, 300) / 2000, 9);
    expect(experiments).toMatchObject([
      { experimentId: 'one', roi: 2 },
      { experimentId: 'two', roi: 0 },
    ]);
    expect((await asked(two, { placement: 'cart' })).experiments).toEqual([]);
    expect((await asked(two, { to: '2026-11-04' })).experiments).toEqual([]);
  });

  it('is none without experiments that have one, nor over several currencies, and says why', async () => {
    expect(await asked([])).toMatchObject({ value: null, interval: null, reason: expect.stringContaining('costs') });
    const mixed = [reportOf('one', 3000, 1000), reportOf('two', 1000, 1000, 'USD')];
    expect(await asked(mixed)).toMatchObject({ value: null, reason: expect.stringContaining('currencies') });
    expect(await asked([{ ...reportOf('one', 3000, 1000), withheld: true }])).toMatchObject({ value: null });
  });
});

describe('a plan', () => {
  it.each([
    [{ experimentId: 'holdout-mine' }, '/experimentId'],
    [{ variants: [{ variantId: 'alone' }] }, '/variants'],
    [{ variants: [{ variantId: 'twice' }, { variantId: 'twice' }] }, '/variants'],
    [{ variants: [{ variantId: 'a', weight: 0 }, { variantId: 'b' }] }, '/variants/0/weight'],
    [{ variants: [{ variantId: 'a', sets: { limit: 3 } }, { variantId: 'b' }] }, '/variants/0/sets'],
    [{ buckets: { from: 500, to: 500 } }, '/buckets'],
    [{ buckets: { from: 0, to: 1001 } }, '/buckets/to'],
    [{ placements: ['window'] }, '/placements/0'],
    [{ days: 61 }, '/days'],
    [{ currency: 'euro' }, '/currency'],
    [{ guardrails: [{ metric: 'margin', worseBy: 1 }] }, '/guardrails/0/worseBy'],
    [{ costs: [{ words: 'x', variantId: 'nobody', amountMinor: 1 }] }, '/costs/0/variantId'],
  ])('with %j is refused, naming %s', (said, pointer) => {
    expect(() => aPlan(said)).toThrow(expect.objectContaining({ defects: [expect.objectContaining({ pointer })] }));
  });
});
