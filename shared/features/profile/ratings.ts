import type { Event } from '../../domain/event.ts';
import { kindOf } from '../../domain/interaction.ts';
import type { Feature } from './feature.ts';

/** The sum in hundredths, a whole number. */
type RatingState = { readonly count: number; readonly sum: number };

export interface Ratings {
  readonly count: number;
  /** On the shop's own scale; absent where there is none. */
  readonly mean?: number;
}

const HUNDREDTHS = 100;
/** Beyond any scale: what is larger is no rating. */
const MAX_RATING = 1000;

/** The ratings that the person gave (`rating` of Product Reviewed), to the hundredth. */
export const ratings: Feature<RatingState, Ratings> = {
  empty: { count: 0, sum: 0 },
  fold(state, event) {
    const rating = ratingOf(event);
    if (rating === undefined) return state;
    return { count: state.count + 1, sum: state.sum + Math.round(rating * HUNDREDTHS) };
  },
  value: ({ count, sum }) => ({ count, ...(count > 0 && { mean: sum / count / HUNDREDTHS }) }),
};

/** The rating that an event gives, from 0 to 1,000; undefined for an event that gives none. */
export function ratingOf(event: Event): number | undefined {
  const rating = kindOf(event) === 'rate' ? Number(event.properties['rating'] ?? Number.NaN) : Number.NaN;
  return rating >= 0 && rating <= MAX_RATING ? rating : undefined;
}
