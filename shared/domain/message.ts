import type { PersonRef } from './event.ts';

/** Ways to say something to a person. */
export const CHANNELS = ['email', 'sms', 'push', 'web-push', 'on-site', 'webhook'] as const;
export type Channel = (typeof CHANNELS)[number];

/** What a person is to be told, in words that are ready to be read. */
export interface Message {
  /** Made from what the message is for, so that the same message has the same id however often it is tried. */
  readonly messageId: string;
  readonly person: PersonRef;
  readonly channel: Channel;
  readonly content: MessageContent;
  /** Absent: the shop itself sent it, by `POST /v1/messages`. */
  readonly campaign?: CampaignStep;
  /** An order’s confirmation and the like: neither caps nor quiet hours nor refused marketing hold it back. */
  readonly isTransactional: boolean;
  /** Absent: it may be sent whenever it may be sent. Later it is dropped. */
  readonly sendBeforeMs?: number;
}

export interface MessageContent {
  /** E-mail: the subject; push: the title; others have none. */
  readonly subject?: string;
  /** Plain text. */
  readonly text: string;
  /** E-mail and on-site messages. */
  readonly html?: string;
  /** Where it leads. */
  readonly url?: string;
}

export interface CampaignStep {
  readonly campaignId: string;
  readonly stepId: string;
  /** By experiment, the variant that the person met here. */
  readonly variants?: Readonly<Record<string, string>>;
}

/** What became of a message. */
export type MessageVerdict =
  | ({ readonly status: 'sent'; readonly atMs: number } & AssumedZone)
  /** It may be tried again then: quiet hours, or a window that is full. */
  | ({ readonly status: 'held'; readonly untilMs: number; readonly reason: HeldReason } & AssumedZone)
  /** It is never sent. */
  | { readonly status: 'dropped'; readonly reason: DropReason };

/** The policy's time zone, where the person's own is not known. */
interface AssumedZone {
  readonly assumedTimeZone?: string;
}

/** Why a message waits. */
export const HELD_REASONS = [
  'quiet hours',
  'full window',
  'fatigue',
  /** As many claims are kept of the person as may be. */
  'too many messages',
  /** Another process is at it, or was cut off a moment ago. */
  'being sent',
  /** The provider did not take it now; it was not sent. */
  'provider away',
] as const;
export type HeldReason = (typeof HELD_REASONS)[number];

/** Why a message is never sent. */
export const DROP_REASONS = [
  'erased',
  'restricted',
  'consent refused',
  /** Of those whom the shop never acts on, so that it is known what acting is worth. */
  'held out',
  'channel off',
  'no address',
  'malformed address',
  'retired address',
  'too late',
  'refused by provider',
  'interrupted, may have been sent',
] as const;
export type DropReason = (typeof DROP_REASONS)[number];
