import { createSign, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Outbound } from '../../../../../shared/adapters/web/outbound.ts';
import { snsNotifications } from '../../../../../shared/adapters/web/sns-messages.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const called: string[] = [];
const out: Outbound = {
  async call(url) {
    called.push(url);
    const isCertificate = url.endsWith('.pem');
    return { status: 200, text: isCertificate ? publicKey.export({ type: 'spki', format: 'pem' }).toString() : 'ok' };
  },
};
const sns = snsNotifications(out, undefined);
const URL_OF_SNS = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem';

function notification(over: Record<string, string> = {}) {
  const told: Record<string, string> = {
    ...{
      Type: 'Notification',
      MessageId: '1',
      TopicArn: 'arn:topic',
      Message: '{"a":1}',
      Timestamp: '2026-11-30T00:00:00Z',
    },
    ...{ SignatureVersion: '2', SigningCertURL: URL_OF_SNS },
  };
  const names = ['Message', 'MessageId', 'Timestamp', 'TopicArn', 'Type'];
  const text = names.flatMap((name) => [name, told[name]]).join('\n');
  const Signature = createSign('RSA-SHA256').update(`${text}\n`).sign(privateKey, 'base64');
  return { ...told, Signature, ...over };
}

describe('a notification of SNS', () => {
  it('is known by its signature, whose certificate is fetched once', async () => {
    expect(await sns.isAuthentic(notification())).toBe(true);
    expect(await sns.isAuthentic(notification())).toBe(true);
    expect(called).toEqual([URL_OF_SNS]);
  });

  it.each([
    ['another message', { Message: '{"a":2}' }],
    ['another topic', { TopicArn: 'arn:other' }],
    ['a certificate elsewhere', { SigningCertURL: 'https://sns.eu-west-1.amazonaws.com.evil.example/a.pem' }],
    ['a certificate by plain HTTP', { SigningCertURL: URL_OF_SNS.replace('https', 'http') }],
    ['no certificate', { SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/ping' }],
    ['an unknown signature', { SignatureVersion: '3' }],
    ['an unknown type', { Type: 'Greeting' }],
  ])('is not one with %s', async (_, over) => {
    expect(await sns.isAuthentic(notification(over))).toBe(false);
  });

  it('is answered at SNS alone where it asks for a subscription', async () => {
    const confirm = 'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t';
    expect(await sns.confirm({ SubscribeURL: confirm })).toBe(true);
    expect(await sns.confirm({ SubscribeURL: 'https://169.254.169.254/' })).toBe(false);
    expect(called.at(-1)).toBe(confirm);
  });
});
