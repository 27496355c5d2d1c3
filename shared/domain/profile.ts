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
