import { type ConsentRegister, mergedConsent, PURPOSES } from './consent.ts';
import type { JsonObject } from './event.ts';

/**
 * What is kept of a person beside the timeline: what they said of their data, and what was corrected by hand. All else
 * of a profile is computed from events.
 */
export interface PersonRecord {
  readonly consent: ConsentRegister;
  /** Traits as the shop or the person set them; they win over the traits that events brought before `traitsAtMs`. */
  readonly traits: JsonObject;
  /** By trait: when it was set, in ms since 1970. A trait that was removed is here and not in `traits`. */
  readonly traitsAtMs: Readonly<Record<string, number>>;
  /** Kept, and used for nothing (GDPR 18), since then. */
  readonly restrictedAtMs?: number;
}

export const EMPTY_RECORD: PersonRecord = { consent: {}, traits: {}, traitsAtMs: {} };

/** The record with what is said of consent; the same object where it says nothing newer. */
export function withConsent(record: PersonRecord, said: ConsentRegister): PersonRecord {
  const consent = mergedConsent(record.consent, said);
  const isNew = PURPOSES.some((purpose) => consent[purpose] !== record.consent[purpose]);
  return isNew ? { ...record, consent } : record;
}

/** A device that turned out to be a person's. */
export interface IdentityLink {
  readonly anonymousId: string;
  readonly userId: string;
  /** When, by our clock, and which event said it. */
  readonly linkedAtMs: number;
  readonly messageId: string;
}

// ── Traits ──────────────────────────────────────────────────────────────────────────────────────────

export const MAX_TRAITS = 300;
/** Characters of one trait as JSON, and of all of them together: a record is one row of the store, of 400 KB at most. */
export const MAX_TRAIT_LENGTH = 2000;
export const MAX_TRAITS_LENGTH = 100_000;
const MAX_TRAIT_NAME_LENGTH = 100;

/** Names with a meaning of their own in JavaScript objects are never a trait's. */
const RESERVED_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

export const isTraitName = (name: string): boolean =>
  name !== '' && name.length <= MAX_TRAIT_NAME_LENGTH && !RESERVED_NAMES.has(name);

// ── What the night folds ────────────────────────────────────────────────────────────────────────────

/** Events folded by the night, so that a reader folds on from there. */
export interface StoredProfile {
  /** Of the features that folded it. */
  readonly version: number;
  /** When the scan began that it is made of, in ms since 1970. */
  readonly takenAtMs: number;
  /** The watermark: all events up to this client time are in it, in ms since 1970, and none after. */
  readonly throughMs: number;
  /** When the first of its events is kept no longer, and so neither is this; absent: none does. */
  readonly expiresAtMs?: number;
  /** The state as JSON. */
  readonly body: string;
}

const HOUR_MS = 3_600_000;
/** How far the watermark lies behind the scan. */
export const WATERMARK_LAG_MS = 24 * HOUR_MS;
/** An event that is stored later than this after its own client time is late: the night may have passed by already. */
export const LATE_AFTER_MS = 23 * HOUR_MS;
/**
 * A late event counts against states that were taken up to this much after it was marked: clocks differ, a request takes
 * seconds from the mark to the event, and a mark is not repeated for some minutes.
 */
export const LATE_MARGIN_MS = HOUR_MS;

/**
 * Whether a state still holds all events up to its watermark.
 * @param lateAtMs - when late events of the person were last stored; undefined: never.
 */
export const isWhole = ({ takenAtMs }: Pick<StoredProfile, 'takenAtMs'>, lateAtMs: number | undefined): boolean =>
  lateAtMs === undefined || lateAtMs < takenAtMs - LATE_MARGIN_MS;
