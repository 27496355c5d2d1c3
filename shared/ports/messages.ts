import type { Message } from '../domain/message.ts';

/** One way out of the house. */
export interface MessageChannel {
  /**
   * Whether the same message delivered twice is seen once by the person: then a message whose delivery was cut off is
   * delivered again; else it is not, and its reason says so.
   */
  readonly isIdempotent: boolean;
  /**
   * @param address - an e-mail address, a phone number (E.164), a device’s endpoint, a subscription, a URL; none for
   * on-site messages.
   * @throws UnavailableError when it was surely not sent and may be tried again.
   */
  deliver(message: Message, address: string | undefined): Promise<Delivery>;
}

export type Delivery =
  | { readonly status: 'accepted'; readonly providerId?: string }
  /** The address is dead, or the provider does not take it: never to be tried again. */
  | { readonly status: 'refused'; readonly reason: string };
