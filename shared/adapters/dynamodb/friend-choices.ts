import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { FriendChoice } from '../../domain/friend-choice.ts';
import type { FriendChoices } from '../../ports/people.ts';
import { deleteAll, putAll } from './batch-write.ts';
import { isKept } from './expiry.ts';
import { FRIENDS_KEY, RELATION_KEYS, relationKeys, relationOfRow } from './people-keys.ts';
import { queryAll } from './query-all.ts';

type Key = Readonly<Record<'pk' | 'sk', string>>;

export const dynamoFriendChoices = (client: DynamoDBDocumentClient, table: string): FriendChoices => ({
  async put(lists, keptUntilMs) {
    const expiresAt = Math.floor(keptUntilMs / 1000);
    const rows = [...lists].map(([pk, choices]) => ({
      pk,
      sk: FRIENDS_KEY,
      choices: JSON.stringify(choices),
      expiresAt,
    }));
    await putAll(client, table, rows);
  },
  drop: (partitions) => deleteAll(client, table, partitions.map(listKey)),
});

/** What a row lists; nothing where its time is over. */
export const friendChoicesIn = (row: Readonly<Record<string, unknown>>, nowMs: number): readonly FriendChoice[] =>
  isKept(row, nowMs) ? (JSON.parse(String(row['choices'])) as FriendChoice[]) : [];

/** The lists that what a person chose may be in: of everybody whom their rows relate them to; and their own. */
export async function listsRestingOn(
  client: DynamoDBDocumentClient,
  table: string,
  pk: string,
): Promise<readonly Key[]> {
  if (!pk.startsWith('U#')) return []; // relations are of users
  const keys = [listKey(pk)];
  const { first, last } = RELATION_KEYS;
  const query = {
    TableName: table,
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
    ExpressionAttributeValues: { ':pk': pk, ':first': first, ':last': last },
    ProjectionExpression: 'sk',
  };
  for await (const rows of queryAll(client, query))
    for (const { sk } of rows) keys.push(...listsOfRelation(pk, String(sk)).filter((key) => key.pk !== pk));
  return onceEach(keys);
}

/** The lists of both whom a row of a relation names; none for a row of another sort. */
export function listsOfRelation(pk: string, sk: string): readonly Key[] {
  const relation = relationOfRow(pk, sk);
  return relation === undefined ? [] : relationKeys(relation).map((key) => listKey(key.pk));
}

export const listKey = (pk: string): Key => ({ pk, sk: FRIENDS_KEY });

/** Two may be related in several ways, and the store takes a key once a call. */
export const onceEach = (keys: readonly Key[]): readonly Key[] => [
  ...new Map(keys.map((key) => [`${key.pk} ${key.sk}`, key])).values(),
];
