import { contextOfEvent } from '../context.ts';
import type { Feature } from './feature.ts';
import { heaviest, type Tally, tallied, type Weighed } from './tally.ts';

type PlacesState = {
  readonly devices: Tally;
  readonly markets: Tally;
  readonly lastDevice?: string;
  readonly lastMarket?: string;
};

export interface Places {
  /** Kinds of device, by events. */
  readonly devices: readonly Weighed[];
  /** ISO 3166, by events. */
  readonly markets: readonly Weighed[];
  readonly lastDevice?: string;
  readonly lastMarket?: string;
}

const KEPT = 20;

/** From where the person comes, as coarse as a decision knows it. */
export const places: Feature<PlacesState, Places> = {
  empty: { devices: [], markets: [] },
  fold({ devices, markets, lastDevice, lastMarket }, event) {
    const { device, market } = contextOfEvent(event);
    const newestDevice = device ?? lastDevice;
    const newestMarket = market ?? lastMarket;
    return {
      devices: device === undefined ? devices : tallied(devices, device, 1, KEPT),
      markets: market === undefined ? markets : tallied(markets, market, 1, KEPT),
      ...(newestDevice !== undefined && { lastDevice: newestDevice }),
      ...(newestMarket !== undefined && { lastMarket: newestMarket }),
    };
  },
  value: ({ devices, markets, ...last }) => ({
    devices: heaviest(devices, KEPT),
    markets: heaviest(markets, KEPT),
    ...last,
  }),
};
