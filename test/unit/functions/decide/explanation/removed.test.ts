import { describe, expect, it } from 'vitest';
import type { Explanation } from '../../../../../functions/decide/explanation/explain.ts';
import { memoryModels } from '../../../../../shared/adapters/memory/models.ts';
import type { DecisionRecord } from '../../../../../shared/domain/decision-record.ts';
import type { CatalogEntry, Item } from '../../../../../shared/domain/item.ts';
import type { ItemFilter } from '../../../../../shared/domain/item-filter.ts';
import { simulateShop } from '../../../../../shared/simulation/shop.ts';
import { anEntry } from '../../../../support/builders/entry.ts';
import { DECIDED_AT_MS, openDecisions } from '../../../../support/outdoor-decisions.ts';
import { openRecorded, scoresOfAll, someRequests } from '../../../../support/recorded-decisions.ts';
import { fulfils } from '../../../../support/reference/item-filter.ts';
import { outdoorItems, outdoorModels, publishNight } from '../../../../support/served-shop.ts';
import { tablesOf } from '../../../../support/simulated-night.ts';

const models = await outdoorModels();

type Shop = Partial<Parameters<typeof openDecisions>[0]>;
const removedBy = ({ removed }: Explanation) =>
  Object.fromEntries(removed.map(({ itemId, by, alsoBy = [] }) => [itemId, [by, ...alsoBy].join(' ')]));

async function removedFor(shop: Shop, body: object, later: readonly CatalogEntry[] = []) {
  const open = openDecisions({ models, ...shop });
  const { decision } = await open.ask({ limit: 3, ...body });
  const now = openDecisions({ models, ...shop, changes: [...(shop.changes ?? []), ...later] });
  now.kept.push(...open.kept);
  const told = await now.explain(decision.decisionId, 'en');
  return { shown: decision.items.map(({ itemId }) => itemId), by: removedBy(told), told };
}

describe('what a slate would have shown, had it not been kept out', () => {
  it('is listed with the filter that kept it out, and the count of all is told beside it', async () => {
    const { shown, by, told } = await removedFor(
      { past: ['boots', 'tent'] },
      { exclude: ['stove'], context: { market: 'DE' }, limit: 10 },
    );
    expect(by).toEqual({
      boots: 'seen',
      tent: 'seen',
      stove: 'excluded',
      french: 'notInMarket',
      'sold-out': 'notForSale',
    });
    expect(shown.toSorted()).toEqual(['lamp', 'socks', 'untouched', 'wax']);
    expect(told.removed.find(({ itemId }) => itemId === 'tent')?.title).toBe('Two-Person Tent');
    expect(told.removedCounts).toMatchObject({ notForSale: 1, notInMarket: 1, seen: 2, excluded: 1 });
  });

  it('names the request’s filter, and every other that would have kept the item out as well', async () => {
    const filter = { categories: { in: ['care', 'light'] } };
    const { by } = await removedFor(
      { past: ['boots', 'tent'] },
      { filter, exclude: ['tent'], context: { market: 'DE' }, limit: 10 },
    );
    expect(by).toMatchObject({
      socks: 'filter',
      'sold-out': 'notForSale filter',
      french: 'notInMarket filter',
      tent: 'filter seen excluded',
    });
  });

  it('has nothing that would not have been among the slate’s', async () => {
    const { shown, by } = await removedFor({ past: ['boots'] }, { exclude: ['socks'], limit: 1 });
    expect(shown).toHaveLength(1);
    expect(by).not.toHaveProperty('sold-out');
    expect(by).toHaveProperty('socks', 'excluded');
  });

  it('is told of who is not decided by, too', async () => {
    const { by } = await removedFor({ past: ['lamp'] }, { profiling: false, exclude: ['lamp'], limit: 2 });
    expect(by).toEqual({ lamp: 'excluded' });
  });

  it('says where the catalog kept an item out and would no more', async () => {
    const back = anEntry(
      'sold-out',
      { categories: ['camping'], stock: 3 },
      { version: 2, changedAtMs: DECIDED_AT_MS + 1 },
    );
    const { by } = await removedFor({ past: ['tent'] }, { limit: 10 }, [back]);
    expect(by).toMatchObject({ 'sold-out': 'catalog', tent: 'seen' });
  });

  it('is listed in a shop without a model, as its catalog was then', async () => {
    const fresh = anEntry('fresh', { stock: 0 }, { changedAtMs: DECIDED_AT_MS + 1 });
    const empty = { models: memoryModels(), changes: [...outdoorItems], past: ['boots'] };
    const { by, told } = await removedFor(empty, { limit: 2, exclude: ['french'], context: { market: 'DE' } }, [fresh]);
    expect(told.strategy).toBe('catalog-order');
    expect(by).toEqual({ boots: 'seen', french: 'notInMarket excluded' });
    const all = await removedFor(empty, { limit: 10 }, [fresh]);
    expect(all.by).toEqual({ boots: 'seen', 'sold-out': 'notForSale' });
  });

  it('is listed of items like the page’s', async () => {
    const shoe = anEntry('shoe', { categories: ['shoes'], stock: 0 }, { changedAtMs: DECIDED_AT_MS });
    const page = { placement: 'bought-together', itemId: 'untouched' };
    const { by, told } = await removedFor({ changes: [shoe] }, page);
    expect(told.strategy).toBe('same-category');
    expect(by).toEqual({ shoe: 'notForSale', untouched: 'seen' });
  });

  it('is listed of items that came after the model, where it had no more to give', async () => {
    const changes = [
      anEntry('new-in', {}, { changedAtMs: DECIDED_AT_MS }),
      anEntry('new-out', { stock: 0 }, { changedAtMs: DECIDED_AT_MS }),
    ];
    const { by, shown } = await removedFor({ changes }, { limit: 20 });
    expect(shown).toContain('new-in');
    expect(by).toHaveProperty('new-out', 'notForSale');
    expect((await removedFor({ changes }, { limit: 2 })).by).not.toHaveProperty('new-out');
  });
});

