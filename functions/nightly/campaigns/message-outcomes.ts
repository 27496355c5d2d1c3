import type { Event } from '../../../shared/domain/event.ts';
import { kindOf, plainName } from '../../../shared/domain/interaction.ts';

export const MESSAGE_OUTCOMES = ['delivered', 'opened', 'clicked', 'unsubscribed'] as const;
export type MessageOutcome = (typeof MESSAGE_OUTCOMES)[number];

/** Names of events, in Segment's words and as `plainName` spells them. */
const OUTCOME_OF_NAME: ReadonlyMap<string, MessageOutcome> = new Map([
  ['emaildelivered', 'delivered'],
  ['emailopened', 'opened'],
  ['emaillinkclicked', 'clicked'],
  ['unsubscribed', 'unsubscribed'],
  ['smsdelivered', 'delivered'],
  ['on-sitemessageseen', 'opened'],
  ['on-sitemessageclicked', 'clicked'],
  ['pushnotificationreceived', 'delivered'],
  ['pushnotificationtapped', 'clicked'],
]);

/** What an event says of a message; undefined: it is about none, or does not say about which. */
export function outcomeOf(event: Event): { readonly messageId: string; readonly what: MessageOutcome } | undefined {
  if (event.type !== 'track' || kindOf(event) !== undefined) return undefined;
  const what = OUTCOME_OF_NAME.get(plainName(event.name ?? ''));
  const messageId = event.properties['message_id'] ?? event.properties['email_id'];
  return what === undefined || typeof messageId !== 'string' ? undefined : { messageId, what };
}
