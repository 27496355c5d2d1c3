import { localTimeOf } from '../context.ts';
import type { Feature } from './feature.ts';

type TimesState = { readonly hours: readonly number[]; readonly weekdays: readonly number[] };

export interface Times {
  /** Events by the hour where the shopper is, from 0 to 23 o'clock. */
  readonly hours: readonly number[];
  /** Events by day, from Monday to Sunday. */
  readonly weekdays: readonly number[];
  /** Share of events on Saturday and Sunday; absent where no event told its time zone. */
  readonly weekendShare?: number;
}

/** When the person comes, by events that tell their time zone. */
export const times: Feature<TimesState, Times> = {
  empty: { hours: new Array<number>(24).fill(0), weekdays: new Array<number>(7).fill(0) },
  fold(state, event) {
    const local = localTimeOf(event);
    if (local === undefined) return state;
    return { hours: countedAt(state.hours, local.hour), weekdays: countedAt(state.weekdays, local.weekday) };
  },
  value({ hours, weekdays }) {
    const total = weekdays.reduce((sum, count) => sum + count, 0);
    return { hours, weekdays, ...(total > 0 && { weekendShare: (weekdays[5]! + weekdays[6]!) / total }) };
  },
};

const countedAt = (counts: readonly number[], at: number): readonly number[] => counts.with(at, counts[at]! + 1);
