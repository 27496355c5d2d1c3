import type { Event } from '../../domain/event.ts';
import { kindOf, plainName } from '../../domain/interaction.ts';
import { DAY_MS } from '../../domain/time.ts';
import type { Feature } from './feature.ts';

/** Counts, and the messages that may still be opened in time, oldest first. */
type MessageState = {
  readonly delivered: number;
  readonly opened: number;
  readonly waiting: readonly (readonly [id: string, atMs: number])[];
};

/** Messages that reached the person, and how many of them were opened within `OPENED_WITHIN_DAYS`. */
export interface Messages {
  readonly delivered: number;
  readonly opened: number;
}

/** What an event says of a message. */
export interface MessageEvent {
  readonly did: 'delivered' | 'opened';
  /** By which messages are told apart; "": the event does not say. */
  readonly id: string;
}

/** Most who open a message do so within two days; who does later has it met by chance. */
export const OPENED_WITHIN_DAYS = 7;
const MOST_WAITING = 10;
const MAX_ID_LENGTH = 60;

/** How the person takes what is sent to them. An opening that names no message is of the newest that was not opened. */
export const messages: Feature<MessageState, Messages> = {
  empty: { delivered: 0, opened: 0, waiting: [] },
  fold(state, event) {
    const message = messageOf(event);
    if (message === undefined) return state;
    const { id, did } = message;
    const inTime = state.waiting.filter(([, atMs]) => isInTime(atMs, event.clientAtMs));
    if (did === 'delivered') {
      const waiting = [...inTime, [id, event.clientAtMs] as const].slice(-MOST_WAITING);
      return { ...state, delivered: state.delivered + 1, waiting };
    }
    const at = inTime.findLastIndex(([known]) => isSame(known, id));
    if (at < 0) return state;
    return { ...state, opened: state.opened + 1, waiting: inTime.toSpliced(at, 1) };
  },
  value: ({ delivered, opened }) => ({ delivered, opened }),
};

/** Whether an opening at some time counts for what was delivered then; both in ms since 1970. */
export const isInTime = (deliveredAtMs: number, openedAtMs: number): boolean =>
  openedAtMs <= deliveredAtMs + OPENED_WITHIN_DAYS * DAY_MS;

/** Whether ids may be of one message. */
export const isSame = (one: string, other: string): boolean => one === other || one === '' || other === '';

/** Segment's names of e-mail and push events, as `plainName` spells them. */
const DID_BY_NAME: ReadonlyMap<string, MessageEvent['did']> = new Map([
  ['emaildelivered', 'delivered'],
  ['emailopened', 'opened'],
  ['pushnotificationreceived', 'delivered'],
  ['pushnotificationtapped', 'opened'],
]);

/** Undefined for an event that is about no message. */
export function messageOf(event: Event): MessageEvent | undefined {
  const { type, name = '', properties } = event;
  if (type !== 'track' || kindOf(event) !== undefined) return undefined; // most events are known by their spelling
  const did = DID_BY_NAME.get(plainName(name));
  if (did === undefined) return undefined;
  const id = properties['email_id'] ?? properties['message_id'] ?? properties['campaign_id'];
  return { did, id: typeof id === 'string' || typeof id === 'number' ? String(id).slice(0, MAX_ID_LENGTH) : '' };
}
