import { setTimeout as delay } from 'node:timers/promises';
import { type AthenaClient, GetQueryExecutionCommand, StartQueryExecutionCommand } from '@aws-sdk/client-athena';
import { UnavailableError } from '../../domain/errors.ts';
import type { CountedFiles, PairCounting } from '../../ports/pair-counting.ts';
import type { Ids } from '../../ports/system.ts';
import { neighbourSql } from './neighbour-sql.ts';

/** Between two questions whether the engine is done. */
const POLL_MS = 1000;

/**
 * Athena over the Parquet snapshot. Each counting goes to a folder of its own inside its snapshot, so that one that
 * was broken off leaves nothing that a later one could read, and goes when the snapshot goes.
 * @param name - of the workgroup and of the database, which has the tables `interactions` and `flagged`.
 */
export const athenaPairCounting = (
  client: AthenaClient,
  { name, files, ids }: { readonly name: string; readonly files: CountedFiles; readonly ids: Ids },
): PairCounting => ({
  async *nextTo(snapshotId, wanted) {
    const folder = `snapshots/${snapshotId}/neighbours/${ids.next()}/`;
    const { QueryExecutionId } = await client.send(
      new StartQueryExecutionCommand({
        QueryString: `UNLOAD (\n${neighbourSql(snapshotId, wanted)}\n)
TO 's3://${files.bucket}/${folder}'
WITH (format = 'PARQUET', compression = 'ZSTD')`,
        QueryExecutionContext: { Database: name },
        WorkGroup: name,
      }),
    );
    await finished(client, QueryExecutionId!);
    yield* files.under(folder);
  },
});

async function finished(client: AthenaClient, QueryExecutionId: string): Promise<void> {
  for (;;) {
    const { QueryExecution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    const { State, StateChangeReason } = QueryExecution?.Status ?? {};
    if (State === 'SUCCEEDED') return;
    if (State === 'FAILED' || State === 'CANCELLED')
      throw new UnavailableError(
        `the counting of pairs ${State.toLowerCase()}: ${StateChangeReason ?? 'no reason'}`,
        2,
      );
    await delay(POLL_MS);
  }
}
