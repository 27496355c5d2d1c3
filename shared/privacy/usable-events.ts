import type { Event } from '../domain/event.ts';
import { USES, type Use, type UseName } from './consent.ts';

/** Whether an event may be put to a use, by what was not granted when it was captured. */
export function isUsable(event: Pick<Event, 'refused'>, use: UseName): boolean {
  const { purposes }: Use = USES[use];
  return event.refused === undefined || !event.refused.some((purpose) => purposes.includes(purpose));
}
