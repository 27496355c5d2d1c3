import { setTimeout as delay } from 'node:timers/promises';
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { CLAIMS_KEPT_MS, type Contacts, NO_CONTACTS } from '../../domain/contacts.ts';
import { UnavailableError } from '../../domain/errors.ts';
import { type PersonRef, partitionOf } from '../../domain/event.ts';
import type { ContactBook } from '../../ports/contacts.ts';
import { CONTACTS_KEY } from './people-keys.ts';
import { putIf } from './write-if.ts';

/** Of hundreds who claim for one person at once, each finds most of them refused by what the first ones claimed. */
const MAX_ROUNDS = 60;
const MOST_WAIT_MS = 40;

/** One row a person, as JSON text, with a revision that each write raises. It goes when no window can ask for it. */
export function dynamoContactBook(client: DynamoDBDocumentClient, table: string): ContactBook {
  const find = async (pk: string) => {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: { pk, sk: CONTACTS_KEY }, ConsistentRead: true }),
    );
    return {
      contacts: Item === undefined ? NO_CONTACTS : (JSON.parse(String(Item['body'])) as Contacts),
      revision: Number(Item?.['revision'] ?? 0),
    };
  };

  return {
    read: async (person) => (await find(partitionOf(person))).contacts,

    async update(person: PersonRef, change) {
      const pk = partitionOf(person);
      for (let round = 0; round < MAX_ROUNDS; round++) {
        if (round > 0) await delay(Math.random() * Math.min(MOST_WAIT_MS, 2 ** round));
        const { contacts, revision } = await find(pk);
        const changed = change(contacts);
        if (changed === contacts) return contacts;
        const row = {
          pk,
          sk: CONTACTS_KEY,
          body: JSON.stringify(changed),
          revision: revision + 1,
          ...expiryOf(changed),
        };
        if (await putIf(client, { TableName: table, Item: row, ...isStill(revision) })) return changed;
      }
      throw new UnavailableError('what the person was told is being changed by many at once', 1);
    },
  };
}

/** What a row of a person's partition says that they were told; nothing of rows of another sort. */
export const toldIn = ({ sk, body }: Readonly<Record<string, unknown>>): Contacts['claims'] =>
  sk === CONTACTS_KEY ? (JSON.parse(String(body)) as Contacts).claims : [];

/** An address that is retired stays so until the person's data are erased. */
function expiryOf({ claims, retired }: Contacts): { readonly expiresAt?: number } {
  const newest = claims.at(-1);
  if (retired.length > 0 || newest === undefined) return {};
  return { expiresAt: Math.ceil((newest.atMs + CLAIMS_KEPT_MS) / 1000) };
}

const isStill = (revision: number) =>
  revision === 0
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : { ConditionExpression: 'revision = :revision', ExpressionAttributeValues: { ':revision': revision } };
