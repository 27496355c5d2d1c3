import type { JsonValue, PersonRef } from '../domain/event.ts';
import type { ErasedCounts, PrivacyRequest } from '../domain/privacy-request.ts';

/** Something kept of a person beside events and record, as it lies in the store. */
export interface KeptRow {
  /** Its sort key: what it is. */
  readonly name: string;
  readonly content: JsonValue;
}

/** All that is kept of people, whatever its kind: what an export gives is what an erasure removes. */
export interface PersonalRows {
  /** What is kept of a person beside their events and their record, records of their decisions included. */
  others(person: PersonRef): Promise<readonly KeptRow[]>;
  /** Removes every row of every one of them for good. @returns rows by kind. */
  erase(people: readonly PersonRef[]): Promise<ErasedCounts>;
  /** How many rows there are of them. */
  count(people: readonly PersonRef[]): Promise<number>;
}

/** Removal of events that could not be taken, which lie by day and not by person. */
export interface QuarantineRemoval {
  /** @param concerns - told an event as the client sent it, as text. @returns how many were removed. */
  erase(concerns: (body: string) => boolean): Promise<number>;
  count(concerns: (body: string) => boolean): Promise<number>;
}

/** A request that is not completed, or whose result may still be fetched; the only place that keeps a person's ids. */
export interface OpenRequest {
  readonly requestId: string;
  readonly people: readonly PersonRef[];
  readonly askedAtMs: number;
  /** Its entry; absent while it is on its way in, and for good if that was cut off. */
  readonly request?: PrivacyRequest;
}

/** What was asked of the shop in a person's name, and what became of it. */
export interface RequestLedger {
  /** @returns false when there is a request of that id already, which stays as it is. */
  add(request: PrivacyRequest, people: readonly PersonRef[]): Promise<boolean>;
  get(requestId: string): Promise<PrivacyRequest | undefined>;
  /** The ids of a request that is open. */
  peopleOf(requestId: string): Promise<readonly PersonRef[] | undefined>;
  /** Writes down what became of a request. @param people - more ids that it turned out to be about; else its ids stay. */
  put(request: PrivacyRequest, people?: readonly PersonRef[]): Promise<void>;
  /** Forgets the ids of a request. */
  close(requestId: string): Promise<void>;
  /** All that are open, and their entries in the ledger. */
  open(): Promise<readonly OpenRequest[]>;
}

/** Snapshots that outlived their night. */
export interface SnapshotRemoval {
  /** Removes everything of every snapshot but one. @returns how many objects. */
  removeAllBut(snapshotId: string): Promise<number>;
  countAllBut(snapshotId: string): Promise<number>;
}

/** Model versions that are no longer served. */
export interface ModelNames {
  /** Of which anything is kept. */
  names(): Promise<readonly string[]>;
}

export interface ModelRemoval {
  /** Versions of which anything is kept. */
  versions(name: string): Promise<readonly string[]>;
  /**
   * Removes every version but one, for good: also what a bucket with versions remembers of what was overwritten or
   * deleted, be it of the one that stays. @returns how many objects.
   */
  removeAllBut(name: string, version: string): Promise<number>;
  countAllBut(name: string, version: string): Promise<number>;
}
