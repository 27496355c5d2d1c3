import { NotFoundError } from '../../../shared/domain/errors.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import { demandWithin } from '../../../shared/model/demand.ts';
import type { Catalog } from '../../../shared/ports/catalog.ts';
import type { ModelStore } from '../../../shared/ports/model-store.ts';
import { type DemandEvidence, knownDemand } from './known-demand.ts';

export interface ForecastPorts {
  readonly catalog: Pick<Catalog, 'get'>;
  readonly models: Pick<ModelStore, 'served' | 'read'>;
}

/** How many units of an item may be asked for. */
export interface ItemForecast {
  readonly itemId: string;
  /** The days begin here. */
  readonly asOf: string;
  readonly horizonDays: number;
  readonly evidence: DemandEvidence;
  /** Of all days of the horizon together: units that are not exceeded with the probability `level`. */
  readonly quantiles: readonly { readonly level: number; readonly units: number }[];
  /** Of the first `days` days together: within low and high 80 times in a hundred. */
  readonly path: readonly {
    readonly days: number;
    readonly low: number;
    readonly median: number;
    readonly high: number;
  }[];
}

const LEVELS = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95];

/** @throws NotFoundError for an item that is not in the catalog and was never sold. */
export const forecastOf =
  ({ catalog, models }: ForecastPorts) =>
  async (itemId: string, horizonDays: number): Promise<ItemForecast> => {
    const [entry, night] = await Promise.all([catalog.get(itemId), knownDemand(models, [itemId])]);
    const demand = night.of(itemId, entry);
    if (demand === undefined) throw new NotFoundError(`no item "${itemId}"`);
    const units = (days: number, level: number) => Math.round(demandWithin(demand, days, level));
    return {
      itemId,
      asOf: isoOf(night.asOfMs),
      horizonDays,
      evidence: demand.evidence,
      quantiles: LEVELS.map((level) => ({ level, units: units(horizonDays, level) })),
      path: Array.from({ length: horizonDays }, (_, i) => {
        const days = i + 1;
        return { days, low: units(days, 0.1), median: units(days, 0.5), high: units(days, 0.9) };
      }),
    };
  };
