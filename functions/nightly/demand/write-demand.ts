import {
  DEMAND_MANIFEST,
  DEMAND_NAME,
  DEMAND_SCHEMA,
  type Demand,
  type DemandManifest,
  demandWithin,
  STOCK_FILE,
  STOCK_SERVICE_LEVEL,
  type StockDemand,
  shardCountOf,
  shardFiles,
  shardOf,
} from '../../../shared/model/demand.ts';
import { jsonBytes } from '../../../shared/model/json-bytes.ts';
import type { ModelRemoval } from '../../../shared/ports/erasure.ts';
import type { ModelStore } from '../../../shared/ports/model-store.ts';
import type { ForeseenDemand } from './foresee-demand.ts';

export type DemandModels = ModelStore & Pick<ModelRemoval, 'removeAllBut'>;

/** Writes a night's forecasts, serves them, and removes those of the nights before for good. */
export async function writeDemand(
  models: DemandModels,
  night: {
    readonly version: string;
    readonly asOfMs: number;
    readonly leadTimeDays: number;
    readonly foreseen: ForeseenDemand;
  },
): Promise<void> {
  const { version, asOfMs, leadTimeDays, foreseen } = night;
  // As text from the first on: numbers of all items at once take ten times the room.
  const sold: { readonly itemId: string; readonly entry: string }[] = [];
  const stock = { itemIds: [] as string[], median: [] as number[], atServiceLevel: [] as number[] };
  const addStock = (itemId: string, demand: Demand): void => {
    stock.itemIds.push(itemId);
    stock.median.push(Math.round(demandWithin(demand, leadTimeDays, 0.5)));
    stock.atServiceLevel.push(Math.ceil(demandWithin(demand, leadTimeDays, STOCK_SERVICE_LEVEL)));
  };
  for (const [itemId, demand] of foreseen.items) {
    sold.push({ itemId, entry: `${JSON.stringify(itemId)}:${JSON.stringify(demand)}` });
    addStock(itemId, demand);
  }
  for (const [itemId, demand] of foreseen.unsold) addStock(itemId, demand);
  const shardCount = shardCountOf(sold.length);
  const shards = new Map(shardFiles(shardCount).map((file) => [file, [] as string[]]));
  for (const { itemId, entry } of sold) shards.get(shardOf(itemId, shardCount))!.push(entry);
  const stockDemand: StockDemand = { leadTimeDays, ...stock };
  const manifest: DemandManifest = {
    schema: DEMAND_SCHEMA,
    asOfMs,
    categories: Object.fromEntries(foreseen.categories),
    shop: foreseen.shop,
    shardCount,
  };
  const files = [...shards].map(([file, entries]) => [file, new TextEncoder().encode(`{${entries.join()}}`)] as const);
  await models.put(
    DEMAND_NAME,
    version,
    new Map([...files, [STOCK_FILE, jsonBytes(stockDemand)], [DEMAND_MANIFEST, jsonBytes(manifest)]]),
  );
  await models.publish(DEMAND_NAME, version, await models.served(DEMAND_NAME));
  await models.removeAllBut(DEMAND_NAME, version);
}
