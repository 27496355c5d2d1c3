import { parseDecisionRequest } from '../../functions/decide/contract.ts';
import { decide } from '../../functions/decide/decide.ts';
import { servedRecommender } from '../../functions/decide/served-recommender.ts';
import { memoryModels } from '../../shared/adapters/memory/models.ts';
import { loadOnnxScorer } from '../../shared/adapters/onnx/scorer.ts';
import { sha256Hash } from '../../shared/adapters/system/hash.ts';
import { PLACEMENTS } from '../../shared/domain/decision.ts';
import type { DecisionRecord } from '../../shared/domain/decision-record.ts';
import { type Event, type PersonRef, personKeyOf } from '../../shared/domain/event.ts';
import { seededRandom } from '../../shared/math/random.ts';
import type { ModelStore } from '../../shared/ports/model-store.ts';
import { simulateShop } from '../../shared/simulation/shop.ts';
import { memoryChanges } from './served-shop.ts';
import { runNight, type Tables, tablesOf } from './simulated-night.ts';
import { silentLog } from './system-ports.ts';

const END_AT_MS = Date.UTC(2026, 5, 1);

export interface NightOfShop {
  readonly tables: Tables;
  readonly models: ModelStore;
  readonly version: string;
}

/** A night of the simulated shop, with the search of settings. */
export async function nightOfSimulatedShop(itemCount: number, shopperCount: number): Promise<NightOfShop> {
  const shop = simulateShop({ seed: 11, itemCount, shopperCount, days: 40, endAtMs: END_AT_MS });
  const tables = tablesOf(shop);
  const models = memoryModels();
  const { publication } = await runNight(tables, models);
  return { tables, models, version: publication?.servedVersion ?? '' };
}

/** Decides over a shop's timelines in memory, and keeps what it records. */
export function openRecorded({ tables, models }: NightOfShop) {
  const eventsOf = new Map<string, Event[]>();
  for (const { personKey, event } of tables.events) {
    const events = eventsOf.get(personKey);
    if (events === undefined) eventsOf.set(personKey, [event]);
    else events.push(event);
  }
  const records: DecisionRecord[] = [];
  const clock = { nowMs: () => END_AT_MS };
  let count = 0;
  const served = servedRecommender(
    { models, loadScorer: loadOnnxScorer, changes: memoryChanges(), hash: sha256Hash, clock, log: silentLog },
    Number.POSITIVE_INFINITY,
  );
  const decideFor = decide(
    {
      timeline: {
        recent: async (person: PersonRef, limit: number) => ({
          events: (eventsOf.get(personKeyOf(person)) ?? []).toReversed().slice(0, limit),
        }),
        list: async () => ({ events: [] }),
      },
      served,
      clock,
      ids: { next: () => `decision-${++count}` },
      records: { writer: { append: async (record) => void records.push(record) }, log: silentLog },
    },
    { explorationShare: 0.05 },
  );
  const people = [...eventsOf.keys()].filter((key) => key.startsWith('U#')).map((key) => key.slice(2));
  return {
    served,
    records,
    people,
    /** @returns the record of the decision. */
    async ask(body: object): Promise<DecisionRecord> {
      await decideFor(parseDecisionRequest(body));
      return records.at(-1)!;
    },
  };
}

/** Requests of every kind, over and over: placements, markets, filters, boosts, promotions, diversity. */
export function someRequests(people: readonly string[], itemIds: readonly string[], seed: number): () => object {
  const random = seededRandom(seed);
  const oneOf = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
  const sometimes = (share: number, wish: () => object): object => (random() < share ? wish() : {});
  const filter = () => ({ price: { currency: 'EUR', max: 2000 + Math.floor(random() * 20_000) } });
  return () => ({
    placement: oneOf(PLACEMENTS),
    userId: oneOf(people),
    itemId: oneOf(itemIds),
    limit: 1 + Math.floor(random() * 20),
    ...sometimes(0.5, () => ({
      context: { market: oneOf(['DE', 'FR', 'US']), device: oneOf(['mobile', 'desktop']), hour: Math.floor(random() * 24) },
    })),
    ...sometimes(0.2, () => ({ filter: filter() })),
    ...sometimes(0.2, () => ({ boosts: [{ filter: filter(), factor: 0.5 + 3 * random() }] })),
    ...sometimes(0.2, () => ({ objective: 'margin' })),
    ...sometimes(0.2, () => ({ diversity: random() })),
    ...sometimes(0.2, () => ({ promotions: [{ filter: filter(), share: 0.3 }] })),
    ...sometimes(0.2, () => ({ exclude: [oneOf(itemIds), oneOf(itemIds)] })),
  });
}
