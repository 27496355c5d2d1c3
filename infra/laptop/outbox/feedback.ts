import { createSign, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import type { SentMessage } from './outbox-files.ts';

/** What a person may be made to do with an e-mail, or its provider. */
export const DOINGS = ['delivered', 'opened', 'clicked', 'bounced', 'complained'] as const;
export type Doing = (typeof DOINGS)[number];

export const OUTBOX_TOPIC = 'arn:aws:sns:eu-west-1:000000000000:rapport-outbox';
export const CERTIFICATE_PATH = '/sns.pem';

export interface Feedback {
  /** The key that signatures are checked by, as PEM. */
  certificate(): string;
  /** Tells the deployment, as SES does through SNS. @returns the status that it answered. */
  tell(message: SentMessage, did: Doing): Promise<number>;
}

interface FeedbackOptions {
  /** Of the deployment’s front door. */
  readonly url: () => string;
  /** Where the certificate lies. */
  readonly origin: () => string;
}

/** What SES and SNS tell of an e-mail, in their words and signed as theirs; the key is made when first wanted. */
export function snsFeedback({ url, origin }: FeedbackOptions): Feedback {
  let keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject } | undefined;
  const keyPair = () => {
    keys ??= generateKeyPairSync('rsa', { modulusLength: 2048 });
    return keys;
  };
  return {
    certificate: () => keyPair().publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    async tell(message, did) {
      const notification: Readonly<Record<string, string>> = {
        Type: 'Notification',
        MessageId: randomUUID(),
        TopicArn: OUTBOX_TOPIC,
        Message: JSON.stringify(eventOf(message, did)),
        Timestamp: new Date().toISOString(),
        SignatureVersion: '2',
        SigningCertURL: `${origin()}${CERTIFICATE_PATH}`,
      };
      const names = ['Message', 'MessageId', 'Timestamp', 'TopicArn', 'Type'];
      const text = names.flatMap((name) => [name, notification[name]]).join('\n');
      const Signature = createSign('RSA-SHA256').update(`${text}\n`).sign(keyPair().privateKey, 'base64');
      const answer = await fetch(`${url()}/v1/webhooks/ses`, {
        method: 'POST',
        headers: { 'content-type': 'text/plain; charset=UTF-8' },
        body: JSON.stringify({ ...notification, Signature }),
      });
      return answer.status;
    },
  };
}

const TYPES: Readonly<Record<Doing, string>> = {
  delivered: 'Delivery',
  opened: 'Open',
  clicked: 'Click',
  bounced: 'Bounce',
  complained: 'Complaint',
};

/** As SES publishes it: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html */
function eventOf({ to, at, reference = '', url }: SentMessage, did: Doing) {
  const timestamp = new Date().toISOString();
  const details = {
    delivered: { timestamp, recipients: [to] },
    opened: { timestamp },
    clicked: { timestamp, link: url ?? 'https://shop.example/' },
    bounced: { timestamp, bounceType: 'Permanent', bouncedRecipients: [{ emailAddress: to }] },
    complained: { timestamp, complainedRecipients: [{ emailAddress: to }] },
  }[did];
  const mail = { timestamp: at, destination: [to], headers: [{ name: 'X-Rapport-Message', value: reference }] };
  return { eventType: TYPES[did], mail, [TYPES[did].toLowerCase()]: details };
}
