import type { Event } from '../domain/event.ts';
import { foldTimeline, type ProfileState } from '../features/profile/profile.ts';
import { foldTraits } from '../features/profile/traits.ts';
import { isUsable } from './usable-events.ts';

/** The state with one more event as far as it may be used. */
export const foldAllowed = (state: ProfileState, event: Event): ProfileState => foldAllAllowed(state, [event]);

/**
 * The state with more events as far as they may be used: of one that may not be personalised by, only the traits, which
 * are what was told and not what was found out. To the bit the same, however many come at once.
 */
export function foldAllAllowed(state: ProfileState, events: readonly Event[]): ProfileState {
  if (events.length === 0) return state;
  const usable = events.filter((event) => isUsable(event, 'personalise'));
  const known = usable.length === 0 ? state : foldTimeline(state, usable);
  return usable.length === events.length ? known : { ...known, traits: events.reduce(foldTraits, state.traits) };
}
