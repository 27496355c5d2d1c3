import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { partitionOf, personOfPartition } from '../../domain/event.ts';
import { DAY_MS } from '../../domain/time.ts';
import { stringHash } from '../../math/string-hash.ts';
import { HELD_SHARDS, type HeldAddress, type HeldMessage, type HeldMessages } from '../../ports/held-messages.ts';
import { JOURNEY_SHARDS } from '../../ports/journeys.ts';
import { dueRows } from './due-rows.ts';
import { heldMessageKey, messageOfHeld } from './people-keys.ts';
import { updateIf } from './write-if.ts';

/** A tick that is late drops what is given up, and says so to whom it was for. */
const SPARE_MS = DAY_MS;

/** Rows TOSEND#<messageId> of people's partitions, with the keys of the sparse index by which what is due is found. */
export function dynamoHeldMessages(client: DynamoDBDocumentClient, table: string): HeldMessages {
  const keyOf = ({ person, messageId }: HeldAddress) => ({ pk: partitionOf(person), sk: heldMessageKey(messageId) });
  return {
    async keep(held, dueAtMs) {
      const row = {
        ...keyOf(held.message),
        held,
        dueShard: shardOf(held.message),
        dueAtMs,
        expiresAt: Math.ceil((held.giveUpAtMs + SPARE_MS) / 1000),
      };
      await client.send(new PutCommand({ TableName: table, Item: row }));
    },

    async due(shard, nowMs, limit) {
      const items = await dueRows(client, table, { shard: JOURNEY_SHARDS + shard, nowMs, limit });
      return items.map(({ pk, sk }) => ({
        person: personOfPartition(String(pk)),
        messageId: messageOfHeld(String(sk)),
      }));
    },

    async get(address) {
      const { Item } = await client.send(
        new GetCommand({ TableName: table, Key: keyOf(address), ConsistentRead: true }),
      );
      return Item?.['held'] as HeldMessage | undefined;
    },

    async postpone(address, dueAtMs) {
      await updateIf(client, {
        TableName: table,
        Key: keyOf(address),
        UpdateExpression: 'SET dueAtMs = :due',
        ConditionExpression: 'attribute_exists(pk)', // another was faster, or the person is erased
        ExpressionAttributeValues: { ':due': dueAtMs },
      });
    },

    async remove(address) {
      await client.send(new DeleteCommand({ TableName: table, Key: keyOf(address) }));
    },
  };
}

const shardOf = ({ person, messageId }: HeldAddress): number =>
  JOURNEY_SHARDS + (stringHash(`${partitionOf(person)} ${messageId}`) % HELD_SHARDS);
