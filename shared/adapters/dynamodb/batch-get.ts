import { setTimeout as delay } from 'node:timers/promises';
import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { UnavailableError } from '../../domain/errors.ts';

/** DynamoDB takes 100 keys a call. */
const CALL_SIZE = 100;
const PARALLEL_CALLS = 8;
const MAX_ROUNDS = 8;
const FIRST_WAIT_MS = 50;

type Row = Record<string, unknown>;

/**
 * The rows of distinct keys that are there, as they were written last; in no order.
 * @throws UnavailableError when the store hands keys back unread after the last round, or does not answer.
 */
export async function getAll(client: DynamoDBDocumentClient, table: string, keys: readonly Row[]): Promise<Row[]> {
  const calls: (readonly Row[])[] = [];
  for (let start = 0; start < keys.length; start += CALL_SIZE) calls.push(keys.slice(start, start + CALL_SIZE));
  const rows: Row[] = [];
  const worker = async () => {
    for (let call = calls.shift(); call !== undefined; call = calls.shift()) {
      rows.push(...(await getCall(client, table, call)));
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL_CALLS, calls.length) }, worker));
  return rows;
}

async function getCall(client: DynamoDBDocumentClient, table: string, keys: readonly Row[]): Promise<Row[]> {
  const rows: Row[] = [];
  let left = keys;
  for (let round = 0; left.length > 0; round++) {
    if (round === MAX_ROUNDS) throw new UnavailableError(`${left.length} rows not read: the store is busy`, 2);
    if (round > 0) await delay(FIRST_WAIT_MS * 2 ** (round - 1) * (0.5 + Math.random()));
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: [...left], ConsistentRead: true } } }),
    );
    rows.push(...(Responses?.[table] ?? []));
    left = UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return rows;
}
