import type { Event, PersonRef } from '../domain/event.ts';
import type { FriendChoice } from '../domain/friend-choice.ts';
import type { IdentityLink } from '../domain/identity-link.ts';
import type { PersonRecord } from '../domain/person-record.ts';
import type { Prediction } from '../domain/prediction.ts';
import type { Relation, RelationAddress } from '../domain/relation.ts';
import type { SegmentMembership } from '../domain/segment.ts';
import type { StoredProfile } from '../domain/stored-profile.ts';

/** What is kept of people beside their events. */
export interface PersonRecords {
  /** By partition of the person (`partitionOf`); absent: nothing is kept. Reads what was written last. */
  get(people: readonly PersonRef[]): Promise<ReadonlyMap<string, PersonRecord>>;
  /**
   * Changes a record in one atomic step; no other change is lost.
   * @param change - pure: it may be called again with what another writer made of the record. The same object back
   * changes nothing.
   * @returns the record as it is now.
   */
  update(person: PersonRef, change: (record: PersonRecord) => PersonRecord): Promise<PersonRecord>;
}

/** Which devices are whose. */
export interface Identities {
  /** The devices of a user, oldest link first: what an audit reads, and what an erasure follows. */
  devicesOf(userId: string): Promise<readonly IdentityLink[]>;
  /** The user that a device belongs to. */
  ownerOf(anonymousId: string): Promise<string | undefined>;
}

/** What must be known of an id before anything of theirs is stored. */
export interface Standing {
  /** Absent: nothing is kept. */
  readonly record?: PersonRecord;
  /** Of a device: the user that it belongs to. */
  readonly owner?: string;
  readonly isSuppressed: boolean;
}

export interface Standings {
  /**
   * By partition (`partitionOf`), of each of them, and of the users that devices among them belong to. One round of
   * reads, and a second one for users that were not named. Reads what was written last.
   */
  of(people: readonly PersonRef[]): Promise<ReadonlyMap<string, Standing>>;
}

/** Records of one person, who may have many: as a user, and one a device. */
export interface LinkedRecords {
  /**
   * Changes the record of a user and of their devices, and of the device where the person is named by both. Of a device
   * alone: its record, its owner's and that of the owner's other devices. Each in one atomic step; safe to repeat.
   * @param change - see `PersonRecords.update`.
   * @returns the record of the person as named.
   */
  update(person: PersonRef, change: (record: PersonRecord) => PersonRecord): Promise<PersonRecord>;
}

/** Who knows whom. What was listed of what friends chose ends with a relation, for both. */
export interface Relations {
  /** The same again counts from now. @throws UnavailableError when it is not known whether both sides were written. */
  put(relation: Relation): Promise<void>;
  /** No matter if there is none. */
  remove(address: RelationAddress): Promise<void>;
}

export interface RelationReader {
  /** Those of them that are still said. Reads what was written last. */
  among(addresses: readonly RelationAddress[]): Promise<readonly RelationAddress[]>;
}

/**
 * Lists of what people whom somebody knows chose, by partition (`partitionOf`). Stores end a list by themselves when
 * anybody whom it rests on changes what their data may be used for, is suppressed or erased, or the relation ends.
 */
export interface FriendChoices {
  /** Best first. What was listed of one before is gone. @param keptUntilMs - in ms since 1970: they go by themselves. */
  put(lists: ReadonlyMap<string, readonly FriendChoice[]>, keptUntilMs: number): Promise<void>;
  /** No matter if nothing was listed. */
  drop(partitions: readonly string[]): Promise<void>;
}

/** Ids of people who must not come back. What is kept of an id is its keyed hash, from which it cannot be read. */
export interface Suppressions {
  /** Which of them are suppressed, by partition (`partitionOf`). */
  among(people: readonly PersonRef[]): Promise<ReadonlySet<string>>;
  suppress(people: readonly PersonRef[]): Promise<void>;
  /** @returns how many of them were suppressed. */
  release(people: readonly PersonRef[]): Promise<number>;
}

/** What is kept of a person beside events, read at once. */
export interface KeptProfile {
  readonly record?: PersonRecord;
  /** What the night folded, while it holds all events up to its watermark; absent: fold from the first event. */
  readonly stored?: StoredProfile;
  readonly predictions: readonly Prediction[];
  /** Segments that the last night found the person in, and that cannot be told without it. */
  readonly memberships: readonly SegmentMembership[];
}

/** A person as they are now. */
export interface PersonNow extends KeptProfile {
  /** Newest first. */
  readonly events: readonly Event[];
  /** There are events after what the night folded that are not among these: more than were asked for. */
  readonly isCut: boolean;
}

export interface PeopleNow {
  /** All that a decision may go by of a person, and their newest `limit` events, with exactly one read. */
  now(person: PersonRef, limit: number): Promise<PersonNow>;
}

/** What the night folds of people's events, by partition (`partitionOf`). */
export interface StoredProfiles {
  read(person: PersonRef): Promise<KeptProfile>;
  put(profiles: ReadonlyMap<string, StoredProfile>): Promise<void>;
  /** Removes what was folded of them; no matter if nothing was. */
  drop(partitions: readonly string[]): Promise<void>;
}

/** Events in the order of the timeline: by client time, then by messageId. */
export interface EventsInOrder {
  /** Those after a client time, in ms since 1970; −1 for all. */
  after(person: PersonRef, clientAtMs: number): AsyncIterable<readonly Event[]>;
}

/** What the night foresees of people, by partition (`partitionOf`); what was foreseen of one before is gone. */
export interface Predictions {
  /** @param keptUntilMs - in ms since 1970: they go by themselves, so that none outlives the nights that made it. */
  put(predictions: ReadonlyMap<string, readonly Prediction[]>, keptUntilMs: number): Promise<void>;
}

/** Segments that the night finds people in, by partition; what was found of one before is gone. */
export interface Memberships {
  /** @param keptUntilMs - as of `Predictions`. */
  put(memberships: ReadonlyMap<string, readonly SegmentMembership[]>, keptUntilMs: number): Promise<void>;
}
