import { createHmac } from 'node:crypto';
import type { MessageChannel } from '../../ports/messages.ts';
import type { Secrets } from '../../ports/secrets.ts';
import type { Clock } from '../../ports/system.ts';
import type { Outbound } from './outbound.ts';
import { deliveryBy, deliveryWithout } from './refusals.ts';

/**
 * Messages to the shop’s own systems, signed as Standard Webhooks 1.0 has it: HMAC-SHA-256 of id, time and body. The id
 * is the message’s, so that a receiver knows one that comes again.
 */
export const signedWebhook = (out: Outbound, secrets: Secrets, clock: Clock): MessageChannel => ({
  isIdempotent: true,
  async deliver(message, { address = '' }) {
    const { messageId, person, content, campaign, isTransactional } = message;
    const body = JSON.stringify({ messageId, ...person, content, ...(campaign && { campaign }), isTransactional });
    const seconds = String(Math.floor(clock.nowMs() / 1000));
    const signatures = (await secrets.all('webhook')).map(({ bytes }) => signatureOf(bytes, messageId, seconds, body));
    const headers = {
      'content-type': 'application/json',
      'webhook-id': messageId,
      'webhook-timestamp': seconds,
      'webhook-signature': signatures.join(' '),
    };
    try {
      const { status } = await out.call(address, { method: 'POST', headers, body });
      return deliveryBy(status, []);
    } catch (error) {
      return deliveryWithout(error);
    }
  },
});

const signatureOf = (secret: Uint8Array, id: string, seconds: string, body: string): string =>
  `v1,${createHmac('sha256', secret).update(`${id}.${seconds}.${body}`, 'utf8').digest('base64')}`;
