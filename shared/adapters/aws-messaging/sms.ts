import { PinpointSMSVoiceV2Client, SendTextMessageCommand } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { UnavailableError } from '../../domain/errors.ts';
import type { MessageChannel } from '../../ports/messages.ts';
import { ONE_TRY, refusalOf } from './outcome.ts';

/** What a value of the context that comes back with a text’s fate may hold. */
const MAX_CONTEXT_LENGTH = 800;

/**
 * Text messages through AWS End User Messaging.
 * @param from - a phone number or sender id of the account, or the ARN of a pool; undefined: the deployment has none.
 */
export function endUserMessagingSms(from: string | undefined): MessageChannel {
  const client = new PinpointSMSVoiceV2Client(ONE_TRY);
  return {
    isIdempotent: false,
    async deliver({ content, isTransactional }, { address, reference }) {
      if (from === undefined)
        throw new UnavailableError('the deployment has no sender of text messages (smsFrom)', 3600);
      try {
        const answer = await client.send(
          new SendTextMessageCommand({
            DestinationPhoneNumber: address,
            OriginationIdentity: from,
            MessageBody: content.url === undefined ? content.text : `${content.text} ${content.url}`,
            MessageType: isTransactional ? 'TRANSACTIONAL' : 'PROMOTIONAL',
            ...(reference.length <= MAX_CONTEXT_LENGTH && { Context: { rapport: reference } }),
          }),
        );
        return { status: 'accepted', ...(answer.MessageId !== undefined && { providerId: answer.MessageId }) };
      } catch (error) {
        return refusalOf(error);
      }
    },
  };
}
