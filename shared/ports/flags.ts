import type { PersonRef } from '../domain/event.ts';
import type { FoundBot, PersonFlag } from '../domain/flag.ts';
import type { Page } from '../domain/page.ts';

/** What an operator says of people, and reads of what the night said. */
export interface PersonFlags {
  /** The operator's word, which no later night changes. */
  put(person: PersonRef, flag: PersonFlag): Promise<void>;
  /** Takes back whatever was said; the next night judges again. */
  remove(person: PersonRef): Promise<void>;
  /** People whom the night of a UTC day found, in the order of their keys, each with what is said of them by now. */
  list(day: string, page: Page): Promise<FlagPage>;
}

export interface FlagPage {
  readonly people: readonly FlaggedPerson[];
  readonly nextCursor?: string;
}

export interface FlaggedPerson extends PersonRef, PersonFlag {}

/** What the night writes. */
export interface NightFlags {
  /** Flags the people, unless an operator has spoken on them, and lists them under the UTC day. Safe to repeat. */
  found(day: string, bots: readonly FoundBot[], atMs: number): Promise<void>;
}
