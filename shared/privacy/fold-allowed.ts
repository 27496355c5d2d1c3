import type { Event } from '../domain/event.ts';
import { foldProfile, type ProfileState } from '../features/profile/profile.ts';
import { foldTraits } from '../features/profile/traits.ts';
import { isUsable } from './usable-events.ts';

/**
 * The state with one more event as far as it may be used: of one that may not be personalised by, only the traits, which
 * are what was told and not what was found out.
 */
export const foldAllowed = (state: ProfileState, event: Event): ProfileState =>
  isUsable(event, 'personalise') ? foldProfile(state, event) : { ...state, traits: foldTraits(state.traits, event) };
