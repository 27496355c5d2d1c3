import { beforeAll, describe, expect, it } from 'vitest';
import { dynamoDecisionReader, dynamoDecisionWriter } from '../../shared/adapters/dynamodb/decision-records.ts';
import { dynamoTimelineReader, dynamoTimelineWriter } from '../../shared/adapters/dynamodb/timeline.ts';
import { dynamoTimelineScan } from '../../shared/adapters/dynamodb/timeline-scan.ts';
import type { DecisionRecord } from '../../shared/domain/decision-record.ts';
import { anEvent } from '../support/events.ts';
import { DECIDED_AT_MS, openDecisions } from '../support/outdoor-decisions.ts';
import { outdoorModels } from '../support/served-shop.ts';
import { useTestStores } from '../support/use-test-stores.ts';

const DAY_MS = 86_400_000;
const DAYS = 30;
const clock = { nowMs: () => DECIDED_AT_MS + DAY_MS };

const stores = useTestStores();
let made: DecisionRecord;
beforeAll(async () => {
  const shop = openDecisions({ models: await outdoorModels(), past: ['tent', 'boots'] });
  made = (await shop.ask({ diversity: 0.2, context: { market: 'DE' } })).record;
});

const writer = () => dynamoDecisionWriter(stores.dynamo, stores.nameOf('people'), DAYS);
const reader = (at = clock) => dynamoDecisionReader(stores.dynamo, stores.nameOf('people'), at);
const later = { nowMs: () => DECIDED_AT_MS + (DAYS + 1) * DAY_MS };
const recordFor = (userId: string | undefined, decisionId: string): DecisionRecord => {
  const { person: _, ...record } = made;
  return { ...record, decisionId, ...(userId !== undefined && { person: { userId } }) };
};

describe('records of decisions', () => {
  it('come back as they were kept, until their time is over', async () => {
    await writer().append(made);
    expect(await reader().get(made.decisionId)).toEqual(made);
    expect(await reader().get('unheard-of')).toBeUndefined();
    expect(await reader(later).get(made.decisionId)).toBeUndefined();
  });

  it('say in their line what drew them, with which chance', async () => {
    const policy = { kind: 'plackett-luce', temperature: 1, pool: 5, floor: 0.01 } as const;
    const drawn = { ...recordFor('drawn-for', 'd8'), policy };
    await writer().append({ ...drawn, slate: drawn.slate.map((shown) => ({ ...shown, probability: 0.25 })) });
    const { decisions } = await reader().listOf({ userId: 'drawn-for' }, { limit: 1 });
    expect(decisions).toMatchObject([{ policy: 'plackett-luce', probabilities: drawn.slate.map(() => 0.25) }]);
  });

  it('are listed for their person, newest first, a page at a time', async () => {
    for (const id of ['d1', 'd2', 'd3']) await writer().append(recordFor('lister', id));
    await writer().append(recordFor('somebody-else', 'd4'));
    await writer().append(recordFor(undefined, 'd5'));

    const first = await reader().listOf({ userId: 'lister' }, { limit: 2 });
    const cursor = first.nextCursor ?? '';
    const second = await reader().listOf({ userId: 'lister' }, { limit: 2, cursor });

    expect([...first.decisions, ...second.decisions].map(({ decisionId }) => decisionId)).toEqual(['d3', 'd2', 'd1']);
    expect(first.decisions[0]).toEqual({
      decisionId: 'd3',
      decidedAt: '2026-12-01T00:00:00.000Z',
      placement: 'home',
      itemIds: made.slate.map(({ itemId }) => itemId),
      probabilities: made.slate.map(({ probability }) => probability),
    });
    expect((await reader(later).listOf({ userId: 'lister' }, { limit: 10 })).decisions).toEqual([]);
    expect((await reader().get('d5'))?.person).toBeUndefined();
  });

  it('stand in the way of neither a person’s events nor the night', async () => {
    const people = stores.nameOf('people');
    await dynamoTimelineWriter(stores.dynamo, people, 400, clock).append([
      anEvent({ userId: 'active', messageId: 'm1', clientAtMs: 1000, receivedAtMs: DECIDED_AT_MS }),
    ]);
    for (const id of ['d6', 'd7']) await writer().append(recordFor('active', id));

    const { events } = await dynamoTimelineReader(stores.dynamo, people, clock).recent({ userId: 'active' }, 10);
    expect(events.map(({ messageId }) => messageId)).toEqual(['m1']);
    const scanned: string[] = [];
    for await (const page of dynamoTimelineScan(stores.dynamo, people, clock).scan(0, 1)) {
      for (const { partition, events: found, decisions = [] } of page)
        scanned.push(`${partition} ${found.length} ${decisions.map(({ decisionId }) => decisionId)}`);
    }
    expect(scanned).toContain('U#active 1 d6,d7');
    expect(scanned).toContain('U#lister 0 d1,d2,d3');
    expect(scanned.filter((one) => !/^U#\S+ 0 /.test(one))).toEqual(['U#active 1 d6,d7']);
  });
});
