import { createVerify } from 'node:crypto';
import type { JsonObject } from '../../domain/event.ts';
import type { SignedNotifications } from '../../ports/notifications.ts';
import type { Outbound } from './outbound.ts';

/** Where SNS lays its certificates, and answers to subscriptions: https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html */
const SNS_HOST = /^sns\.[a-z0-9-]{3,30}\.amazonaws\.com(\.cn)?$/;
/** What is signed, in this order, as far as it is there. */
const SIGNED: Readonly<Record<string, readonly string[]>> = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
};
const ALGORITHM: Readonly<Record<string, string>> = { '1': 'RSA-SHA1', '2': 'RSA-SHA256' };
const MAX_CERTIFICATES = 20;

/**
 * Notifications of Amazon SNS by HTTP: who sends them has signed them with a certificate that lies at SNS itself.
 * @param trustedOrigin - where certificates may lie beside that; undefined: nowhere.
 */
export function snsNotifications(out: Outbound, trustedOrigin: string | undefined): SignedNotifications {
  const certificates = new Map<string, string>();

  const isOfSns = (text: unknown): text is string => {
    if (typeof text !== 'string' || !URL.canParse(text)) return false;
    const url = new URL(text);
    return (
      url.origin === trustedOrigin || (url.protocol === 'https:' && SNS_HOST.test(url.hostname) && url.port === '')
    );
  };
  const certificateAt = async (url: string): Promise<string> => {
    const known = certificates.get(url);
    if (known !== undefined) return known;
    const { status, text } = await out.call(url);
    if (status !== 200) throw new Error(`no certificate at SNS: it answered ${status}`);
    if (certificates.size >= MAX_CERTIFICATES) certificates.clear();
    certificates.set(url, text);
    return text;
  };

  return {
    async isAuthentic(notification: JsonObject) {
      const names = SIGNED[String(notification['Type'])];
      const algorithm = ALGORITHM[String(notification['SignatureVersion'])];
      const url = notification['SigningCertURL'];
      if (names === undefined || algorithm === undefined || !isOfSns(url) || !new URL(url).pathname.endsWith('.pem'))
        return false;
      const text = names.flatMap((name) =>
        notification[name] === undefined ? [] : [name, String(notification[name])],
      );
      const signed = createVerify(algorithm).update(`${text.join('\n')}\n`, 'utf8');
      try {
        return signed.verify(await certificateAt(url), String(notification['Signature']), 'base64');
      } catch (error) {
        if ((error as { code?: string }).code?.startsWith('ERR_OSSL')) return false; // what lies there is no certificate
        throw error;
      }
    },
    async confirm(notification) {
      const url = notification['SubscribeURL'];
      if (!isOfSns(url)) return false;
      const { status } = await out.call(url);
      return status === 200;
    },
  };
}
