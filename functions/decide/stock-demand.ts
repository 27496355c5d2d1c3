import { NotFoundError } from '../../shared/domain/errors.ts';
import { DEMAND_NAME, STOCK_FILE, type StockDemand } from '../../shared/model/demand.ts';
import { jsonOf } from '../../shared/model/json-bytes.ts';
import type { ModelStore } from '../../shared/ports/model-store.ts';

/** What the newest night foresees to be sold, read once a night; undefined before the first one. */
export function newestStockDemand(models: Pick<ModelStore, 'served' | 'read'>): () => Promise<StockDemand | undefined> {
  let held: { readonly version: string; readonly demand: StockDemand } | undefined;
  return async () => {
    const pointer = await models.served(DEMAND_NAME);
    if (pointer === undefined || pointer.version === held?.version) return held?.demand;
    try {
      const { version } = pointer;
      held = { version, demand: jsonOf(await models.read(DEMAND_NAME, version, STOCK_FILE)) as StockDemand };
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error; // a newer night is taking over: what is held goes on
    }
    return held?.demand;
  };
}
