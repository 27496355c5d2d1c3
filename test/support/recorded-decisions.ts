import { parseDecisionRequest } from '../../functions/decide/contract.ts';
import { decide } from '../../functions/decide/decide.ts';
import { type Explanation, explain } from '../../functions/decide/explanation/explain.ts';
import { servedRecommender } from '../../functions/decide/served-recommender.ts';
import { openVersion } from '../../functions/nightly/datasets/replay-decision.ts';
import { decodeDecisionRecord, encodeDecisionRecord } from '../../shared/adapters/dynamodb/decision-codec.ts';
import { memoryModels } from '../../shared/adapters/memory/models.ts';
import { loadOnnxScorer } from '../../shared/adapters/onnx/scorer.ts';
import { sha256Hash } from '../../shared/adapters/system/hash.ts';
import { PLACEMENTS } from '../../shared/domain/decision.ts';
import type { DecisionRecord } from '../../shared/domain/decision-record.ts';
import { type Event, type PersonRef, partitionOf } from '../../shared/domain/event.ts';
import type { CatalogEntry } from '../../shared/domain/item.ts';
import type { PlacementPolicies } from '../../shared/domain/placement-policy.ts';
import { kindIndex } from '../../shared/features/history.ts';
import { seededRandom } from '../../shared/math/random.ts';
import type { BlendName } from '../../shared/model/blend.ts';
import { RECOMMENDER_NAME } from '../../shared/model/recommender-manifest.ts';
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

/** Some placements draw, others do not; `again` draws only where there is nothing to buy again. */
const POLICIES: PlacementPolicies = {
  home: { kind: 'plackett-luce', temperature: 1, pool: 30, floor: 0.01 },
  product: { kind: 'plackett-luce', temperature: 0.3, pool: 8, floor: 0 },
  again: { kind: 'plackett-luce', temperature: 3, pool: 50, floor: 0.002 },
  cart: { kind: 'best' },
};

/**
 * Decides over a shop’s timelines in memory, and keeps what it records.
 * @param changes - of the catalog since the night.
 */
export function openRecorded({ tables, models }: NightOfShop, changes: readonly CatalogEntry[] = []) {
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
    {
      ...{ models, loadScorer: loadOnnxScorer, changes: memoryChanges(...changes), hash: sha256Hash, clock },
      log: silentLog,
      policies: async () => POLICIES,
    },
    Number.POSITIVE_INFINITY,
  );
  const decideFor = decide(
    {
      timeline: {
        recent: async (person: PersonRef, limit: number) => ({
          events: (eventsOf.get(partitionOf(person)) ?? []).toReversed().slice(0, limit),
        }),
        list: async () => ({ events: [] }),
      },
      regime: 'opt-out',
      served,
      clock,
      ids: { next: () => `decision-${++count}` },
      records: { writer: { append: async (record) => void records.push(record) }, log: silentLog },
    },
    { explorationShare: 0.05 },
  );
  const people = [...eventsOf.keys()].filter((key) => key.startsWith('U#')).map((key) => key.slice(2));
  const explained = explain({ models, loadScorer: loadOnnxScorer, hash: sha256Hash, served });
  return {
    people,
    /** @returns the record of the decision, as it comes back from the store, and the decision. */
    async ask(body: object) {
      const decision = await decideFor(parseDecisionRequest(body));
      return { decision, record: decodeDecisionRecord(encodeDecisionRecord(records.at(-1)!)) };
    },
    explain: (record: DecisionRecord, locale = 'en'): Promise<Explanation> => explained(record, locale),
  };
}

/** What was found of decisions, their explanations and their replays. */
export interface Found {
  decisions: number;
  replaysEqual: number;
  /** Replays whose every number of the model is the same in every bit. */
  replaysExact: number;
  /** Shown items that a model ranked. */
  explained: number;
  /** Of these, those with an event cited. */
  cited: number;
  /** Of these, those whose score falls when the model is asked with every item open and without the event. */
  lowered: number;
  /** Of the decisions’ own reasons that name an item, those that the explanation's event is on. */
  readonly reasons: { named: number; cited: number };
  /** Of score less its factors. */
  largestResidual: number;
  /** Bytes of a record in the store, one a decision. */
  readonly storedBytes: number[];
}

