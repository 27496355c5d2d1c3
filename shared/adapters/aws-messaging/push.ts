import { CreatePlatformEndpointCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { UnavailableError } from '../../domain/errors.ts';
import type { Message } from '../../domain/message.ts';
import type { MessageChannel } from '../../ports/messages.ts';
import { ONE_TRY, refusalOf } from './outcome.ts';

/** By the service that a token is of: the ARN of the shop’s platform application in SNS. */
export type PushApplications = Readonly<Partial<Record<string, string>>>;

/**
 * Push notifications through Amazon SNS. The address is `fcm:TOKEN` or `apns:TOKEN`; SNS keeps an endpoint a token, and
 * tells that of a device which is gone.
 */
export function snsPush(applications: PushApplications): MessageChannel {
  const client = new SNSClient(ONE_TRY);
  return {
    isIdempotent: false,
    async deliver(message, { address = '' }) {
      const service = address.slice(0, address.indexOf(':'));
      const application = applications[service];
      if (application === undefined)
        throw new UnavailableError(`the deployment has no application for ${service} tokens (pushApplications)`, 3600);
      try {
        const { EndpointArn } = await client.send(
          new CreatePlatformEndpointCommand({
            PlatformApplicationArn: application,
            Token: address.slice(service.length + 1),
          }),
        );
        const answer = await client.send(
          new PublishCommand({
            TargetArn: EndpointArn,
            MessageStructure: 'json',
            Message: JSON.stringify(payloadOf(message)),
          }),
        );
        return { status: 'accepted', ...(answer.MessageId !== undefined && { providerId: answer.MessageId }) };
      } catch (error) {
        const { name = '' } = error as { name?: string };
        if (name.startsWith('EndpointDisabled')) return { status: 'refused', reason: name, retire: 'gone' };
        // A token that SNS does not take for one, or that is of another application, will not become one.
        if (name.startsWith('InvalidParameter')) return { status: 'refused', reason: name, retire: 'gone' };
        return refusalOf(error);
      }
    },
  };
}

/** As Firebase and Apple want it; one of the two is read. */
function payloadOf({ messageId, content }: Message): Readonly<Record<string, string>> {
  const { subject: title = '', text: body, url } = content;
  const data = { message_id: messageId, ...(url !== undefined && { url }) };
  const gcm = { fcmV1Message: { message: { notification: { title, body }, data } } };
  const apns = { aps: { alert: { title, body } }, ...data };
  return { default: body, GCM: JSON.stringify(gcm), APNS: JSON.stringify(apns), APNS_SANDBOX: JSON.stringify(apns) };
}
