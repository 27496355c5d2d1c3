import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { ConflictError } from '../../domain/errors.ts';
import { type PersonRef, partitionOf } from '../../domain/event.ts';
import { EMPTY_RECORD, type PersonRecord } from '../../domain/person-record.ts';
import type { PersonRecords } from '../../ports/people.ts';
import { getAll } from './batch-get.ts';
import { deleteAll } from './batch-write.ts';
import { listsRestingOn } from './friend-choices.ts';
import { PROFILE_KEY } from './people-keys.ts';
import { putIf } from './write-if.ts';

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
        // What they allowed may be over, so lists that rest on it go: before, so that a call that is cut off has not
        // changed the record; and after, since a night may have written them meanwhile. Who had no record is in none.
        const lists = revision > 0 && saysOtherwise(changed, record) ? await listsRestingOn(client, table, pk) : [];
        await deleteAll(client, table, [...lists]);
        if (!(await putIf(client, { TableName: table, Item: row, ...isStill(revision) }))) continue;
        await deleteAll(client, table, [...lists]);
        return changed;
      }
      throw new ConflictError('the person’s record is being changed by many at once; send the change again');
    },
  };
}

/** What a row says; the profile of a person who has none is empty. */
export const recordOf = (row: Readonly<Record<string, unknown>>): PersonRecord =>
  JSON.parse(String(row['body'])) as PersonRecord;

/** Of what their data may be used for. */
const saysOtherwise = (changed: PersonRecord, before: PersonRecord): boolean =>
  changed.consent !== before.consent || changed.restrictedAtMs !== before.restrictedAtMs;

const isStill = (revision: number) =>
  revision === 0
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : { ConditionExpression: 'revision = :revision', ExpressionAttributeValues: { ':revision': revision } };
