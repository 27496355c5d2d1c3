import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { PersonRef } from '../../domain/event.ts';
import type { PrivacyRequest } from '../../domain/privacy-request.ts';
import type { OpenRequest, RequestLedger } from '../../ports/erasure.ts';
import type { Clock } from '../../ports/system.ts';
import { getAll } from './batch-get.ts';
import { isKept, keptUntil } from './expiry.ts';
import { OPEN_REQUEST_KEYS, openRequestKey, REQUESTS_KEY } from './people-keys.ts';
import { queryAll } from './query-all.ts';
import { putIf } from './write-if.ts';

/** For as long a shop may have to show what it did: the usual limitation of claims. */
const LEDGER_DAYS = 3 * 365;

type Row = Readonly<Record<string, unknown>>;

/**
 * A request is two rows: its entry, and, while it is open, the ids that it is about. The ids are written first and
 * removed last, so an entry that is not completed always has them.
 */
export function dynamoRequestLedger(client: DynamoDBDocumentClient, table: string, clock: Clock): RequestLedger {
  const isHere = (row: Row): boolean => isKept(row, clock.nowMs());
  const find = async (sk: string): Promise<Row | undefined> => {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: { pk: REQUESTS_KEY, sk }, ConsistentRead: true }),
    );
    return Item && isHere(Item) ? Item : undefined;
  };
  const entryOf = (request: PrivacyRequest) => ({
    pk: REQUESTS_KEY,
    sk: request.requestId,
    body: JSON.stringify(request),
    expiresAt: keptUntil(request.requestedAtMs, LEDGER_DAYS),
  });
  const idsOf = ({ requestId, type, requestedAtMs, dueAtMs }: PrivacyRequest, people: readonly PersonRef[]) => ({
    pk: REQUESTS_KEY,
    sk: openRequestKey(requestId),
    people: JSON.stringify(people),
    askedAtMs: requestedAtMs,
    ...(type !== 'delete' && { expiresAt: Math.floor(dueAtMs / 1000) }), // an erasure that is not done is not let go
  });

  return {
    async add(request, people) {
      if ((await find(request.requestId)) !== undefined) return false;
      await client.send(new PutCommand({ TableName: table, Item: idsOf(request, people) }));
      return putIf(client, {
        TableName: table,
        Item: entryOf(request),
        ConditionExpression: 'attribute_not_exists(pk)',
      });
    },
    async get(requestId) {
      const row = await find(requestId);
      return row?.['body'] === undefined ? undefined : requestIn(row);
    },
    async peopleOf(requestId) {
      const row = await find(openRequestKey(requestId));
      return row && peopleIn(row);
    },
    async put(request, people) {
      if (people) await client.send(new PutCommand({ TableName: table, Item: idsOf(request, people) }));
      await client.send(new PutCommand({ TableName: table, Item: entryOf(request) }));
    },
    async close(requestId) {
      await client.send(
        new DeleteCommand({ TableName: table, Key: { pk: REQUESTS_KEY, sk: openRequestKey(requestId) } }),
      );
    },
    async open() {
      const open: Row[] = [];
      for await (const rows of queryAll(client, {
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: { ':pk': REQUESTS_KEY, ':first': first, ':last': last },
      }))
        open.push(...rows.filter(isHere));
      const keys = open.map((row) => ({ pk: REQUESTS_KEY, sk: requestIdOf(row) }));
      const entries = (await getAll(client, table, keys)).filter(isHere);
      const requests = new Map(entries.map((row) => [String(row['sk']), requestIn(row)]));
      return open.map((row) => openRequest(row, requests.get(requestIdOf(row))));
    },
  };
}

const { first, last } = OPEN_REQUEST_KEYS;
const requestIdOf = ({ sk }: Row): string => String(sk).slice(first.length);
const openRequest = (row: Row, request: PrivacyRequest | undefined): OpenRequest => ({
  requestId: requestIdOf(row),
  people: peopleIn(row),
  askedAtMs: Number(row['askedAtMs']),
  ...(request && { request }),
});
const requestIn = (row: Row): PrivacyRequest => JSON.parse(String(row['body'])) as PrivacyRequest;
const peopleIn = (row: Row): readonly PersonRef[] => JSON.parse(String(row['people'])) as PersonRef[];
