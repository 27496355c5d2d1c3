import { deliveriesTo } from '../../shared/decisioning/deliveries.ts';
import { type NewItems, newItemsOf } from '../../shared/decisioning/exploration.ts';
import { type ItemBiases, itemBiases } from '../../shared/decisioning/item-bias.ts';
import { newShelf, type Shelf } from '../../shared/decisioning/shelf.ts';
import { type StockBias, stockBias } from '../../shared/decisioning/stock-bias.ts';
import type { DecisionContext, ModelRef } from '../../shared/domain/decision.ts';
import { IncompatibleModelError, NotFoundError } from '../../shared/domain/errors.ts';
import type { Experiment } from '../../shared/domain/experiment.ts';
import type { CatalogEntry } from '../../shared/domain/item.ts';
import { UNDETERMINED } from '../../shared/domain/language.ts';
import type { PlacementPolicies } from '../../shared/domain/placement-policy.ts';
import { type Cell, cellIndexer, contextCode } from '../../shared/features/context.ts';
import { HISTORY_KINDS } from '../../shared/features/history.ts';
import type { SourceBlend } from '../../shared/learning/blend.ts';
import type { StockDemand } from '../../shared/model/demand.ts';
import { readVersion } from '../../shared/model/read-version.ts';
import { BLOCKED_BIAS } from '../../shared/model/recommender-graph.ts';
import { RECOMMENDER_NAME } from '../../shared/model/recommender-manifest.ts';
import type { CatalogChanges } from '../../shared/ports/catalog.ts';
import type { ModelStore } from '../../shared/ports/model-store.ts';
import type { LoadScorer, Scorer } from '../../shared/ports/scorer.ts';
import type { Clock, Hash, Log } from '../../shared/ports/system.ts';
import { type Abroad, NOTHING_SAID, worthInCents } from './abroad.ts';

/** What every decision reads from memory. */
export interface Served {
  /** Undefined until a first night has published. */
  readonly model: ServedModel | undefined;
  readonly shelf: Shelf;
  /** Of placements that the shop has set one for. */
  readonly policies: PlacementPolicies;
  /** Those that run. */
  readonly experiments: readonly Experiment[];
  readonly abroad: Abroad;
  /** That the shop's own texts are written in. */
  readonly language: string;
}

export interface ServedModel extends ModelRef {
  readonly scorer: Scorer;
  /** Events that it can be asked with, at most. */
  readonly historyLimit: number;
  /** Its items are the shelf's first rows, in its order. */
  readonly itemCount: number;
  /** The cells of a request's context that it knows, by their places in `cells`. */
  cellsOf(context: DecisionContext): Int32Array;
  readonly cells: readonly Cell[];
  /** Which of the graph's contributions is the context's; −1: it knows of none. */
  readonly contextRow: number;
  /** In the order of the graph's contributions. */
  readonly sources: readonly string[];
  /** What of the biases is for what lies in stock. */
  readonly stock: StockBias;
  /** How what friends chose counts beside the personal blend; absent: not at all. */
  readonly friends?: SourceBlend;
  readonly biases: ItemBiases;
  readonly newItems: NewItems;
}

export interface ServedRecommenderPorts {
  readonly models: ModelStore;
  readonly loadScorer: LoadScorer;
  readonly changes: CatalogChanges;
  readonly hash: Hash;
  readonly clock: Clock;
  readonly log: Log;
  /** Absent: what lies in stock counts for nothing. */
  readonly stock?: StockPorts;
  /** What the shop has set for placements; absent: nothing. */
  readonly policies?: () => Promise<PlacementPolicies>;
  /** Those that run; absent: none. */
  readonly experiments?: () => Promise<readonly Experiment[]>;
  /** What the shop has said of markets, and rates; absent: nothing. */
  readonly abroad?: () => Promise<Abroad>;
  /** That the shop's own texts are written in; absent: nobody said. */
  readonly language?: () => Promise<string>;
}

export interface StockPorts {
  /** By which stock is judged; undefined before the first night. */
  readonly demand: () => Promise<StockDemand | undefined>;
  /** See `stockBias`. */
  readonly share: number;
}

/** The index of changes follows its table by a moment, and writers' clocks differ: look this far back again. */
const OVERLAP_MS = 60_000;

/** Older than this many times `refreshMs`, and a decision waits for the look instead of going on with what is there. */
const STALE_AFTER = 3;

/**
 * The served model and the catalog, held in memory. After `refreshMs` a decision starts a new look and does not wait
 * for it; after three times that, as when the environment was frozen for long, it waits. A version that cannot be
 * loaded is refused and the one before goes on; so does everything when a store does not answer.
 */
