import { type DynamoDBDocumentClient, GetCommand, PutCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';
import { ConflictError } from '../../domain/errors.ts';
import { type PersonRef, partitionOf } from '../../domain/event.ts';
import { EMPTY_RECORD, type PersonRecord } from '../../domain/person-record.ts';
import type { PersonRecords } from '../../ports/people.ts';
import { getAll } from './batch-get.ts';
import { PROFILE_KEY } from './people-keys.ts';

/** A record that ten writers want to change at once is changed by one of them a round. */
const MAX_ROUNDS = 20;

/** A record is one JSON text with a revision that each write raises. */
export function dynamoPersonRecords(client: DynamoDBDocumentClient, table: string): PersonRecords {
  const read = async (pk: string) => {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: { pk, sk: PROFILE_KEY }, ConsistentRead: true }),
    );
    return { record: Item === undefined ? EMPTY_RECORD : recordOf(Item), revision: Number(Item?.['revision'] ?? 0) };
  };

  return {
    async get(people) {
      const keys = [...new Set(people.map(partitionOf))].map((pk) => ({ pk, sk: PROFILE_KEY }));
      const rows = await getAll(client, table, keys);
      return new Map(rows.map((row) => [String(row['pk']), recordOf(row)]));
    },

    async update(person: PersonRef, change) {
      const pk = partitionOf(person);
      for (let round = 0; round < MAX_ROUNDS; round++) {
        const { record, revision } = await read(pk);
        const changed = change(record);
        if (changed === record) return record;
        const row = { pk, sk: PROFILE_KEY, body: JSON.stringify(changed), revision: revision + 1 };
        if (await putIf(client, { TableName: table, Item: row, ...isStill(revision) })) return changed;
      }
      throw new ConflictError('the person’s record is being changed by many at once; send the change again');
    },
  };
}

/** What a row says; the profile of a person who has none is empty. */
export const recordOf = (row: Readonly<Record<string, unknown>>): PersonRecord =>
  JSON.parse(String(row['body'])) as PersonRecord;

const isStill = (revision: number): Pick<PutCommandInput, 'ConditionExpression' | 'ExpressionAttributeValues'> =>
  revision === 0
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : { ConditionExpression: 'revision = :revision', ExpressionAttributeValues: { ':revision': revision } };

/** @returns false when the condition does not hold. A put whose answer was lost is found not to hold, and looked at again. */
async function putIf(client: DynamoDBDocumentClient, input: PutCommandInput): Promise<boolean> {
  try {
    await client.send(new PutCommand(input));
    return true;
  } catch (error) {
    if ((error as Error).name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
