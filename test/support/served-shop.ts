import { DEFAULT_SETTINGS } from '../../functions/nightly/training/tuning/default-settings.ts';
import { memoryModels } from '../../shared/adapters/memory/models.ts';
import type { InteractionKind } from '../../shared/domain/interaction.ts';
import type { CatalogEntry } from '../../shared/domain/item.ts';
import type { RecommenderSettings } from '../../shared/model/recommender-settings.ts';
import type { CatalogChanges } from '../../shared/ports/catalog.ts';
import type { ModelStore } from '../../shared/ports/model-store.ts';
import { anEntry } from './builders/entry.ts';
import { anInteractionEvent } from './builders/interaction.ts';
import { runNight } from './simulated-night.ts';
import type { PersonEvent } from './written-snapshot.ts';

const START_MS = 1_794_000_000_000;

/** Histories, oldest first, of people p0, p1, …: each step "item", or "kind item". */
export function rowsOf(...histories: readonly (readonly string[])[]): readonly PersonEvent[] {
  return histories.flatMap((steps, p) =>
    steps.map((step, i) => {
      const [itemId = '', kind = 'view'] = step.split(' ').toReversed();
      return {
        personKey: `U#p${p}`,
        event: anInteractionEvent(itemId, kind as InteractionKind, START_MS + p * 1000 + i),
      };
    }),
  );
}

/** A small outdoor shop: boots lead to socks and wax, a tent to a stove; a lamp is what everybody looks at. */
export const outdoorEvents: readonly PersonEvent[] = rowsOf(
  ['boots', 'socks', 'wax', 'lamp'],
  ['boots', 'socks', 'lamp'],
  ['boots', 'purchase socks', 'lamp'],
  ['boots', 'wax', 'lamp'],
  ['tent', 'stove', 'lamp'],
  ['tent', 'purchase stove', 'lamp'],
  ['tent', 'sold-out', 'lamp'],
  ['tent', 'french', 'lamp'],
);

export const outdoorItems: readonly CatalogEntry[] = [
  anEntry('boots', { title: 'Fell Boots', categories: ['shoes'] }),
  anEntry('socks', { title: 'Wool Socks', categories: ['clothes'] }),
  anEntry('wax', { categories: ['care'] }),
  anEntry('lamp', { categories: ['light'] }),
  anEntry('tent', { title: 'Two-Person Tent', categories: ['camping'] }),
  anEntry('stove', { categories: ['camping'] }),
  anEntry('sold-out', { categories: ['camping'], stock: 0 }),
  anEntry('french', { categories: ['camping'], markets: ['FR'] }),
  anEntry('untouched', { title: 'Light Shoe', categories: ['shoes'] }),
];

/** Boots look much like socks, a tent like a stove. */
const outdoorImages = {
  boots: { model: 'm', values: [127, 10, 0] },
  socks: { model: 'm', values: [120, 0, 10] },
  tent: { model: 'm', values: [-127, 10, 0] },
  stove: { model: 'm', values: [-120, 0, 10] },
};

/** Recommends by what follows what, and nothing else: what a test expects can be counted by hand. */
const BY_ORDER_ALONE: RecommenderSettings = {
  ...DEFAULT_SETTINGS,
  content: null,
  blend: { popularity: { weight: 0.1, floor: 1e-3 }, sequence: { weight: 1, floor: 0.1 } },
};

/** Runs a night over these tables and publishes it. @returns the version that is served now. */
export async function publishNight(
  models: ModelStore,
  tables: { readonly events?: readonly PersonEvent[]; readonly items?: readonly CatalogEntry[] } = {},
  settings: RecommenderSettings = BY_ORDER_ALONE,
): Promise<string> {
  const { events = outdoorEvents, items = outdoorItems } = tables;
  const { publication } = await runNight({ events, items, images: outdoorImages }, models, settings);
  if (publication?.status !== 'published') throw new Error(`not published: ${JSON.stringify(publication)}`);
  return publication.version;
}

/** A model store that serves the outdoor shop. */
export async function outdoorModels(): Promise<ModelStore> {
  const models = memoryModels();
  await publishNight(models);
  return models;
}

/** A model store that serves an outdoor shop whose people want a lamp, and then boots in DE, and a tent in FR. */
export async function twoMarketModels(): Promise<ModelStore> {
  const models = memoryModels();
  const contexts = ['DE', 'FR'].flatMap((market) =>
    ['mobile', 'desktop'].map((type) => ({ market, device: { type }, timezone: 'Europe/Paris' })),
  );
  const histories = Array.from({ length: 240 }, (_, p) => {
    const [own, then] = p % 4 < 2 ? ['boots', 'socks'] : ['tent', 'stove'];
    return ['lamp', own, ...(p % 8 < 4 ? [then] : [])];
  });
  const contextOf = new Map(histories.map((_, p) => [`U#p${p}`, contexts[p % 4]!]));
  const events = rowsOf(...histories).map(({ personKey, event }) => ({
    personKey,
    event: { ...event, context: contextOf.get(personKey)! },
  }));
  const blend = { ...BY_ORDER_ALONE.blend, context: { weight: 0.5, floor: 1 } };
  await publishNight(models, { events }, { ...BY_ORDER_ALONE, blend });
  return models;
}

/** Changes of a catalog, to which a test adds. */
export function memoryChanges(...entries: CatalogEntry[]): CatalogChanges & { readonly entries: CatalogEntry[] } {
  return {
    entries,
    async *since(sinceMs) {
      yield entries.filter(({ changedAtMs }) => changedAtMs >= sinceMs);
    },
  };
}
