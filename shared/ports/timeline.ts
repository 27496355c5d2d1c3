import type { ContactClaim } from '../domain/contacts.ts';
import type { Event, PersonRef, QuarantinedEvent } from '../domain/event.ts';
import type { PersonFlag } from '../domain/flag.ts';
import type { FriendChoice } from '../domain/friend-choice.ts';
import type { IdentityLink } from '../domain/identity-link.ts';
import type { KeptJourney } from '../domain/journey.ts';
import type { Page } from '../domain/page.ts';
import type { PersonRecord } from '../domain/person-record.ts';
import type { RelationAddress } from '../domain/relation.ts';
import type { DecisionLine } from './decisions.ts';

/** A person's past as a decision needs it. */
export interface RecentTimeline {
  /** Newest first. */
  readonly events: readonly Event[];
  /** What is kept of the person beside events; absent: nothing. */
  readonly record?: PersonRecord;
  /** What people whom they know chose, as far as a night listed it; absent: nothing. */
  readonly friendChoices?: readonly FriendChoice[];
}

/** Where events of people are kept, one partition a person. */
export interface TimelineWriter {
  /**
   * Stores events; when it resolves, all of them are durable. The same event again changes nothing. What a device does
   * is given to the user that it belongs to.
   * @throws UnavailableError when some could not be stored; those that were stay stored.
   */
  append(events: readonly Event[]): Promise<void>;

  /**
   * Records that the device belongs to the user, and gives the user the device's events and what was said on it of
   * consent; what the user said before counts for the device. Safe to repeat; the first link of the two stays on record.
   */
  link(link: IdentityLink): Promise<void>;
}

export interface TimelineReader {
  /** The record and the newest `limit` events of a person, with exactly one read. A person never seen has none. */
  recent(person: PersonRef, limit: number): Promise<RecentTimeline>;

  /** A person's events, newest first, a page at a time. */
  list(person: PersonRef, page: Page): Promise<EventPage>;
}

export interface EventPage {
  readonly events: readonly Event[];
  readonly nextCursor?: string;
}

/** Events that could not be taken, by the day they came. */
export interface QuarantineWriter {
  append(events: readonly QuarantinedEvent[]): Promise<void>;
}

export interface QuarantineReader {
  /** Newest first. @param day UTC, "2026-11-24". */
  list(day: string, page: Page): Promise<QuarantinePage>;
}

/** Quarantined events on their way out. */
export interface QuarantineReplays {
  /**
   * The newest of a day's events of this id, if there is one.
   * @returns 'replayed' for one that has left the quarantine as accepted.
   */
  find(day: string, messageId: string): Promise<QuarantinedEvent | 'replayed' | undefined>;
  /** All of the day's events of this id are gone, as accepted. Safe to repeat. */
  settle(day: string, messageId: string): Promise<void>;
}

export interface QuarantinePage {
  readonly events: readonly QuarantinedEvent[];
  readonly nextCursor?: string;
}

/** Reads the whole people table, for the night: `segment` of `segmentCount` disjoint parts. */
export interface TimelineScan {
  scan(segment: number, segmentCount: number): AsyncIterable<readonly ScannedPerson[]>;
}

/** One partition, or a part of a large one; parts of one come one after another, their events in order. */
export interface ScannedPerson {
  /** Where the events lie: a user's partition or a device's. */
  readonly partition: string;
  /** Whose they are: the partition of the user that a device belongs to; of all else the partition itself. */
  readonly owner: string;
  /** What is kept of the partition beside events; absent: nothing. */
  readonly record?: PersonRecord;
  /** Whether the partition's person is said to be a bot; absent: nothing was said. */
  readonly flag?: PersonFlag;
  /** Whom a user knows and who knows them, as the shop says; absent: nobody. */
  readonly relations?: readonly RelationAddress[];
  /** What was decided for them, oldest first; absent: nothing in this part. A part may have decisions and no events. */
  readonly decisions?: readonly DecisionLine[];
  /** Where they are in campaigns; absent: in none in this part. A part may have journeys and no events. */
  readonly journeys?: readonly KeptJourney[];
  /** What they were told lately, by time; absent: nothing in this part. A part may have such and no events. */
  readonly told?: readonly ContactClaim[];
  readonly events: readonly Event[];
  /** When the first of these events is kept no longer, in ms since 1970; absent: none goes by itself. */
  readonly firstExpiryMs?: number;
  /** A page ended here: more of the partition may follow. Absent: all of it was given. */
  readonly mayContinue?: true;
}
