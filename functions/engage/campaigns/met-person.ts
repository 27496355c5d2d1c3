import { type Event, type JsonObject, type PersonRef, partitionOf } from '../../../shared/domain/event.ts';
import { type Interaction, interactionsOf } from '../../../shared/domain/interaction.ts';
import type { PersonRecord } from '../../../shared/domain/person-record.ts';
import { isTimeZone } from '../../../shared/domain/time-zone.ts';
import { membershipsOf } from '../../../shared/features/profile/known-segments.ts';
import { languagesOf } from '../../../shared/features/profile/languages.ts';
import { messageOf } from '../../../shared/features/profile/messages.ts';
import { profileOf } from '../../../shared/features/profile/profile.ts';
import { PROFILE_COLUMNS } from '../../../shared/features/profile/vector.ts';
import type { EventsInOrder, StoredProfiles } from '../../../shared/ports/people.ts';
import type { Segments } from '../../../shared/ports/segments.ts';
import type { TimelineReader } from '../../../shared/ports/timeline.ts';
import { allows, type ConsentRegime } from '../../../shared/privacy/consent.ts';
import { foldOn } from '../../../shared/privacy/fold-on.ts';
import { isUsable } from '../../../shared/privacy/usable-events.ts';

export interface MetPersonPorts {
  readonly timeline: Pick<TimelineReader, 'recent'>;
  readonly people: StoredProfiles & EventsInOrder;
  /** The shop’s own; may be as they were a moment ago. */
  readonly segments: Pick<Segments, 'list'>;
  readonly regime: ConsentRegime;
}

/** Somebody whose journey goes on, as far as campaigns go by them. */
export interface MetPerson {
  readonly person: PersonRef;
  /** Of the person: `partitionOf`. */
  readonly partition: string;
  readonly record: PersonRecord | undefined;
  /** Oldest first. */
  readonly interactions: readonly Interaction[];
  /** Messages that they opened, by id. */
  readonly opened: ReadonlySet<string>;
  /** ISO 3166; undefined: not known. */
  readonly market: string | undefined;
  /** As the trait says, or else their newest event that tells; undefined: none does. */
  readonly timeZone: string | undefined;
  /** Locales, best first. */
  readonly languages: readonly string[];
  readonly traits: JsonObject;
  /** By name, of `PROFILE_COLUMNS`; none where the person does not allow it. */
  readonly features: Readonly<Record<string, number>>;
  readonly segmentIds: ReadonlySet<string>;
}

/** Carts and orders of older events are no reason to write. */
const NEWEST_EVENTS = 200;

/** What is known of somebody now. Events that may not be put to messages are passed over. */
export const meetPerson =
  ({ timeline, people, segments, regime }: MetPersonPorts) =>
  async (person: PersonRef, nowMs: number): Promise<MetPerson> => {
    const [{ events, record }, folded, own] = await Promise.all([
      timeline.recent(person, NEWEST_EVENTS),
      foldOn(people)(person),
      segments.list(),
    ]);
    const usable = events.filter((event) => isUsable(event, 'message'));
    const { traits, features } = profileOf(folded.state, record, nowMs);
    const mayKnow = allows('personalise', record, { regime, market: folded.state.places.lastMarket });
    const memberships = mayKnow ? membershipsOf({ ...folded, features }, own) : [];
    return {
      person,
      partition: partitionOf(person),
      record,
      interactions: usable.toReversed().flatMap(interactionsOf),
      opened: new Set(usable.flatMap(openedIn)),
      market: folded.state.places.lastMarket,
      timeZone: [traits['timezone'], traits['timeZone'], newestText(events, 'timezone')].find(
        (zone): zone is string => typeof zone === 'string' && isTimeZone(zone),
      ),
      languages: languagesOf(traits, events),
      traits,
      features: mayKnow
        ? Object.fromEntries(PROFILE_COLUMNS.flatMap(({ name, of }) => numberAt(name, of(features))))
        : {},
      segmentIds: new Set(memberships.map(({ segmentId }) => segmentId)),
    };
  };

function openedIn(event: Event): readonly string[] {
  const message = messageOf(event);
  return message?.did === 'opened' ? [message.id] : [];
}

/** A text of the newest event whose context has it. */
function newestText(events: readonly Event[], name: string): string | undefined {
  for (const { context } of events) if (typeof context[name] === 'string') return context[name];
  return undefined;
}

const numberAt = (name: string, value: number | undefined): readonly (readonly [string, number])[] =>
  value === undefined || Number.isNaN(value) ? [] : [[name, value]];