export function servedRecommender(ports: ServedRecommenderPorts, refreshMs: number): () => Promise<Served> {
  let served: Served = {
    model: undefined,
    shelf: newShelf(),
    policies: {},
    experiments: [],
    abroad: NOTHING_SAID,
    language: UNDETERMINED,
  };
  let changesSinceMs = 0;
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | undefined;
  let refused: string | undefined;

  const look = async (): Promise<void> => {
    const startedAtMs = ports.clock.nowMs();
    const pointer = await ports.models.served(RECOMMENDER_NAME);
    let next = served;
    let fromMs = changesSinceMs;
    if (pointer !== undefined && pointer.version !== served.model?.version && pointer.version !== refused) {
      try {
        const { changesFromMs, ...loaded } = await loadVersion(ports, pointer.version);
        next = { ...served, ...loaded };
        fromMs = changesFromMs;
      } catch (error) {
        if (!isOfTheVersion(error)) throw error; // the store may answer next time
        refused = pointer.version;
        const stays = served.model?.version ?? 'none';
        ports.log.warn('model refused', { version: pointer.version, reason: error.message, stays });
      }
    }
    const sinceMs = Math.max(0, fromMs - OVERLAP_MS);
    for await (const entries of ports.changes.since(sinceMs)) next.shelf.update(entries);
    next.model?.stock.learn(await ports.stock?.demand());
    const [policies = {}, experiments = [], abroad = NOTHING_SAID, language = UNDETERMINED] = await Promise.all([
      ports.policies?.(),
      ports.experiments?.(),
      ports.abroad?.(),
      ports.language?.(),
    ]);
    if (next.shelf !== served.shelf || !isSameDelivery(abroad, served.abroad))
      next.shelf.deliver(deliveriesTo(abroad.markets, next.shelf));
    if (next.model !== served.model || JSON.stringify(abroad.rates) !== JSON.stringify(served.abroad.rates))
      next.model?.biases.exchange(worthInCents(abroad, startedAtMs));
    served = { ...next, policies, experiments, abroad, language }; // not before: a version's own catalog knows nothing of what was deleted since
    changesSinceMs = startedAtMs;
    lookedAtMs = startedAtMs;
  };
  const lookOnce = (): Promise<void> => {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  };

  return async () => {
    const ageMs = ports.clock.nowMs() - lookedAtMs;
    if (ageMs < refreshMs) return served;
    const isFirst = lookedAtMs === Number.NEGATIVE_INFINITY;
    const looked = isFirst
      ? lookOnce() // nothing to go on with
      : lookOnce().catch((error) => {
          lookedAtMs = ports.clock.nowMs(); // or every decision would ask, and wait for, a store that does not answer
          ports.log.warn('refresh failed; what is in memory goes on', { failure: nameOf(error) });
        });
    if (ageMs >= STALE_AFTER * refreshMs) await looked;
    return served;
  };
}

/** What an item may be offered in is found anew only where that changes. */
const isSameDelivery = (one: Abroad, other: Abroad): boolean =>
  JSON.stringify([...one.markets]) === JSON.stringify([...other.markets]);

/** Whether the version itself cannot be loaded: damaged, incomplete or made for other code. */
const isOfTheVersion = (error: unknown): error is Error =>
  error instanceof IncompatibleModelError || error instanceof NotFoundError || error instanceof SyntaxError;

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

/**
 * A version with the catalog of its night.
 * @throws NotFoundError when a file of it is gone; IncompatibleModelError when this code must not ask it.
 */
export async function loadVersion(
  { models, loadScorer, hash, stock }: Pick<ServedRecommenderPorts, 'models' | 'loadScorer' | 'hash' | 'stock'>,
  version: string,
) {
  const read = (file: string) => models.read(RECOMMENDER_NAME, version, file);
  const { manifest, file, json } = await readVersion(read, hash, HISTORY_KINDS);
  const [graph, items, counts, catalog] = await Promise.all([
    file('model.onnx'),
    json('items.json'),
    json('event-counts.json'),
    json('catalog.json'),
  ]);
  const itemIds = items as readonly string[];
  const shelf = newShelf(itemIds);
  shelf.update(catalog as readonly CatalogEntry[]);
  const indexesOf = cellIndexer(manifest.cells);
  const ofStock = stockBias(shelf, itemIds.length, stock?.share ?? 0);
  const model: ServedModel = {
    name: RECOMMENDER_NAME,
    version,
    scorer: await loadScorer(graph),
    historyLimit: manifest.settings.historyLimit,
    itemCount: itemIds.length,
    cells: manifest.cells,
    sources: manifest.sources,
    contextRow: manifest.sources.indexOf('context'),
    cellsOf: (context) => indexesOf(contextCode(context)),
    stock: ofStock,
    biases: itemBiases(shelf, itemIds.length, { blocked: BLOCKED_BIAS, stock: ofStock }),
    ...(manifest.friends && { friends: manifest.friends }),
    newItems: newItemsOf(shelf, counts as readonly number[]),
  };
  return { model, shelf, changesFromMs: manifest.trainedOn.takenAtMs };
}
