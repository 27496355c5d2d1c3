import { type ConsentRegister, mergedConsent, PURPOSES } from './consent.ts';
import { InvalidInputError } from './errors.ts';
import type { JsonObject } from './event.ts';
import { DAY_MS, HOUR_MS } from './time.ts';

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

/**
 * The record with what another record of the same person says of their data: consent, and a restriction, which is lifted
 * by word alone. The same object where that says nothing new.
 */
export function withStatements(record: PersonRecord, other: PersonRecord): PersonRecord {
  const consenting = withConsent(record, other.consent);
  const { restrictedAtMs } = other;
  if (restrictedAtMs === undefined || record.restrictedAtMs !== undefined) return consenting;
  return { ...consenting, restrictedAtMs };
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

/**
 * The record with what was set by hand on another, of each trait the newer; the same object where that says nothing
 * newer. Names beyond the limit are left out.
 */
export function withTraits(record: PersonRecord, { traits, traitsAtMs }: PersonRecord): PersonRecord {
  const newer = Object.keys(traitsAtMs)
    .filter((name) => traitsAtMs[name]! > (record.traitsAtMs[name] ?? Number.NEGATIVE_INFINITY))
    .sort();
  const known = Object.keys(record.traitsAtMs);
  const names = [...known, ...newer.filter((name) => !known.includes(name))].slice(0, MAX_TRAITS);
  if (newer.length === 0) return record;
  const from = (name: string): PersonRecord => (newer.includes(name) ? { ...record, traits, traitsAtMs } : record);
  return {
    ...record,
    traits: Object.fromEntries(
      names.flatMap((name) => (Object.hasOwn(from(name).traits, name) ? [[name, from(name).traits[name]!]] : [])),
    ),
    traitsAtMs: Object.fromEntries(names.map((name) => [name, from(name).traitsAtMs[name]!])),
  };
}

/**
 * The record with traits set by hand; null takes one away, until an event says it anew.
 * @throws InvalidInputError when there become too many.
 */
export function withTraitsSet(record: PersonRecord, change: JsonObject, nowMs: number): PersonRecord {
  const traits = new Map(Object.entries(record.traits));
  const traitsAtMs = new Map(Object.entries(record.traitsAtMs));
  for (const [name, value] of Object.entries(change)) {
    if (value === null) traits.delete(name);
    else traits.set(name, value);
    traitsAtMs.set(name, nowMs);
  }
  const set = Object.fromEntries(traits);
  // Names that were taken away count too: each is kept, so that it stays away.
  if (traitsAtMs.size > MAX_TRAITS) throw tooMuch(`${traitsAtMs.size} names exceed the limit of ${MAX_TRAITS}`);
  const length = JSON.stringify(set).length;
  if (length > MAX_TRAITS_LENGTH) throw tooMuch(`${length} characters exceed the limit of ${MAX_TRAITS_LENGTH}`);
  return { ...record, traits: set, traitsAtMs: Object.fromEntries(traitsAtMs) };
}

const tooMuch = (reason: string): InvalidInputError =>
  new InvalidInputError(`/traits: with those set before, ${reason}`, [{ pointer: '/traits', reason }]);

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

/** How far the watermark lies behind the scan. */
export const WATERMARK_LAG_MS = DAY_MS;
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
