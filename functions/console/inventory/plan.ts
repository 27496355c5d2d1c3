import { reorderQuantity, type StockSignal, stockSignal } from '../../../shared/decisioning/stock-signal.ts';
import type { CatalogEntry } from '../../../shared/domain/item.ts';
import type { Page } from '../../../shared/domain/page.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import { demandWithin } from '../../../shared/model/demand.ts';
import type { Catalog } from '../../../shared/ports/catalog.ts';
import type { ModelStore } from '../../../shared/ports/model-store.ts';
import type { PlanRequest } from './contract.ts';
import { type DemandEvidence, type KnownDemand, knownDemand } from './known-demand.ts';

export interface PlanPorts {
  readonly catalog: Pick<Catalog, 'get' | 'list'>;
  readonly models: Pick<ModelStore, 'served' | 'read'>;
}

/** What to order of an item, in units, and why. */
export interface Reorder {
  readonly itemId: string;
  readonly quantity: number;
  /** Stock and orders below this do not last for the lead time. */
  readonly reorderPoint: number;
  /** Stock and orders that last for the horizon. */
  readonly orderUpTo: number;
  readonly stock: number;
  readonly onOrder: number;
  readonly reason: StockSignal['reason'] | 'below-reorder-point';
  /** What the stock says to those who show items. */
  readonly signal: StockSignal['signal'];
  readonly evidence: DemandEvidence;
}

export interface LeftOut {
  readonly itemId: string;
  readonly reason: 'not-in-catalog' | 'stock-not-counted' | 'discontinued';
}

export interface InventoryPlan {
  readonly asOf: string;
  readonly leadTimeDays: number;
  readonly horizonDays: number;
  readonly serviceLevel: number;
  readonly reorder: readonly Reorder[];
  readonly leftOut: readonly LeftOut[];
  readonly nextCursor?: string;
}

/** Items looked up at a time. */
const PARALLEL_READS = 16;

/** What to order of the items asked for, or of a page of the catalog, so that what is asked for is there. */
export const planOf =
  ({ catalog, models }: PlanPorts) =>
  async (request: PlanRequest, page: Page): Promise<InventoryPlan> => {
    const { leadTimeDays, horizonDays, serviceLevel, all } = request;
    const { asked, nextCursor } = await itemsOf(catalog, request, page);
    const night = await knownDemand(models, [...asked.keys()]);
    const reorder: Reorder[] = [];
    const leftOut: LeftOut[] = [];
    for (const [itemId, entry] of asked) {
      const reason = reasonToLeaveOut(entry);
      const demand = night.of(itemId, entry);
      if (reason !== undefined || demand === undefined) leftOut.push({ itemId, reason: reason ?? 'not-in-catalog' });
      else reorder.push(reorderOf({ itemId, stock: entry?.item.stock ?? 0, demand }, request));
    }
    return {
      asOf: isoOf(night.asOfMs),
      leadTimeDays,
      horizonDays,
      serviceLevel,
      reorder: all ? reorder : reorder.filter(({ quantity }) => quantity > 0),
      leftOut,
      ...(nextCursor !== undefined && { nextCursor }),
    };
  };

interface AskedItems {
  readonly asked: ReadonlyMap<string, CatalogEntry | undefined>;
  readonly nextCursor?: string;
}

async function itemsOf(catalog: PlanPorts['catalog'], { itemIds }: PlanRequest, page: Page): Promise<AskedItems> {
  if (itemIds === undefined) {
    const { entries, nextCursor } = await catalog.list(page);
    const asked = new Map(entries.map((entry) => [entry.item.itemId, entry] as const));
    return { asked, ...(nextCursor !== undefined && { nextCursor }) };
  }
  const asked = new Map<string, CatalogEntry | undefined>();
  for (let start = 0; start < itemIds.length; start += PARALLEL_READS) {
    const some = itemIds.slice(start, start + PARALLEL_READS);
    const entries = await Promise.all(some.map((itemId) => catalog.get(itemId)));
    for (const [i, itemId] of some.entries()) asked.set(itemId, entries[i]);
  }
  return { asked };
}

function reasonToLeaveOut(entry: CatalogEntry | undefined): LeftOut['reason'] | undefined {
  if (entry === undefined) return 'not-in-catalog';
  if (entry.item.availability === 'discontinued') return 'discontinued';
  return entry.item.stock === undefined ? 'stock-not-counted' : undefined;
}

function reorderOf(
  { itemId, stock, demand }: { readonly itemId: string; readonly stock: number; readonly demand: KnownDemand },
  { leadTimeDays, horizonDays, serviceLevel, onOrder }: PlanRequest,
): Reorder {
  const position = { onHand: stock, onOrder: Object.hasOwn(onOrder, itemId) ? onOrder[itemId]! : 0 };
  const within = (days: number, level: number) => demandWithin(demand, days, level);
  const inLeadTime = { median: within(leadTimeDays, 0.5), atServiceLevel: within(leadTimeDays, serviceLevel) };
  const inHorizon = { ...inLeadTime, atServiceLevel: within(horizonDays, serviceLevel) };
  const { signal, reason } = stockSignal(position, inLeadTime);
  const quantity = reorderQuantity(position, inLeadTime) > 0 ? reorderQuantity(position, inHorizon) : 0;
  return {
    itemId,
    quantity,
    reorderPoint: Math.ceil(inLeadTime.atServiceLevel),
    orderUpTo: Math.ceil(inHorizon.atServiceLevel),
    stock,
    onOrder: position.onOrder,
    reason: quantity > 0 && signal === 'none' ? 'below-reorder-point' : reason,
    signal,
    evidence: demand.evidence,
  };
}
