import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Conversation, Handoff } from '../../domain/conversation.ts';
import { partitionOf, personOfPartition } from '../../domain/event.ts';
import type { Conversations, Handoffs } from '../../ports/conversations.ts';
import type { Clock } from '../../ports/system.ts';
import { isKept, keptUntil } from './expiry.ts';
import { conversationKey, HANDOFF_KEYS, HANDOFFS_KEY } from './people-keys.ts';
import { queryPage } from './query-page.ts';
import { putIf } from './write-if.ts';

/** @param conversationDays - days that a conversation is kept after it began. */
export const dynamoConversations = (
  client: DynamoDBDocumentClient,
  table: string,
  conversationDays: number,
  clock: Clock,
): Conversations => ({
  async find(person, conversationId) {
    const Key = { pk: partitionOf(person), sk: conversationKey(conversationId) };
    const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    if (Item === undefined || !isKept(Item, clock.nowMs())) return undefined;
    return { conversation: JSON.parse(String(Item['body'])) as Conversation, revision: Number(Item['revision']) };
  },

  async put(person, conversation, revision) {
    const { conversationId, startedAtMs, handoff } = conversation;
    const [pk, expiresAt] = [partitionOf(person), keptUntil(startedAtMs, conversationDays)];
    const isPut = await putIf(client, {
      TableName: table,
      Item: {
        ...{ pk, sk: conversationKey(conversationId), expiresAt },
        ...{ body: JSON.stringify(conversation), revision: revision + 1 },
      },
      ...(revision === 0
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : { ConditionExpression: 'revision = :before', ExpressionAttributeValues: { ':before': revision } }),
    });
    // After the conversation, which an erasure finds it by; where this is cut off, the next message lists it.
    if (isPut && handoff !== undefined) {
      const listed = { pk: HANDOFFS_KEY, sk: conversationId, partition: pk, handoff, expiresAt };
      await client.send(new PutCommand({ TableName: table, Item: listed }));
    }
    return isPut;
  },

  async remove(person, conversationId) {
    const Key = { pk: partitionOf(person), sk: conversationKey(conversationId) };
    await client.send(new DeleteCommand({ TableName: table, Key }));
  },
});

export const dynamoHandoffs = (client: DynamoDBDocumentClient, table: string, clock: Clock): Handoffs => ({
  async list(page) {
    const rows = { table, pk: HANDOFFS_KEY, range: HANDOFF_KEYS, nowMs: clock.nowMs() };
    const { rows: found, ...more } = await queryPage(client, rows, page);
    return {
      handoffs: found.map((row) => ({
        conversationId: String(row['sk']),
        person: personOfPartition(String(row['partition'])),
        handoff: row['handoff'] as Handoff,
      })),
      ...more,
    };
  },

  async personOf(conversationId) {
    const Key = { pk: HANDOFFS_KEY, sk: conversationId };
    const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    return Item && isKept(Item, clock.nowMs()) ? personOfPartition(String(Item['partition'])) : undefined;
  },
});
