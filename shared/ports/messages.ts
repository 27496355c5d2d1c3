import type { RetiredReason } from '../domain/contacts.ts';
import type { Message } from '../domain/message.ts';

/** One way out of the house. */
export interface MessageChannel {
  /**
   * Whether the same message delivered twice is seen once by the person: then a message whose delivery was cut off is
   * delivered again; else it is not, and its reason says so.
   */
  readonly isIdempotent: boolean;
  /** @throws UnavailableError when it was surely not sent and may be tried again. */
  deliver(message: Message, to: Recipient): Promise<Delivery>;
}

export interface Recipient {
  /**
   * An e-mail address, a phone number (E.164), a device’s token, a browser’s subscription (JSON), a URL; absent for
   * on-site messages.
   */
  readonly address?: string;
  /** Where the person says that they want no more of it; absent: of a transactional message. */
  readonly unsubscribeUrl?: string;
  /** Comes back with what the provider tells of the message, and says whose it is: signed by this deployment. */
  readonly reference: string;
}

export type Delivery =
  | { readonly status: 'accepted'; readonly providerId?: string }
  /** The provider does not take it: never to be tried again. */
  | {
      readonly status: 'refused';
      readonly reason: string /** The address is dead. */;
      readonly retire?: RetiredReason;
    };
