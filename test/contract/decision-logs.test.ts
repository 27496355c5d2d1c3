import { describe, expect, it } from 'vitest';
import { parquetCodec } from '../../shared/adapters/parquet/codec.ts';
import { s3DecisionLogs } from '../../shared/adapters/s3/decision-logs.ts';
import { s3ShopMetrics } from '../../shared/adapters/s3/shop-metrics.ts';
import { NotFoundError } from '../../shared/domain/errors.ts';
import type { PersonKey } from '../../shared/domain/person-key.ts';
import type { LearnableDecision } from '../../shared/ports/decision-logs.ts';
import { useTestStores } from '../support/use-test-stores.ts';

const stores = useTestStores();

const decision = (decisionId: string, fields: Partial<LearnableDecision> = {}): LearnableDecision => ({
  ...{ personKey: 'p1' as PersonKey, decisionId, decidedAtMs: 1_795_000_000_000, point: 'home', kind: 'slate' },
  ...{ policy: 'plackett-luce', variants: { e1: 'b' }, isClosed: true },
  choices: [
    { id: 'a', position: 1, propensity: 1 / 3, isClicked: false, isCarted: false, units: 0, revenueMinor: 0 },
    {
      ...{ id: 'b', position: 2, propensity: 0.5, isSeen: true, isClicked: true, isCarted: true },
      ...{ units: 2, revenueMinor: 1998, currency: 'EUR' },
    },
  ],
  ...fields,
});

describe('the log of decisions in S3', () => {
  it('gives back what was written, part by part, once its manifest is there', async () => {
    const logs = s3DecisionLogs(stores.s3, stores.nameOf('snapshots'), parquetCodec);
    const action = decision('d2', {
      ...{ point: 'next-offer', kind: 'action', features: [1, 0.25], reward: -0.5, variants: {}, isClosed: false },
      choices: [
        {
          id: 'x',
          position: 1,
          propensity: 0.1,
          isSeen: false,
          isClicked: false,
          isCarted: false,
          units: 0,
          revenueMinor: 0,
        },
      ],
    });
    const parts = [[decision('d1'), action], [decision('d1', { personKey: 'p2' as PersonKey })]];
    for (const [part, decisions] of parts.entries()) await logs.write('s1', part, decisions);
    expect(await logs.manifest('s1')).toBeUndefined();
    const manifest = { parts: 2, decisions: 3, choices: 5, rewardWindowHours: 168, takenAtMs: 1 };
    await logs.writeManifest('s1', manifest);
    expect(await logs.manifest('s1')).toEqual(manifest);
    for (const [part, decisions] of parts.entries()) expect(await logs.read('s1', part)).toEqual(decisions);
    await expect(logs.read('s1', 2)).rejects.toThrow(NotFoundError);
  });
});

describe('metrics of the shop in S3', () => {
  it('are there by month, and of now, once they are written', async () => {
    const metrics = s3ShopMetrics(stores.s3, stores.nameOf('snapshots'));
    expect([await metrics.read('2026-11'), await metrics.now()]).toEqual([undefined, undefined]);
    const month = { month: '2026-11', placements: [], answers: [] };
    const now = { asOfMs: 5, coverage: [{ placement: 'home', policy: 'best', days: 28, items: 3, of: 10 }] };
    await metrics.write(month);
    await metrics.writeNow(now);
    expect([await metrics.read('2026-11'), await metrics.read('2026-10'), await metrics.now()]).toEqual([
      month,
      undefined,
      now,
    ]);
  });
});
