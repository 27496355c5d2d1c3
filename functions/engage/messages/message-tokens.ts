import { type PersonRef, partitionOf, personOfPartition } from '../../../shared/domain/event.ts';
import type { Channel, Message } from '../../../shared/domain/message.ts';
import { CHANNELS } from '../../../shared/domain/message.ts';
import type { Recipient } from '../../../shared/ports/messages.ts';
import type { SignedTexts } from '../../../shared/ports/shopper-tokens.ts';

/** What a message bears so that what comes of it is known to be its own: signed by this deployment. */
export interface MessageTokens {
  /** What a channel is told of the person, beside where they are reached. */
  recipientOf(message: Message, person: PersonRef): Promise<Omit<Recipient, 'address'>>;
  /** Where the person says that they want no more; the same each time. */
  unsubscribeUrl(person: PersonRef): Promise<string>;
  /** Whose link it is; undefined: not one of ours. */
  unsubscriber(token: string): Promise<PersonRef | undefined>;
  /** Which message a provider speaks of; undefined: not one of ours. */
  messageOf(reference: string): Promise<ReferredMessage | undefined>;
}

export interface ReferredMessage {
  readonly person: PersonRef;
  readonly messageId: string;
  readonly channel: Channel;
}

/** As the claims of a JWT; no token of a shopper's session says so, and none of these opens a session. */
const [UNSUBSCRIBE, MESSAGE] = ['rapport/unsubscribe', 'rapport/message'];
const PARTITION = /^[UA]#./s;

/** @param baseUrl - where this deployment is reached, without a slash at its end. */
export function messageTokens(signed: SignedTexts, baseUrl: string): MessageTokens {
  const unsubscribeUrl = async (person: PersonRef): Promise<string> =>
    `${baseUrl}/v1/unsubscribe/${await signed.sign({ aud: UNSUBSCRIBE, sub: partitionOf(person) })}`;

  const claimsIn = async (text: string, audience: string | undefined): Promise<Readonly<Record<string, string>>> => {
    const { sub, aud, ...rest } = ((await signed.verified(text)) ?? {}) as Readonly<Record<string, string>>;
    return aud === audience && typeof sub === 'string' && PARTITION.test(sub) ? { sub, ...rest } : {};
  };

  return {
    unsubscribeUrl,
    async recipientOf({ messageId, channel, isTransactional }, person) {
      return {
        reference: await signed.sign({ aud: MESSAGE, sub: partitionOf(person), mid: messageId, ch: channel }),
        ...(!isTransactional && { unsubscribeUrl: await unsubscribeUrl(person) }),
      };
    },
    async unsubscriber(token) {
      const { sub } = await claimsIn(token, UNSUBSCRIBE);
      return sub === undefined ? undefined : personOfPartition(sub);
    },
    async messageOf(reference) {
      const { sub, mid, ch } = await claimsIn(reference, MESSAGE);
      const channel = CHANNELS.find((one) => one === ch);
      if (sub === undefined || mid === undefined || channel === undefined) return undefined;
      return { person: personOfPartition(sub), messageId: mid, channel };
    },
  };
}
