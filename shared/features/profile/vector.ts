import { type Features, featuresOf, type ProfileState } from './profile.ts';

/** One number that models see of a person, and how people speak of those who have much or little of it. */
interface VectorColumn {
  readonly name: string;
  readonly much: string;
  readonly little: string;
  /** Missing: NaN. Depends on nothing but features and what `nowMs` they were told at. */
  readonly of: (features: Features) => number | undefined;
}

/** Of a share: no opinion is formed of fewer events. */
const MIN_EVENTS = 3;

/**
 * What predictions and segments see of a profile, in this order. Money is in the minor unit of the currency that most
 * of the person's orders were in.
 */
export const PROFILE_COLUMNS: readonly VectorColumn[] = [
  column('daysSinceFirstSeen', 'long known', 'new', ({ recency }) => recency.daysSinceFirstSeen),
  column('daysSinceLastSeen', 'away for long', 'here lately', ({ recency }) => recency.daysSinceLastSeen),
  column('daysSinceLastOrder', 'ordered long ago', 'ordered lately', ({ recency }) => recency.daysSinceLastOrder),
  column('sessions', 'come often', 'come rarely', ({ frequency }) => frequency.sessions),
  column('events', 'do much', 'do little', ({ frequency }) => frequency.events),
  column('views', 'look at much', 'look at little', ({ frequency }) => kindsOf(frequency, 'view', 'click')),
  column('carts', 'fill carts', 'fill no carts', ({ frequency }) => kindsOf(frequency, 'cart')),
  column('wishes', 'keep wish lists', 'wish for little', ({ frequency }) => kindsOf(frequency, 'wish')),
  column('orders', 'order often', 'order rarely', ({ frequency }) => frequency.orders),
  column('orderDays', 'buy again and again', 'buy on few days', ({ orderDays }) => orderDays.count),
  column('recentViews', 'look around these days', 'look at nothing lately', ({ lately }) => lately.views),
  column('recentCarts', 'fill carts these days', 'fill no carts lately', ({ lately }) => lately.carts),
  column('recentOrders', 'order these days', 'order nothing lately', ({ lately }) => lately.orders),
  column('eventsPerSession', 'stay long', 'stay briefly', ({ frequency: { events, sessions } }) =>
    part(events, sessions),
  ),
  column('cartsPerView', 'decide quickly', 'look long before they choose', ({ frequency }) =>
    part(kindsOf(frequency, 'cart'), kindsOf(frequency, 'view', 'click'), MIN_EVENTS),
  ),
  column('revenue', 'spend much', 'spend little', (features) => moneyOf(features)?.revenue ?? 0),
  column('averageOrder', 'place large orders', 'place small orders', (features) => moneyOf(features)?.averageOrder),
  column('priceLookedAt', 'look at dear things', 'look at cheap things', ({ prices }) => meanPrice(prices)),
  column(
    'discountShare',
    'buy at a discount',
    'pay full prices',
    ({ discounts }) => discounts.orders.share ?? undefined,
  ),
  column('couponShare', 'use coupons', 'use no coupons', ({ coupons, discounts }) =>
    part(coupons.orders, discounts.orders.count),
  ),
  column('couponsApplied', 'try many coupons', 'try no coupons', ({ coupons }) => coupons.applied),
  column('messages', 'are written to often', 'are written to rarely', ({ messages }) => messages.delivered),
  column('messageOpenShare', 'open messages', 'leave messages unopened', ({ messages }) =>
    part(messages.opened, messages.delivered),
  ),
  column('weekendShare', 'come on weekends', 'come on weekdays', ({ times }) => times.weekendShare),
  column('eveningShare', 'come in the evening', 'come by day', ({ times: { hours } }) => partOfDay(hours, 18, 24)),
  column('searches', 'search', 'search for nothing', ({ searches }) => searches.count),
  column(
    'categories',
    'turn to many categories',
    'keep to few categories',
    ({ affinities }) => affinities.categories.length,
  ),
  column(
    'topCategoryShare',
    'keep to one category',
    'turn to many things',
    ({ affinities }) => affinities.categories[0]?.share,
  ),
  column('ratingMean', 'rate highly', 'rate poorly', ({ ratings }) => ratings.mean),
  column(
    'nps',
    'would recommend the shop',
    'would not recommend the shop',
    ({ satisfaction }) => satisfaction.nps.last,
  ),
];

const COLUMN_BY_NAME = new Map(PROFILE_COLUMNS.map((one) => [one.name, one]));
/** Undefined: there is no such column. */
export const columnOf = (name: string): VectorColumn | undefined => COLUMN_BY_NAME.get(name);

/** A row of numbers, by `PROFILE_COLUMNS`; NaN where nothing is known. */
export function profileVector(features: Features): Float64Array {
  const vector = new Float64Array(PROFILE_COLUMNS.length);
  for (let column = 0; column < vector.length; column++)
    vector[column] = PROFILE_COLUMNS[column]!.of(features) ?? Number.NaN;
  return vector;
}

/** What was asked for last: each person of a night is asked for several times, one after another. */
let last: { readonly state: ProfileState; readonly nowMs: number; readonly vector: Float64Array } | undefined;

/** The row of somebody's state, which is not to be written to. @param nowMs - in ms since 1970: ages are counted from there. */
export function stateVector(state: ProfileState, nowMs: number): Float64Array {
  if (last?.state !== state || last.nowMs !== nowMs)
    last = { state, nowMs, vector: profileVector(featuresOf(state, nowMs)) };
  return last.vector;
}

function column(name: string, much: string, little: string, of: VectorColumn['of']): VectorColumn {
  return { name, much, little, of };
}

type Frequency = Features['frequency'];
const kindsOf = ({ byKind }: Frequency, ...kinds: readonly (keyof Frequency['byKind'])[]): number =>
  kinds.reduce((sum, kind) => sum + (byKind[kind] ?? 0), 0);

const part = (some: number, whole: number, atLeast = 1): number | undefined =>
  whole < atLeast ? undefined : some / whole;

const moneyOf = ({ money }: Features): Features['money'][number] | undefined =>
  money.reduce<Features['money'][number] | undefined>(
    (most, one) => (one.orders > (most?.orders ?? 0) ? one : most),
    undefined,
  );

/** Of the currency in which most was looked at. */
function meanPrice(prices: Features['prices']): number | undefined {
  const looked = prices.filter(({ did }) => did === 'looked-at');
  return looked.toSorted((a, b) => b.count - a.count)[0]?.mean;
}

function partOfDay(hours: readonly number[], from: number, to: number): number | undefined {
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  return part(sum(hours.slice(from, to)), sum(hours), MIN_EVENTS);
}
