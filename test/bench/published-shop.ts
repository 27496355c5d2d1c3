import { AFFINITY_SETTINGS } from '../../functions/nightly/training/fitters.ts';
import { facetValues } from '../../functions/nightly/training/shared-features.ts';
import { DEFAULT_SESSIONS } from '../../functions/nightly/training/tuning/sessions.ts';
import { sha256Hash } from '../../shared/adapters/system/hash.ts';
import type { CatalogEntry } from '../../shared/domain/item.ts';
import { contentFeatures } from '../../shared/features/content.ts';
import { HISTORY_KINDS } from '../../shared/features/history.ts';
import { fitAffinity } from '../../shared/learning/affinity.ts';
import type { Recommender } from '../../shared/learning/recommender.ts';
import {
  fitSequenceNeighbours,
  type Histories,
  type SequenceNeighbours,
} from '../../shared/learning/sequence-neighbours.ts';
import { fitSessionNeighbours } from '../../shared/learning/session-neighbours.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { BLEND_NAMES } from '../../shared/model/blend.ts';
import { recommenderGraph } from '../../shared/model/recommender-graph.ts';
import { arithmeticOf } from '../support/arithmetic.ts';
import { anEntry } from '../support/builders/entry.ts';
import { anInteractionEvent } from '../support/builders/interaction.ts';
import { aManifest } from '../support/builders/manifest.ts';
import { neighbourSettings } from '../support/builders/neighbour-settings.ts';
import { histories } from './histories.ts';

export const NOW_MS = 1_795_000_000_000;

const random = seededRandom(7);
export const below = (n: number) => Math.floor(n * random());
export const oneOf = <T>(values: readonly T[]): T => values[below(values.length)]!;

const MARKETS = [[], [], ['DE', 'AT'], ['US'], ['FR', 'DE', 'IT']];
const CELLS = ['AT', 'CH', 'DE', 'ES', 'FR', 'IT', 'NL', 'desktop', 'mobile', 'afternoon', 'evening', 'morning'];
export const SITUATION = { market: 'DE', device: 'mobile', hour: 20 };
export const COLOURS = ['red', 'green', 'blue', 'black', 'white'];

function anItem(index: number): CatalogEntry {
  const section = below(40);
  const amount = 100 + below(20_000);
  return anEntry(`item-${index}`, {
    categories: [`section ${section}`, `section ${section} shelf ${below(20)}`],
    brand: `brand ${below(1500)}`,
    price: { amount, currency: 'EUR' },
    cost: { amount: Math.floor(amount * (0.4 + 0.5 * random())), currency: 'EUR' },
    stock: below(30),
    markets: oneOf(MARKETS),
    createdAt: new Date(NOW_MS - below(1000) * 86_400_000).toISOString(),
    attributes: { colour: oneOf(COLOURS), size: below(12) },
  });
}

/** A night keeps one source of vectors. */
export const OTHER_VECTORS = 'factors';

/** Sources of the usual sizes; vectors are random, since only their size costs time. */
function wholeBlend(
  past: Histories,
  { popularity, ...table }: SequenceNeighbours,
  items: readonly CatalogEntry[],
  kept: readonly string[] | undefined,
): Recommender {
  const { itemCount, recency, historyKindWeights } = table;
  const d = 64;
  const numbers = (length: number) => Float32Array.from({ length }, () => random() - 0.5);
  const times = Float64Array.from({ length: past.offsets.length - 1 }, (_, u) => u);
  const targetKindWeights = HISTORY_KINDS.map(() => 1);
  const values = facetValues(contentFeatures(items.map(({ item }) => item)));
  const affinity = fitAffinity(past, values!, itemCount, AFFINITY_SETTINGS)!;
  const all: Recommender['sources'] = [
    {
      kind: 'embeddings',
      name: 'embeddings',
      model: {
        itemCount,
        dimensions: d,
        historyLimit: 20,
        vectors: numbers(itemCount * d),
        biases: numbers(itemCount),
        gates: numbers(3 * d),
        widen: numbers(2 * d * d),
        narrow: numbers(2 * d * d),
      },
    },
    {
      kind: 'factors',
      name: 'factors',
      model: {
        itemCount,
        dimensions: d,
        gives: numbers(itemCount * d),
        factors: numbers(itemCount * d),
        recency,
        historyKindWeights,
      },
    },
    { kind: 'prior', name: 'popularity', shares: popularity },
    { kind: 'neighbours', name: 'sequence', table },
    { kind: 'neighbours', name: 'content', table },
    {
      kind: 'sessions',
      name: 'sessions',
      index: fitSessionNeighbours(past, times, itemCount, { ...DEFAULT_SESSIONS, targetKindWeights }),
    },
    { kind: 'affinity', name: 'affinity', model: affinity },
    { kind: 'context', name: 'context', lifts: numbers(itemCount * CELLS.length), fadeEvents: 4 },
  ];
  const unknown = kept?.find((name) => all.every((source) => source.name !== name));
  if (unknown !== undefined)
    throw new Error(`--sources: "${unknown}" is none of ${all.map(({ name }) => name).join(', ')}`);
  const sources = all.filter(({ name }) => kept?.includes(name) ?? name !== OTHER_VECTORS);
  const blend = Object.fromEntries(sources.map(({ name }) => [name, { weight: 0.5, floor: 1e-3 }]));
  return {
    itemCount,
    historyLimit: recency.length,
    sources,
    blends: Object.fromEntries(BLEND_NAMES.map((name) => [name, blend])),
  };
}

/**
 * The files of a published version, made of random parts: every kind of source that a night may keep together.
 * @param kept - the names of other sources.
 */
export function publishedShop(
  itemCount: number,
  kept?: readonly string[],
): { readonly files: ReadonlyMap<string, Uint8Array>; readonly entries: CatalogEntry[] } {
  const settings = neighbourSettings(HISTORY_KINDS.length);
  const past = histories(itemCount * 2, itemCount, 8);
  const fitted = fitSequenceNeighbours(past, itemCount, settings, arithmeticOf(1).kernels);
  const entries = Array.from({ length: itemCount }, (_, i) => anItem(i));
  const recommender = wholeBlend(past, fitted, entries, kept);
  const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const files = new Map([
    ['model.onnx', recommenderGraph(recommender)],
    ['items.json', json(entries.map(({ item }) => item.itemId))],
    ['event-counts.json', json(entries.map(() => (random() < 0.02 ? 0 : 20)))],
    ['catalog.json', json(entries)],
  ]);
  const manifest = aManifest({
    sources: recommender.sources.map(({ name }) => name),
    cells: CELLS,
    sha256: Object.fromEntries(Array.from(files, ([name, bytes]) => [name, sha256Hash.sha256(bytes)])),
  });
  return { files: files.set('manifest.json', json(manifest)), entries };
}

/** Timelines of 200 people, 1 to 60 events long, newest first. */
export const somePeople = (itemCount: number) =>
  Array.from({ length: 200 }, () =>
    Array.from({ length: 1 + below(60) }, (_, i) =>
      anInteractionEvent(`item-${below(itemCount)}`, oneOf(['view', 'view', 'view', 'cart', 'purchase']), NOW_MS - i),
    ),
  );
