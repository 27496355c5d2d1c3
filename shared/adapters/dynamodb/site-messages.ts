import { DeleteCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { partitionOf } from '../../domain/event.ts';
import { DAY_MS } from '../../domain/time.ts';
import type { MessageChannel } from '../../ports/messages.ts';
import type { SiteMessage, SiteMessages } from '../../ports/site-messages.ts';
import type { Clock } from '../../ports/system.ts';
import { SITE_MESSAGE_KEYS, siteMessageKey } from './people-keys.ts';
import { queryAll } from './query-all.ts';

/** Of a message that does not say how long it may be shown. */
const SHOWN_DAYS = 30;

export const dynamoSiteMessages = (client: DynamoDBDocumentClient, table: string): SiteMessages => ({
  async put(person, message) {
    const { messageId, showUntilMs } = message;
    const row = {
      pk: partitionOf(person),
      sk: siteMessageKey(messageId),
      message,
      expiresAt: Math.ceil(showUntilMs / 1000),
    };
    await client.send(new PutCommand({ TableName: table, Item: row }));
  },

  async waiting(person, nowMs) {
    const pages = queryAll(client, {
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: {
        ':pk': partitionOf(person),
        ':first': SITE_MESSAGE_KEYS.first,
        ':last': SITE_MESSAGE_KEYS.last,
      },
    });
    const messages: SiteMessage[] = [];
    for await (const rows of pages) messages.push(...rows.map((row) => row['message'] as SiteMessage));
    return messages
      .filter(({ showUntilMs }) => showUntilMs > nowMs)
      .sort((a, b) => b.sentAtMs - a.sentAtMs || (a.messageId < b.messageId ? -1 : 1));
  },

  async take(person, messageId) {
    const Key = { pk: partitionOf(person), sk: siteMessageKey(messageId) };
    const { Attributes } = await client.send(new DeleteCommand({ TableName: table, Key, ReturnValues: 'ALL_OLD' }));
    return Attributes?.['message'] as SiteMessage | undefined;
  },
});

/** On the shop’s own site: the message lies with the person until the storefront has shown it. */
export const siteChannel = (messages: SiteMessages, clock: Clock): MessageChannel => ({
  isIdempotent: true,
  async deliver({ messageId, person, content, campaign, sendBeforeMs }) {
    const sentAtMs = clock.nowMs();
    await messages.put(person, {
      messageId,
      content,
      ...(campaign && { campaign }),
      sentAtMs,
      showUntilMs: sendBeforeMs ?? sentAtMs + SHOWN_DAYS * DAY_MS,
    });
    return { status: 'accepted' };
  },
});
