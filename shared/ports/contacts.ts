import type { Contacts } from '../domain/contacts.ts';
import type { PersonRef } from '../domain/event.ts';
import type { CampaignStep } from '../domain/message.ts';

/** What people were told lately. */
export interface ContactBook {
  /** Reads what was written last; of who was told nothing, nothing. */
  read(person: PersonRef): Promise<Contacts>;
  /**
   * Changes it in one atomic step; no other change is lost.
   * @param change - pure: it may be called again with what another writer made of it. The same object back changes
   * nothing.
   * @returns what it is now.
   * @throws UnavailableError when too many change it at once; then nothing was changed.
   */
  update(person: PersonRef, change: (contacts: Contacts) => Contacts): Promise<Contacts>;
}

/** What became of messages: a line each in the person's history, kept as long as events are. */
export interface ToldHistory {
  /** The same line again changes nothing. */
  append(person: PersonRef, line: ToldLine): Promise<void>;
}

/** What became of one message, without its words. */
export interface ToldLine {
  readonly messageId: string;
  /** In ms since 1970: when it was sent, or it turned out that it will not be. */
  readonly atMs: number;
  readonly channel: string;
  readonly status: 'sent' | 'dropped';
  /** Of one that was dropped. */
  readonly reason?: string;
  readonly campaign?: CampaignStep;
  /** The shop said that the policy is not to be asked: why. */
  readonly overridden?: string;
}
