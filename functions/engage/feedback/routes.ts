import { ForbiddenError, NotFoundError } from '../../../shared/domain/errors.ts';
import type { JsonObject, JsonValue } from '../../../shared/domain/event.ts';
import { isJsonObject } from '../../../shared/domain/interaction.ts';
import type { SignedNotifications } from '../../../shared/ports/notifications.ts';
import type { Log } from '../../../shared/ports/system.ts';
import { type Endpoints, type Guard, ok } from '../../../shared/runtime/http/http-handler.ts';
import { jsonOf } from '../../../shared/runtime/http/request.ts';
import type { MessageTokens } from '../messages/message-tokens.ts';
import type { MessageOutcome } from '../messages/outcomes.ts';
import { outcomeOfSes, outcomeOfSms, type ToldOutcome } from '../messages/sns-notification.ts';

export interface FeedbackPorts {
  readonly notifications: SignedNotifications;
  /** That may tell us; anybody may have a topic. */
  readonly topic: string | undefined;
  readonly tokens: MessageTokens;
  readonly take: (outcome: MessageOutcome) => Promise<void>;
  readonly referenceHeader: string;
  readonly log: Log;
}

/** What providers of messages tell of them, each in the words of its own. */
export function feedbackRoutes(ports: FeedbackPorts, forAnybody: Guard): Endpoints {
  const readers: Readonly<Record<string, (told: JsonValue) => ToldOutcome | undefined>> = {
    ses: (told) => outcomeOfSes(told, ports.referenceHeader),
    sms: outcomeOfSms,
  };
  return {
    'POST /v1/webhooks/{provider}': forAnybody(async (request) => {
      const provider = request.parameters['provider'] ?? '';
      const read = Object.hasOwn(readers, provider) ? readers[provider] : undefined;
      if (read === undefined) throw new NotFoundError(`no such provider; there are ${Object.keys(readers).join(', ')}`);
      const notification = await authentic(ports, jsonOf(request));
      if (notification['Type'] === 'SubscriptionConfirmation') {
        const isTaken = await ports.notifications.confirm(notification);
        ports.log.info('subscription to feedback', { provider, isTaken });
        return ok({ confirmed: isTaken });
      }
      const told = read(parsed(notification['Message']));
      const message = told && (await ports.tokens.messageOf(told.reference));
      if (told === undefined || message === undefined) return ok({ taken: false });
      const { reference: _, ...outcome } = told;
      await ports.take({ ...message, ...outcome });
      return ok({ taken: true });
    }),
  };
}

/** @throws ForbiddenError, the same whatever is wrong with it. */
async function authentic({ notifications, topic }: FeedbackPorts, body: unknown): Promise<JsonObject> {
  const notification = isJsonObject(body as JsonValue) ? (body as JsonObject) : {};
  const isOurs = topic !== undefined && notification['TopicArn'] === topic;
  if (isOurs && (await notifications.isAuthentic(notification))) return notification;
  throw new ForbiddenError('want a notification of this deployment’s topic, signed by Amazon SNS');
}

function parsed(text: JsonValue | undefined): JsonValue {
  try {
    return JSON.parse(String(text)) as JsonValue;
  } catch {
    return null; // SNS tells its own greetings as plain text
  }
}
