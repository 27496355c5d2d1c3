import { kindOf, productsOf } from '../../domain/interaction.ts';
import { currencyOf, minorUnits } from '../../domain/money.ts';
import type { Feature } from './feature.ts';

type Did = 'looked-at' | 'bought';
/** Amounts in the currency's minor unit. */
type PriceState = readonly {
  readonly currency: string;
  readonly did: Did;
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}[];

export interface PriceBand {
  readonly currency: string;
  /** What was done to the items whose prices these are. */
  readonly did: Did;
  readonly count: number;
  /** In the currency's minor unit. */
  readonly min: number;
  readonly max: number;
  /** Rounded to the minor unit. */
  readonly mean: number;
}

/** Pairs of currency and deed; others are not counted. */
const MAX_BANDS = 12;
const DID_OF_KIND = new Map<string | undefined, Did>([
  ['view', 'looked-at'],
  ['click', 'looked-at'],
  ['purchase', 'bought'],
]);

/** The price of one piece of what the person looks at and of what they buy, as the events say it. */
export const prices: Feature<PriceState, readonly PriceBand[]> = {
  empty: [],
  fold(state, event) {
    const did = DID_OF_KIND.get(kindOf(event));
    if (did === undefined) return state;
    return productsOf(event.properties).reduce((bands, product) => {
      const currency = currencyOf(product['currency'] ?? event.properties['currency']);
      const price = currency === undefined ? undefined : minorUnits(product['price'], currency);
      return currency === undefined || price === undefined || price < 0 ? bands : banded(bands, currency, did, price);
    }, state);
  },
  value: (state) =>
    state.map(({ currency, did, count, sum, min, max }) => ({
      currency,
      did,
      count,
      min,
      max,
      mean: Math.round(sum / count),
    })),
};

function banded(bands: PriceState, currency: string, did: Did, price: number): PriceState {
  const at = bands.findIndex((band) => band.currency === currency && band.did === did);
  if (at < 0) {
    return bands.length === MAX_BANDS
      ? bands
      : [...bands, { currency, did, count: 1, sum: price, min: price, max: price }];
  }
  const { count, sum, min, max } = bands[at]!;
  return bands.with(at, {
    currency,
    did,
    count: count + 1,
    sum: sum + price,
    min: Math.min(min, price),
    max: Math.max(max, price),
  });
}
