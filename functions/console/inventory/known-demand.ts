import { NotFoundError, UnavailableError } from '../../../shared/domain/errors.ts';
import { type CatalogEntry, listedDays } from '../../../shared/domain/item.ts';
import {
  DEMAND_MANIFEST,
  DEMAND_NAME,
  DEMAND_SCHEMA,
  type Demand,
  type DemandManifest,
  type DemandShard,
  demandByPrior,
  shardOf,
} from '../../../shared/model/demand.ts';
import { jsonOf } from '../../../shared/model/json-bytes.ts';
import type { ModelStore } from '../../../shared/ports/model-store.ts';

/** What a forecast rests on: sales of the item itself, those of its category, or those of the whole shop. */
export type DemandEvidence = 'item' | 'category' | 'shop';

export interface KnownDemand extends Demand {
  readonly evidence: DemandEvidence;
}

/** What the newest night foresees. */
export interface NightDemand {
  readonly asOfMs: number;
  /** @param entry - of the catalog; undefined where it has none. @returns undefined of an item that nobody knows. */
  of(itemId: string, entry: CatalogEntry | undefined): KnownDemand | undefined;
}

/** Shards that are fetched at a time. */
const PARALLEL_READS = 16;

/**
 * What is foreseen of some items.
 * @throws NotFoundError before a first night; UnavailableError where a newer night is taking over.
 */
export async function knownDemand(
  models: Pick<ModelStore, 'served' | 'read'>,
  itemIds: readonly string[],
): Promise<NightDemand> {
  const pointer = await models.served(DEMAND_NAME);
  if (pointer === undefined) throw new NotFoundError('no night has foreseen demand yet');
  const read = async (file: string): Promise<unknown> => {
    try {
      return jsonOf(await models.read(DEMAND_NAME, pointer.version, file));
    } catch (cause) {
      if (cause instanceof NotFoundError) throw new UnavailableError('a newer night is taking over', 2, { cause });
      throw cause;
    }
  };
  const manifest = (await read(DEMAND_MANIFEST)) as DemandManifest;
  if (manifest.schema !== DEMAND_SCHEMA) throw new NotFoundError('no night of this version has foreseen demand yet');
  const fileOf = (itemId: string) => shardOf(itemId, manifest.shardCount);
  const files = [...new Set(itemIds.map(fileOf))];
  const shards = new Map<string, DemandShard>();
  for (let start = 0; start < files.length; start += PARALLEL_READS) {
    const some = files.slice(start, start + PARALLEL_READS);
    await Promise.all(some.map(async (file) => shards.set(file, (await read(file)) as DemandShard)));
  }
  return {
    asOfMs: manifest.asOfMs,
    of(itemId, entry) {
      const own = ownOf(shards.get(fileOf(itemId)) ?? {}, itemId);
      if (own !== undefined) return { ...own, evidence: 'item' };
      return entry && expected(entry, manifest);
    },
  };
}

/** Of an item that was not sold yet. */
function expected(entry: CatalogEntry, { categories, shop, asOfMs }: DemandManifest): KnownDemand {
  const [category = ''] = entry.item.categories;
  const prior = ownOf(categories, category);
  const days = listedDays(entry, asOfMs);
  return { ...demandByPrior(prior ?? shop, days), evidence: prior === undefined ? 'shop' : 'category' };
}

/** An id may be any text, also one that every object has something under. */
const ownOf = <Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;