describe('over requests of every kind on a simulated shop', async () => {
  const shop = simulateShop({ seed: 5, itemCount: 80, shopperCount: 80, days: 30, endAtMs: Date.UTC(2026, 5, 1) });
  const { events, items } = tablesOf(shop);
  const changed = items.map((entry, i) => {
    const item = { ...entry.item, ...(i % 7 === 3 && { stock: 0 }), ...(i % 5 === 2 && { markets: ['FR'] }) };
    return { ...entry, item };
  });
  const tables = { events, items: changed };
  const night = { tables, models: memoryModels(), version: '' };
  const version = await publishNight(night.models, tables);
  const recorded = openRecorded({ ...night, version });
  const scoreOf = await scoresOfAll({ ...night, version });
  const itemOf = new Map(changed.map(({ item }) => [item.itemId, item]));
  const itemIds = [...itemOf.keys()];
  const next = someRequests(recorded.people, itemIds, 9);
  const asked = await Promise.all(
    Array.from({ length: 60 }, async () => {
      const { record } = await recorded.ask({ ...next(), explore: false });
      return { record, removed: (await recorded.explain(record)).removed };
    }),
  );

  /** By person, all texts of what they did: ids of items among them. */
  const textsOf = new Map<string, Set<string>>();
  for (const { personKey, event } of events) {
    const texts = textsOf.get(personKey) ?? new Set();
    textsOf.set(personKey, texts);
    for (const [, text] of JSON.stringify(event.properties ?? {}).matchAll(/"([^"]*)"/g)) texts.add(text!);
  }
  /** Met by the person, or what the slate is about. */
  const isSeen = ({ person, request }: DecisionRecord, itemId: string) =>
    itemId === request.itemId ||
    (person !== undefined && 'userId' in person && textsOf.get(`U#${person.userId}`)?.has(itemId) === true);
  const keepsOut = (record: DecisionRecord, itemId: string): Readonly<Record<string, boolean>> => {
    const item = itemOf.get(itemId)!;
    const { market } = record.request.context;
    const { filter, exclude } = record.request;
    return {
      notForSale: item.stock === 0 || ['out_of_stock', 'discontinued'].includes(item.availability),
      notInMarket: market !== undefined && item.markets.length > 0 && !item.markets.includes(market),
      filter: filter !== undefined && !fulfils(item, filter as ItemFilter),
      seen: isSeen(record, itemId),
      excluded: exclude.includes(itemId),
    };
  };

  it('every listed item is really kept out by each filter that is named', () => {
    const names = new Set<string>();
    for (const { record, removed } of asked) {
      for (const { itemId, by, alsoBy = [] } of removed) {
        for (const name of [by, ...alsoBy]) {
          names.add(name);
          expect([itemId, name, keepsOut(record, itemId)[name]]).toEqual([itemId, name, true]);
        }
        expect(record.candidates.map((candidate) => candidate.itemId)).not.toContain(itemId);
      }
    }
    expect([...names].sort()).toEqual(['excluded', 'filter', 'notForSale', 'notInMarket', 'seen']);
  });

  it('with what kept it out lifted for it, each is shown', async () => {
    let lifted = 0;
    for (const { record, removed } of asked) {
      const { request, person } = record;
      const open = removed.filter(({ by, alsoBy = [] }) => ![by, ...alsoBy].includes('seen'));
      for (const { itemId } of open.slice(0, 2)) {
        const { filter, ...rest } = request;
        const isKeptOut = (other: string) => filter !== undefined && !fulfils(itemOf.get(other)!, filter as ItemFilter);
        const exclude = [...request.exclude, ...itemIds.filter(isKeptOut)].filter((other) => other !== itemId);
        const { context, promotions, ...wishes } = rest;
        const entries = changed.filter((entry) => entry.item.itemId === itemId);
        const there = openRecorded(
          { ...night, version },
          entries.map((entry) => ({ ...entry, version: 2, changedAtMs: 4e12, item: { ...entry.item, ...FREE } })),
        );
        const again = await there.ask({ ...wishes, ...person, context, promotions, exclude });
        expect(again.record.slate.map((shown) => shown.itemId)).toContain(itemId);
        lifted++;
      }
    }
    expect(lifted).toBeGreaterThan(50);
  });

  it('lists all that the graph itself ranks above the last that is shown, where nothing else decides', async () => {
    const plain = asked.filter(({ record: { request, asked: question } }) => {
      const { boosts, diversity, promotions, objective } = request;
      return question && boosts.length + diversity + promotions.length === 0 && objective === 'relevance';
    });
    expect(plain.length).toBeGreaterThan(10);
    for (const { record, removed } of plain) {
      const isCandidate = new Set(record.candidates.map(({ itemId }) => itemId));
      const scores = record.slots.map(
        ({ candidate }) => record.candidates[candidate]?.score ?? Number.NEGATIVE_INFINITY,
      );
      const least = record.slots.length < record.request.limit ? Number.NEGATIVE_INFINITY : Math.min(...scores);
      const listed = new Set(removed.map(({ itemId }) => itemId));
      for (const itemId of itemIds.filter((id) => !isCandidate.has(id))) {
        const above = (await scoreOf(record, itemId, -1)) - least;
        if (Math.abs(above) > 1e-5) expect([itemId, listed.has(itemId)]).toEqual([itemId, above > 0]);
      }
    }
  });
});

const FREE: Partial<Item> = { stock: 9, availability: 'in_stock', markets: [] };
