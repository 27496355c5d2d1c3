import type { Event, JsonObject, JsonValue } from '../../domain/event.ts';
import type { PersonRecord } from '../../domain/person-record.ts';
import { affinities } from './affinities.ts';
import { coupons } from './coupons.ts';
import { discounts } from './discounts.ts';
import type { Feature } from './feature.ts';
import { frequency } from './frequency.ts';
import { lately } from './lately.ts';
import { messageOf, messages } from './messages.ts';
import { money } from './money.ts';
import { orderDays } from './order-days.ts';
import { places } from './places.ts';
import { prices } from './prices.ts';
import { questions } from './questions.ts';
import { ratings } from './ratings.ts';
import { recency } from './recency.ts';
import { satisfaction } from './satisfaction.ts';
import { searches } from './searches.ts';
import { times } from './times.ts';
import { foldTraits, type TraitState, traitsOf } from './traits.ts';

/** Raised whenever a feature's state or its fold changes: a state of another version is not gone on with. */
export const PROFILE_VERSION = 5;

/** What is kept of a person's events so that the next one can be added. */
export interface ProfileState {
  readonly recency: typeof recency.empty;
  readonly frequency: typeof frequency.empty;
  readonly money: typeof money.empty;
  readonly orderDays: typeof orderDays.empty;
  readonly lately: typeof lately.empty;
  readonly discounts: typeof discounts.empty;
  readonly coupons: typeof coupons.empty;
  readonly messages: typeof messages.empty;
  readonly affinities: typeof affinities.empty;
  readonly prices: typeof prices.empty;
  readonly times: typeof times.empty;
  readonly places: typeof places.empty;
  readonly ratings: typeof ratings.empty;
  readonly searches: typeof searches.empty;
  readonly satisfaction: typeof satisfaction.empty;
  readonly questions: typeof questions.empty;
  readonly traits: TraitState;
}

export const EMPTY_PROFILE: ProfileState = {
  recency: recency.empty,
  frequency: frequency.empty,
  money: money.empty,
  orderDays: orderDays.empty,
  lately: lately.empty,
  discounts: discounts.empty,
  coupons: coupons.empty,
  messages: messages.empty,
  affinities: affinities.empty,
  prices: prices.empty,
  times: times.empty,
  places: places.empty,
  ratings: ratings.empty,
  searches: searches.empty,
  satisfaction: satisfaction.empty,
  questions: questions.empty,
  traits: [],
};

/** The state with one more event. @internal */
export const foldProfile = (state: ProfileState, event: Event): ProfileState => foldTimeline(state, [event]);

/**
 * The state with more events. They come in the order of the timeline, each once; then the state is the same to the bit
 * however many come at once, and whether it was kept in between or not. A message that reaches somebody is nothing that
 * they did. One feature goes over all of them before the next one does, which is faster.
 */
export function foldTimeline(state: ProfileState, events: readonly Event[]): ProfileState {
  const did = events.filter((event) => messageOf(event)?.did !== 'delivered');
  return {
    recency: foldedOver(recency, state.recency, did),
    frequency: foldedOver(frequency, state.frequency, did),
    money: foldedOver(money, state.money, did),
    orderDays: foldedOver(orderDays, state.orderDays, did),
    lately: foldedOver(lately, state.lately, did),
    discounts: foldedOver(discounts, state.discounts, did),
    coupons: foldedOver(coupons, state.coupons, did),
    messages: foldedOver(messages, state.messages, events),
    affinities: foldedOver(affinities, state.affinities, did),
    prices: foldedOver(prices, state.prices, did),
    times: foldedOver(times, state.times, did),
    places: foldedOver(places, state.places, did),
    ratings: foldedOver(ratings, state.ratings, did),
    searches: foldedOver(searches, state.searches, did),
    satisfaction: foldedOver(satisfaction, state.satisfaction, did),
    questions: foldedOver(questions, state.questions, did),
    traits: did.reduce(foldTraits, state.traits),
  };
}

function foldedOver<State extends JsonValue, Value>(
  feature: Feature<State, Value>,
  before: State,
  events: readonly Event[],
): State {
  if (events.length === 0) return before;
  if (feature.foldAll !== undefined) return feature.foldAll(before, events);
  let state = before;
  for (const event of events) state = feature.fold(state, event);
  return state;
}

export type Features = ReturnType<typeof featuresOf>;

export interface Profile {
  readonly traits: JsonObject;
  readonly features: Features;
}

/** What is told of a person. @param nowMs - in ms since 1970: ages are counted from there. */
export const profileOf = (
  state: ProfileState,
  record: Pick<PersonRecord, 'traits' | 'traitsAtMs'> | undefined,
  nowMs: number,
): Profile => ({ traits: traitsOf(state.traits, record), features: featuresOf(state, nowMs) });

export const featuresOf = (state: ProfileState, nowMs: number) => ({
  recency: recency.value(state.recency, nowMs),
  frequency: frequency.value(state.frequency, nowMs),
  money: money.value(state.money, nowMs),
  orderDays: orderDays.value(state.orderDays, nowMs),
  lately: lately.value(state.lately, nowMs),
  discounts: discounts.value(state.discounts, nowMs),
  coupons: coupons.value(state.coupons, nowMs),
  messages: messages.value(state.messages, nowMs),
  affinities: affinities.value(state.affinities, nowMs),
  prices: prices.value(state.prices, nowMs),
  times: times.value(state.times, nowMs),
  places: places.value(state.places, nowMs),
  ratings: ratings.value(state.ratings, nowMs),
  searches: searches.value(state.searches, nowMs),
  satisfaction: satisfaction.value(state.satisfaction, nowMs),
  questions: questions.value(state.questions, nowMs),
});
