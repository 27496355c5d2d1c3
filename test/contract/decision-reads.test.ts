import { beforeAll, describe, expect, it } from 'vitest';
import { parseDecisionRequest, parseRankingRequest } from '../../functions/decide/contract.ts';
import { decide } from '../../functions/decide/decide.ts';
import { rank } from '../../functions/decide/rank.ts';
import { servedRecommender } from '../../functions/decide/served-recommender.ts';
import { dynamoDecisionWriter } from '../../shared/adapters/dynamodb/decision-records.ts';
import { dynamoFriendChoices } from '../../shared/adapters/dynamodb/friend-choices.ts';
import { dynamoPersonRecords } from '../../shared/adapters/dynamodb/person-records.ts';
import { dynamoTimelineReader, dynamoTimelineWriter } from '../../shared/adapters/dynamodb/timeline.ts';
import { loadOnnxScorer } from '../../shared/adapters/onnx/scorer.ts';
import { sha256Hash } from '../../shared/adapters/system/hash.ts';
import { PLACEMENTS } from '../../shared/domain/decision.ts';
import { withConsent } from '../../shared/domain/person-record.ts';
import { anInteractionEvent } from '../support/builders/interaction.ts';
import { countedClient } from '../support/counted-client.ts';
import { memoryChanges, outdoorModels } from '../support/served-shop.ts';
import { countingIds, silentLog } from '../support/system-ports.ts';
import { useTestStores } from '../support/use-test-stores.ts';

const READ_AND_WRITE = ['QueryCommand', 'BatchWriteItemCommand'];

const clock = { nowMs: () => 1_795_000_000_000 };
const stores = useTestStores();

const GRANTED = { granted: true, atMs: 1, source: 'api' } as const;

beforeAll(async () => {
  const [table, list] = [stores.nameOf('people'), [{ itemId: 'stove', share: 1 }]] as const;
  await dynamoPersonRecords(stores.dynamo, table).update({ userId: 'u1' }, (record) =>
    withConsent(record, { personalisation: GRANTED, profiling: GRANTED }),
  );
  await dynamoFriendChoices(stores.dynamo, table).put(new Map([['U#u1', list]]), clock.nowMs() + 1000);
  const writer = dynamoTimelineWriter(stores.dynamo, stores.nameOf('people'), 400, clock);
  await writer.append(['boots', 'tent', 'lamp'].map((itemId, i) => anInteractionEvent(itemId, 'view', 1000 + i)));
});

describe('a decision', () => {
  it('makes one read of DynamoDB, whatever it is asked, for nobody none, and one write', async () => {
    const models = await outdoorModels();
    const ports = {
      timeline: dynamoTimelineReader(stores.dynamo, stores.nameOf('people'), clock),
      regime: 'opt-out' as const,
      served: servedRecommender(
        { models, loadScorer: loadOnnxScorer, changes: memoryChanges(), hash: sha256Hash, clock, log: silentLog },
        30_000,
      ),
      clock,
      ids: countingIds(),
      records: { writer: dynamoDecisionWriter(stores.dynamo, stores.nameOf('people'), 90), log: silentLog },
    };
    const shoes = { categories: { in: ['shoes', 'camping'] } };
    const wishes = {
      promotions: [{ filter: shoes, share: 0.3 }],
      boosts: [{ filter: shoes, factor: 3 }],
      objective: 'margin',
      diversity: 0.5,
      filter: { availability: { in: ['in_stock'] } },
    };
    const decideFor = decide(ports, { explorationShare: 1 });
    const rankFor = rank(ports);
    const callsDuring = countedClient(stores.dynamo);
    const callsOf = (ask: () => Promise<{ readonly items: readonly unknown[] }>) =>
      callsDuring(async () => expect((await ask()).items.length).toBeGreaterThan(0));
    expect(await ports.timeline.recent({ userId: 'u1' }, 1)).toHaveProperty('friendChoices');
    for (const placement of PLACEMENTS) {
      const body = { placement, userId: 'u1', itemId: 'boots' };
      expect(await callsOf(() => decideFor(parseDecisionRequest(body)))).toEqual(READ_AND_WRITE);
      expect(await callsOf(() => decideFor(parseDecisionRequest({ ...body, ...wishes })))).toEqual(READ_AND_WRITE);
    }
    const ranking = { userId: 'u1', items: ['boots', 'tent', 'unheard-of'] };
    expect(await callsOf(() => rankFor(parseRankingRequest(ranking)))).toEqual(READ_AND_WRITE);
    expect(await callsOf(() => decideFor(parseDecisionRequest({ placement: 'home' })))).toEqual([
      'BatchWriteItemCommand',
    ]);
    const { records: _, ...without } = ports;
    const unrecorded = decide(without, { explorationShare: 1 });
    const body = { placement: 'home', userId: 'u1' };
    expect(await callsOf(() => unrecorded(parseDecisionRequest(body)))).toEqual(['QueryCommand']);
  });
});
