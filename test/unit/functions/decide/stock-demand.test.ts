import { describe, expect, it } from 'vitest';
import { newestStockDemand } from '../../../../functions/decide/stock-demand.ts';
import { memoryModels } from '../../../../shared/adapters/memory/models.ts';
import { NotFoundError, UnavailableError } from '../../../../shared/domain/errors.ts';
import { DEMAND_NAME, STOCK_FILE } from '../../../../shared/model/demand.ts';
import { jsonBytes } from '../../../../shared/model/json-bytes.ts';

const demandOf = (itemId: string) => ({ leadTimeDays: 14, itemIds: [itemId], median: [1], atServiceLevel: [2] });

/** A store of which reads are counted, and fail with `fault` while there is one. */
function aStore() {
  const models = memoryModels();
  const state: { reads: number; fault?: Error } = { reads: 0 };
  return {
    state,
    async night(version: string) {
      await models.put(DEMAND_NAME, version, new Map([[STOCK_FILE, jsonBytes(demandOf(version))]]));
      await models.publish(DEMAND_NAME, version, await models.served(DEMAND_NAME));
    },
    newest: newestStockDemand({
      served: models.served,
      async read(name, version, file) {
        state.reads++;
        if (state.fault !== undefined) throw state.fault;
        return models.read(name, version, file);
      },
    }),
  };
}

describe('the demand that decisions go by', () => {
  it('is that of the newest night, read once', async () => {
    const { newest, night, state } = aStore();
    expect(await newest()).toBeUndefined();
    await night('first');
    expect(await newest()).toEqual(demandOf('first'));
    await newest();
    expect(state.reads).toBe(1);
    await night('second');
    expect(await newest()).toEqual(demandOf('second'));
  });

  it('stays while a newer night takes over, and says so when the store does not answer', async () => {
    const { newest, night, state } = aStore();
    await night('first');
    await newest();
    await night('second');
    state.fault = new NotFoundError('gone');
    expect(await newest()).toEqual(demandOf('first'));
    state.fault = new UnavailableError('later', 1);
    await expect(newest()).rejects.toThrow(UnavailableError);
    delete state.fault;
    expect(await newest()).toEqual(demandOf('second'));
  });
});
