/**
 * What a decision costs, from the request's text to the answer's, over a timeline in memory: all but the store and HTTP.
 * Prints p50 and p99 in ms of processor time for each kind of request, kinds in turn, and of the model alone beside
 * them: on a shared machine the clock on the wall measures the neighbours. The blend has every kind of source that a
 * night may keep together, with embeddings where that is one of two; `--sources factors,sequence` takes others.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { parseDecisionRequest, parseRankingRequest } from '../../functions/decide/contract.ts';
import { type DecidePorts, decide } from '../../functions/decide/decide.ts';
import { rank } from '../../functions/decide/rank.ts';
import type { Served } from '../../functions/decide/served-recommender.ts';
import { AFFINITY_SETTINGS } from '../../functions/nightly/fit.ts';
import { facetValues } from '../../functions/nightly/shared-features.ts';
import { DEFAULT_SESSIONS } from '../../functions/nightly/tuning/sessions.ts';
import { loadOnnxScorer } from '../../shared/adapters/onnx/scorer.ts';
import { newItemsOf } from '../../shared/decisioning/exploration.ts';
import { itemBiases } from '../../shared/decisioning/item-bias.ts';
import { newShelf } from '../../shared/decisioning/shelf.ts';
import type { CatalogEntry } from '../../shared/domain/item.ts';
import { contentFeatures } from '../../shared/features/content.ts';
import { cellIndexer, contextCode } from '../../shared/features/context.ts';
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
import { BLOCKED_BIAS, recommenderGraph } from '../../shared/model/recommender-graph.ts';
import type { ScoreRequest } from '../../shared/ports/scorer.ts';
import { anEntry } from '../support/builders/entry.ts';
import { anInteractionEvent } from '../support/builders/interaction.ts';
import { neighbourSettings } from '../support/builders/neighbour-settings.ts';
import { engineOf } from '../support/engine.ts';
import { countingIds } from '../support/system-ports.ts';
import { histories } from './histories.ts';

const { values: options } = parseArgs({ options: { sources: { type: 'string' } } });
const kept = options.sources?.split(',');
/** A night keeps one source of vectors. */
const OTHER_VECTORS = 'factors';

/** Figures are medians of the batches' own, so that a burst of somebody else's work in one of them is not ours. */
const BATCHES = 5;
const BATCH_ROUNDS = 300;
const ROUNDS = BATCHES * BATCH_ROUNDS;
/** So many that the engine has compiled what runs often; a cold start is measured apart (`npm run bench`). */
const WARM_UP = 500;
const NOW_MS = 1_795_000_000_000;
const random = seededRandom(7);
const below = (n: number) => Math.floor(n * random());
const oneOf = <T>(values: readonly T[]): T => values[below(values.length)]!;

const MARKETS = [[], [], ['DE', 'AT'], ['US'], ['FR', 'DE', 'IT']];
const CELLS = ['AT', 'CH', 'DE', 'ES', 'FR', 'IT', 'NL', 'desktop', 'mobile', 'afternoon', 'evening', 'morning'];
const indexesOf = cellIndexer(CELLS);
const SITUATION = { market: 'DE', device: 'mobile', hour: 20 };
const COLOURS = ['red', 'green', 'blue', 'black', 'white'];

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

