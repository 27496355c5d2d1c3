import type { PersonRef } from '../domain/event.ts';
import type { CampaignStep, MessageContent } from '../domain/message.ts';

/** A message that waits for a person on the shop’s site. */
export interface SiteMessage {
  readonly messageId: string;
  readonly content: MessageContent;
  readonly campaign?: CampaignStep;
  /** In ms since 1970, as is the next. */
  readonly sentAtMs: number;
  /** From then on it is not shown any more. */
  readonly showUntilMs: number;
}

export interface SiteMessages {
  /** The same message again changes nothing. */
  put(person: PersonRef, message: SiteMessage): Promise<void>;
  /** Those that may be shown now, the newest first. */
  waiting(person: PersonRef, nowMs: number): Promise<readonly SiteMessage[]>;
  /** @returns what it was; undefined: there is none. */
  take(person: PersonRef, messageId: string): Promise<SiteMessage | undefined>;
}