/**
 * Decides, explains and replays, each checked on its own.
 * @param explanations - decisions are explained until so many cite an event; replayed are all of them.
 */
export async function findOut(
  night: NightOfShop,
  { decisions, explanations, seed }: { decisions: number; explanations: number; seed: number },
): Promise<Found> {
  const shop = openRecorded(night);
  const itemIds = night.tables.items.map(({ item }) => item.itemId);
  const request = someRequests(shop.people, itemIds, seed);
  const version = await openVersion(
    { models: night.models, loadScorer: loadOnnxScorer, hash: sha256Hash },
    night.version,
  );
  const scoreOf = await scoresOfAll(night);
  const found: Found = {
    ...{ decisions, replaysEqual: 0, replaysExact: 0, explained: 0, cited: 0, lowered: 0, largestResidual: 0 },
    ...{ reasons: { named: 0, cited: 0 }, storedBytes: [] },
  };
  for (let round = 0; round < decisions; round++) {
    const { decision, record } = await shop.ask(request());
    found.storedBytes.push(encodeDecisionRecord(record).length);
    const { status, largestRounding } = await version.replay(record, 1e-5);
    if (status === 'confirmed') found.replaysEqual++;
    if (status === 'confirmed' && largestRounding === 0) found.replaysExact++;
    if (found.cited >= explanations) continue;
    const { items } = await shop.explain(record);
    for (const [i, { itemId, factors, residual = Number.NaN, score = Number.NaN, because }] of items.entries()) {
      if (factors === undefined) continue;
      found.explained++;
      const sum = factors.reduce((total, { added }) => total + added, residual);
      found.largestResidual = Math.max(found.largestResidual, Math.abs(residual), Math.abs(score - sum));
      const [reason] = decision.items[i]!.reasons;
      if (reason?.code === 'because-of-item') found.reasons.named++;
      if (because === undefined) continue;
      found.cited++;
      if (reason?.itemId === because.itemId) found.reasons.cited++;
      const event = record.asked!.events.findIndex(
        ({ itemId: met, kind, atMs }) =>
          met === because.itemId &&
          kind === because.kind &&
          (atMs === undefined || atMs === Date.parse(because.at ?? '')),
      );
      if ((await scoreOf(record, itemId, event)) < (await scoreOf(record, itemId, -1))) found.lowered++;
    }
  }
  return found;
}

/** A second way to a score: the graph itself, asked for all its items with none kept out. */
export async function scoresOfAll({ models, version }: NightOfShop) {
  const read = (file: string) => models.read(RECOMMENDER_NAME, version, file);
  const scorer = await loadOnnxScorer(await read('model.onnx'));
  const itemIds = JSON.parse(new TextDecoder().decode(await read('items.json'))) as string[];
  const { cells } = JSON.parse(new TextDecoder().decode(await read('manifest.json'))) as { cells: string[] };
  return async ({ asked }: DecisionRecord, itemId: string, without: number): Promise<number> => {
    const events = asked!.events.filter((_, place) => place !== without);
    const { ids, scores } = await scorer.score({
      items: Int32Array.from(events, (event) => itemIds.indexOf(event.itemId)),
      kinds: Uint8Array.from(events, ({ kind }) => kindIndex(kind)),
      context: Int32Array.from(asked!.cells, (cell) => cells.indexOf(cell)),
      blocked: new Int32Array(0),
      bias: new Float32Array(itemIds.length),
      blend: asked!.blend as BlendName,
      k: itemIds.length,
    });
    return scores[ids.indexOf(itemIds.indexOf(itemId))]!;
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
      context: {
        market: oneOf(['DE', 'FR', 'US']),
        device: oneOf(['mobile', 'desktop']),
        hour: Math.floor(random() * 24),
      },
    })),
    ...sometimes(0.2, () => ({ filter: filter() })),
    ...sometimes(0.2, () => ({ boosts: [{ filter: filter(), factor: 0.5 + 3 * random() }] })),
    ...sometimes(0.2, () => ({ objective: 'margin' })),
    ...sometimes(0.2, () => ({ diversity: random() })),
    ...sometimes(0.2, () => ({ promotions: [{ filter: filter(), share: 0.3 }] })),
    ...sometimes(0.2, () => ({ exclude: [oneOf(itemIds), oneOf(itemIds)] })),
  });
}