/** Every kind of source, of the usual sizes; vectors are random, since only their size costs time. */
function wholeBlend(
  past: Histories,
  { popularity, ...table }: SequenceNeighbours,
  items: readonly CatalogEntry[],
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

async function servedShop(itemCount: number) {
  const settings = neighbourSettings(HISTORY_KINDS.length);
  const past = histories(itemCount * 2, itemCount, 8);
  const fitted = fitSequenceNeighbours(past, itemCount, settings, engineOf(1).kernels);
  const itemIds = Array.from({ length: itemCount }, (_, i) => `item-${i}`);
  const entries = itemIds.map((_, i) => anItem(i));
  const recommender = wholeBlend(past, fitted, entries);
  const contextRow = recommender.sources.findIndex(({ kind }) => kind === 'context');
  const startMs = performance.now();
  const shelf = newShelf(itemIds);
  shelf.update(entries);
  shelf.newestFirst();
  const shelfMs = performance.now() - startMs;
  const served: Served = {
    shelf,
    model: {
      name: 'recommender',
      version: 'bench',
      scorer: await loadOnnxScorer(recommenderGraph(recommender)),
      historyLimit: settings.historyLimit,
      itemCount,
      cells: CELLS,
      contextRow,
      cellsOf: (context) => (contextRow < 0 ? new Int32Array(0) : indexesOf(contextCode(context))),
      biases: itemBiases(shelf, itemCount, BLOCKED_BIAS),
      newItems: newItemsOf(
        shelf,
        itemIds.map(() => (random() < 0.02 ? 0 : 20)),
      ),
    },
  };
  return { served, entries, shelfMs };
}

function portsOf(served: Served, itemCount: number): DecidePorts {
  const people = Array.from({ length: 200 }, () =>
    Array.from({ length: 1 + below(60) }, (_, i) =>
      anInteractionEvent(`item-${below(itemCount)}`, oneOf(['view', 'view', 'view', 'cart', 'purchase']), NOW_MS - i),
    ),
  );
  return {
    timeline: { recent: async () => ({ events: oneOf(people) }), list: async () => ({ events: [] }) },
    served: async () => served,
    clock: { nowMs: () => NOW_MS },
    ids: countingIds(),
  };
}

/** Thirty events of one person, ten answers. */
const modelQuestion = (served: Served, itemCount: number): ScoreRequest => ({
  items: Int32Array.from({ length: 30 }, () => below(itemCount)),
  kinds: new Uint8Array(30),
  blocked: new Int32Array(0),
  bias: served.model?.biases.offered('DE', { objective: 'relevance', boosts: [] }, []) ?? new Float32Array(0),
  blend: 'personal',
  context: Int32Array.of(0, 7, 10),
  k: 10,
});

const aFilter = () => {
  const min = below(10_000);
  return {
    categories: { in: Array.from({ length: 3 }, () => `section ${below(40)}`) },
    price: { currency: 'EUR', min, max: min + 8000 },
    attributes: { colour: { in: [oneOf(COLOURS), oneOf(COLOURS)] } },
  };
};

/** Bodies of requests; each call another one. */
const requests: Readonly<Record<string, (itemCount: number) => object>> = {
  'home, no wishes': () => ({ placement: 'home', userId: 'u', context: SITUATION }),
  'home, a new filter': () => ({ placement: 'home', userId: 'u', context: SITUATION, filter: aFilter() }),
  'product page': (itemCount) => ({ placement: 'product', userId: 'u', itemId: `item-${below(itemCount)}` }),
  'three boosts, margin': () => ({
    placement: 'home',
    userId: 'u',
    context: SITUATION,
    objective: 'margin',
    boosts: Array.from({ length: 3 }, () => ({ filter: aFilter(), factor: 3 })),
  }),
  'two promotions, diverse': () => ({
    placement: 'home',
    userId: 'u',
    limit: 20,
    diversity: 0.4,
    promotions: [
      { filter: aFilter(), share: 0.2 },
      { filter: aFilter(), positions: [1, 5] },
    ],
  }),
  'after a catalog change': () => ({ placement: 'home', userId: 'u', context: SITUATION }),
  'ranking of 500': (itemCount) => ({
    userId: 'u',
    items: Array.from({ length: 500 }, () => `item-${below(itemCount)}`),
  }),
};

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))]!;

/** @param values - one a round. */
function at(values: readonly number[], share: number): string {
  const ofBatches = Array.from({ length: BATCHES }, (_, batch) =>
    quantile(values.slice(batch * BATCH_ROUNDS, (batch + 1) * BATCH_ROUNDS), share),
  );
  return quantile(ofBatches, 0.5).toFixed(2).padStart(8);
}

console.log(`sources: ${kept?.join(', ') ?? `every kind but ${OTHER_VECTORS}`}`);
console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}; ${BATCHES} × ${BATCH_ROUNDS} of each, in turn; ms of processor time, medians of ${BATCHES}\n`,
);
for (const itemCount of [10_000, 100_000]) {
  const { served, entries, shelfMs } = await servedShop(itemCount);
  const ports = portsOf(served, itemCount);
  const decideFor = decide(ports, { explorationShare: 0.05 });
  const rankFor = rank(ports);
  const times = new Map(Object.keys(requests).map((name) => [name, [] as number[]]));
  const modelAlone: number[] = [];
  const question = modelQuestion(served, itemCount);
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const askedAtMs = cpuMs();
    await served.model?.scorer.score(question);
    if (round >= 0) modelAlone.push(cpuMs() - askedAtMs);
    for (const [name, bodyOf] of Object.entries(requests)) {
      const text = JSON.stringify(bodyOf(itemCount));
      if (name === 'after a catalog change') {
        const { item, version } = entries[round & 7]!;
        entries[round & 7] = { ...entries[round & 7]!, item: { ...item, stock: below(30) }, version: version + 1 };
        served.shelf.update([entries[round & 7]!]);
        served.shelf.offered('US'); // another caller's question, so that nothing but the change is new
      }
      const startMs = cpuMs();
      const body = JSON.parse(text) as unknown;
      const answer =
        name === 'ranking of 500'
          ? await rankFor(parseRankingRequest(body))
          : await decideFor(parseDecisionRequest(body));
      JSON.stringify(answer);
      if (round >= 0) times.get(name)?.push(cpuMs() - startMs);
    }
  }
  console.log(
    `${itemCount.toLocaleString('en-US')} items; the shelf is filled and put in order in ${shelfMs.toFixed(0)} ms`,
  );
  console.log(`  ${''.padEnd(26)}     p50     p99`);
  for (const [name, values] of [['the model alone, k = 10', modelAlone] as const, ...times]) {
    console.log(`  ${name.padEnd(26)}${at(values, 0.5)}${at(values, 0.99)}`);
  }
  console.log();
}
