import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type PersonRef, partitionOf } from '../../domain/event.ts';
import type { FoundBot, PersonFlag } from '../../domain/flag.ts';
import type { FlaggedPerson, NightFlags, PersonFlags } from '../../ports/flags.ts';
import type { Clock } from '../../ports/system.ts';
import { getAll } from './batch-get.ts';
import { putAll } from './batch-write.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { isKept, keptUntil } from './expiry.ts';
import { FLAG_KEY, flaggedDayKey } from './people-keys.ts';

/** A flag that no night gives again goes; an operator's stays. */
const FLAG_DAYS = 90;
/** The list of a night is for looking through it soon. */
const LIST_DAYS = 14;
const PARALLEL_PUTS = 8;

type Row = Readonly<Record<string, unknown>>;

export const flagOf = (row: Row): PersonFlag => row['flag'] as PersonFlag;

export const dynamoPersonFlags = (client: DynamoDBDocumentClient, table: string, clock: Clock): PersonFlags => ({
  async put(person, flag) {
    await client.send(new PutCommand({ TableName: table, Item: { pk: partitionOf(person), sk: FLAG_KEY, flag } }));
  },

  async remove(person) {
    await client.send(new DeleteCommand({ TableName: table, Key: { pk: partitionOf(person), sk: FLAG_KEY } }));
  },

  async list(day, { limit, cursor }) {
    const pk = flaggedDayKey(day);
    const after = decodeCursor(cursor);
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        Limit: limit,
        ...(after !== undefined && { ExclusiveStartKey: { pk, sk: after } }),
      }),
    );
    const nextCursor = encodeCursor(LastEvaluatedKey?.['sk']);
    const listed = Items.filter((row) => isKept(row, clock.nowMs())).map(({ sk }) => String(sk));
    // What is gone from a person's own partition is said of nobody any more, whatever the list says.
    const rows = await getAll(
      client,
      table,
      listed.map((person) => ({ pk: person, sk: FLAG_KEY })),
    );
    const flags = new Map(rows.map((row) => [String(row['pk']), flagOf(row)]));
    const people = listed.flatMap((person): readonly FlaggedPerson[] => {
      const flag = flags.get(person);
      return flag === undefined ? [] : [{ ...refOf(person), ...flag }];
    });
    return { people, ...(nextCursor && { nextCursor }) };
  },
});

export const dynamoNightFlags = (client: DynamoDBDocumentClient, table: string): NightFlags => ({
  async found(day, bots, atMs) {
    const waiting = [...bots];
    const worker = async () => {
      for (let bot = waiting.pop(); bot !== undefined; bot = waiting.pop()) await flag(client, table, bot, atMs);
    };
    await Promise.all(Array.from({ length: PARALLEL_PUTS }, worker));
    const expiresAt = keptUntil(atMs, LIST_DAYS);
    await putAll(
      client,
      table,
      bots.map((bot) => ({ pk: flaggedDayKey(day), sk: bot.partition, expiresAt })),
    );
  },
});

async function flag(client: DynamoDBDocumentClient, table: string, bot: FoundBot, atMs: number): Promise<void> {
  const { reasons } = bot;
  const said: PersonFlag = { verdict: 'bot', reasons, atMs, by: 'night' };
  try {
    await client.send(
      new PutCommand({
        TableName: table,
        Item: { pk: bot.partition, sk: FLAG_KEY, flag: said, expiresAt: keptUntil(atMs, FLAG_DAYS) },
        ConditionExpression: 'attribute_not_exists(pk) OR flag.#by = :night',
        ExpressionAttributeNames: { '#by': 'by' },
        ExpressionAttributeValues: { ':night': 'night' },
      }),
    );
  } catch (error) {
    if ((error as Error).name !== 'ConditionalCheckFailedException') throw error; // an operator has spoken meanwhile
  }
}

const refOf = (key: string): PersonRef =>
  key.startsWith('U#') ? { userId: key.slice(2) } : { anonymousId: key.slice(2) };
