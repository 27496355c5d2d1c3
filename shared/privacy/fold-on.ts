import type { PersonRef } from '../domain/event.ts';
import type { PersonRecord } from '../domain/person-record.ts';
import type { Prediction } from '../domain/prediction.ts';
import type { SegmentMembership } from '../domain/segment.ts';
import type { StoredProfile } from '../domain/stored-profile.ts';
import { EMPTY_PROFILE, PROFILE_VERSION, type ProfileState } from '../features/profile/profile.ts';
import type { EventsInOrder, StoredProfiles } from '../ports/people.ts';
import { foldAllAllowed } from './fold-allowed.ts';

export interface FoldedPerson {
  readonly state: ProfileState;
  readonly record?: PersonRecord;
  readonly predictions: readonly Prediction[];
  readonly memberships: readonly SegmentMembership[];
  /** Something is kept of the person. */
  readonly isKnown: boolean;
}

const BEFORE_ALL = -1;

/**
 * The state of a person with all that is stored of them: what the night folded while that holds, and the events after
 * its watermark; else all events from the first. Both give the same to the bit.
 */
export const foldOn =
  (people: StoredProfiles & EventsInOrder) =>
  async (person: PersonRef): Promise<FoldedPerson> => {
    const { record, stored, predictions, memberships } = await people.read(person);
    const usable = stored?.version === PROFILE_VERSION ? stored : undefined;
    let state = usable === undefined ? EMPTY_PROFILE : stateOf(usable);
    let eventCount = 0;
    for await (const events of people.after(person, usable?.throughMs ?? BEFORE_ALL)) {
      eventCount += events.length;
      state = foldAllAllowed(state, events);
    }
    const isKnown = eventCount > 0 || stored !== undefined || record !== undefined;
    return { state, predictions, memberships, isKnown, ...(record && { record }) };
  };

const stateOf = ({ body }: StoredProfile): ProfileState => JSON.parse(body) as ProfileState;
