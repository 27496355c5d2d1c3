import { setTimeout as delay } from 'node:timers/promises';
import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { UnavailableError } from '../../domain/errors.ts';

/** DynamoDB takes 25 puts a call. */
const CALL_SIZE = 25;
const PARALLEL_CALLS = 4;
const MAX_ROUNDS = 8;
const FIRST_WAIT_MS = 50;

type Row = Record<string, unknown>;

/**
 * Puts rows until every one is durable, repeating what the store hands back unprocessed.
 * No two rows may have the same key: the store refuses such a call.
 * @throws UnavailableError when rows are still unprocessed after the last round, or the store does not answer.
 */
export async function putAll(client: DynamoDBDocumentClient, table: string, rows: readonly Row[]): Promise<void> {
  let left = rows;
  for (let round = 0; left.length > 0; round++) {
    if (round === MAX_ROUNDS)
      throw new UnavailableError(`${left.length} of ${rows.length} rows not stored: the store is busy`, 2);
    if (round > 0) await delay(FIRST_WAIT_MS * 2 ** (round - 1) * (0.5 + Math.random()));
    left = await putOnce(client, table, left);
  }
}

/** @returns the rows that the store did not take. */
async function putOnce(client: DynamoDBDocumentClient, table: string, rows: readonly Row[]): Promise<Row[]> {
  const calls: (readonly Row[])[] = [];
  for (let start = 0; start < rows.length; start += CALL_SIZE) calls.push(rows.slice(start, start + CALL_SIZE));
  const unprocessed: Row[] = [];
  const worker = async () => {
    for (let call = calls.shift(); call !== undefined; call = calls.shift()) {
      unprocessed.push(...(await putCall(client, table, call)));
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL_CALLS, calls.length) }, worker));
  return unprocessed;
}

async function putCall(client: DynamoDBDocumentClient, table: string, rows: readonly Row[]): Promise<Row[]> {
  const requests = rows.map((Item) => ({ PutRequest: { Item } }));
  const answer = await client.send(new BatchWriteCommand({ RequestItems: { [table]: requests } }));
  return (answer.UnprocessedItems?.[table] ?? []).flatMap((request) => request.PutRequest?.Item ?? []);
}
