import { setTimeout as delay } from 'node:timers/promises';
import { BatchWriteCommand, type BatchWriteCommandInput, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { UnavailableError } from '../../domain/errors.ts';

/** DynamoDB takes 25 writes a call. */
const CALL_SIZE = 25;
const PARALLEL_CALLS = 4;
const MAX_ROUNDS = 8;
const FIRST_WAIT_MS = 50;

type Row = Record<string, unknown>;
type Write = NonNullable<NonNullable<BatchWriteCommandInput['RequestItems']>[string]>[number];

/**
 * Puts rows until every one is durable, repeating what the store hands back unprocessed.
 * No two rows may have the same key: the store refuses such a call.
 * @throws UnavailableError when rows are still unprocessed after the last round, or the store does not answer.
 */
export const putAll = (client: DynamoDBDocumentClient, table: string, rows: readonly Row[]): Promise<void> =>
  writeAll(
    client,
    table,
    rows.map((Item) => ({ PutRequest: { Item } })),
  );

/** Deletes the rows of distinct keys, those that are there. @throws UnavailableError as `putAll`. */
export const deleteAll = (client: DynamoDBDocumentClient, table: string, keys: readonly Row[]): Promise<void> =>
  writeAll(
    client,
    table,
    keys.map((Key) => ({ DeleteRequest: { Key } })),
  );

async function writeAll(client: DynamoDBDocumentClient, table: string, writes: readonly Write[]): Promise<void> {
  let left = writes;
  for (let round = 0; left.length > 0; round++) {
    if (round === MAX_ROUNDS)
      throw new UnavailableError(`${left.length} of ${writes.length} rows not written: the store is busy`, 2);
    if (round > 0) await delay(FIRST_WAIT_MS * 2 ** (round - 1) * (0.5 + Math.random()));
    left = await writeOnce(client, table, left);
  }
}

/** @returns the writes that the store did not take. */
async function writeOnce(client: DynamoDBDocumentClient, table: string, writes: readonly Write[]): Promise<Write[]> {
  const calls: Write[][] = [];
  for (let start = 0; start < writes.length; start += CALL_SIZE) calls.push(writes.slice(start, start + CALL_SIZE));
  const unprocessed: Write[] = [];
  const worker = async () => {
    for (let call = calls.shift(); call !== undefined; call = calls.shift()) {
      const answer = await client.send(new BatchWriteCommand({ RequestItems: { [table]: call } }));
      unprocessed.push(...(answer.UnprocessedItems?.[table] ?? []));
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL_CALLS, calls.length) }, worker));
  return unprocessed;
}
