import { createECDH, createHash } from 'node:crypto';
import webPush, { type PushSubscription } from 'web-push';
import type { Message } from '../../domain/message.ts';
import type { MessageChannel } from '../../ports/messages.ts';
import type { Secret, Secrets } from '../../ports/secrets.ts';
import type { Outbound } from './outbound.ts';
import { deliveryBy, deliveryWithout } from './refusals.ts';

/** A day: what is told later is told too late. */
const TTL_SECONDS = 86_400;
/** The push service knows the browser’s subscription no more (RFC 8030). */
const GONE = [404, 410];

export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

/**
 * Notifications in browsers: encrypted for the browser alone (RFC 8291), and signed so that its push service knows who
 * sends (VAPID, RFC 8292).
 * @param subject - `mailto:` or `https:`, by which a push service can ask the sender.
 */
export const browserPush = (out: Outbound, secrets: Secrets, subject: string): MessageChannel => ({
  isIdempotent: false,
  async deliver(message, { address = '' }) {
    const subscription = JSON.parse(address) as PushSubscription;
    const details = webPush.generateRequestDetails(subscription, JSON.stringify(payloadOf(message)), {
      vapidDetails: { subject, ...vapidKeysOf(await secrets.current('vapid')) },
      TTL: TTL_SECONDS,
      topic: createHash('sha256').update(message.messageId).digest('base64url').slice(0, 32),
    });
    const headers = Object.fromEntries(Object.entries(details.headers).map(([name, value]) => [name, String(value)]));
    try {
      const { status } = await out.call(subscription.endpoint, { method: 'POST', headers, body: details.body });
      return deliveryBy(status, GONE);
    } catch (error) {
      return deliveryWithout(error);
    }
  },
});

/** As Declarative Web Push has it (W3C Push API, 2025), which browsers show without a worker; `tag` and `data` for workers. */
const payloadOf = ({ messageId, content: { subject = '', text, url } }: Message) => ({
  web_push: 8030,
  notification: {
    title: subject,
    body: text,
    navigate: url ?? '/',
    tag: messageId,
    data: { message_id: messageId, url },
  },
});

/** By whom a push service can ask for the sender: the address that e-mail comes from, or where the deployment is reached. */
export function vapidSubject(emailFrom: string | undefined, publicUrl: string): string {
  const address = /[^\s<>]+@[^\s<>]+/.exec(emailFrom ?? '')?.[0];
  return address === undefined ? publicUrl : `mailto:${address}`;
}

/** The secret’s bytes as a key of P-256; of bytes that are none, those of their hash: one in 2³² secrets. */
export function vapidKeysOf({ bytes }: Pick<Secret, 'bytes'>): VapidKeys {
  const ecdh = createECDH('prime256v1');
  try {
    ecdh.setPrivateKey(bytes);
  } catch {
    return vapidKeysOf({ bytes: createHash('sha256').update(bytes).digest() });
  }
  return {
    publicKey: ecdh.getPublicKey('base64url', 'uncompressed'),
    privateKey: Buffer.from(bytes).toString('base64url'),
  };
}
