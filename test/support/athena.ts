import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { DuckDBInstance } from '@duckdb/node-api';
import { temporaryFolder } from './temporary-folder.ts';

export interface Athena {
  readonly url: string;
  /** What was asked to be run, in order. */
  readonly started: readonly { readonly QueryString: string; readonly WorkGroup: string }[];
  close(): Promise<void>;
}

/** Athena's two calls that the night makes, with DuckDB as the engine, over the snapshots of a bucket. */
export async function openAthena(s3: S3Client, bucketNow: () => string): Promise<Athena> {
  const started: { QueryString: string; WorkGroup: string }[] = [];
  const states = new Map<string, { State: string; StateChangeReason?: string }>();

  const start = (query: { QueryString: string; WorkGroup: string }): string => {
    const id = randomUUID();
    started.push(query);
    states.set(id, { State: 'RUNNING' });
    unload(s3, bucketNow(), query.QueryString).then(
      () => states.set(id, { State: 'SUCCEEDED' }),
      (error: Error) => states.set(id, { State: 'FAILED', StateChangeReason: error.message }),
    );
    return id;
  };

  const server = createServer(async (request, response) => {
    const asked = JSON.parse(Buffer.concat(await request.toArray()).toString('utf8'));
    const isStart = request.headers['x-amz-target'] === 'AmazonAthena.StartQueryExecution';
    const answer = isStart
      ? { QueryExecutionId: start(asked) }
      : { QueryExecution: { Status: states.get(asked.QueryExecutionId) } };
    response.setHeader('content-type', 'application/x-amz-json-1.1').end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    started,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const UNLOAD =
  /^UNLOAD \(\n([\s\S]+)\n\)\nTO 's3:\/\/([^/]+)\/(.+\/)'\nWITH \(format = 'PARQUET', compression = 'ZSTD'\)$/;

/** Two files, and column names in lower case, as Athena writes. */
async function unload(s3: S3Client, bucket: string, statement: string): Promise<void> {
  const [, query, target, folder] = UNLOAD.exec(statement) ?? [];
  if (query === undefined || target !== bucket) throw new Error(`mismatched input: ${statement.slice(0, 80)}`);
  const copy = temporaryFolder();
  for (const key of await keysUnder(s3, bucket, 'snapshots/')) {
    await mkdir(dirname(join(copy, key)), { recursive: true });
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    await writeFile(join(copy, key), (await Body?.transformToByteArray()) ?? '');
  }
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const table = (files: string) =>
    `SELECT *, regexp_extract(filename, 'snapshots/([^/]+)/', 1) AS snapshotId
     FROM read_parquet('${copy}/snapshots/*/${files}', filename = true, hive_partitioning = true)`;
  await connection.run(`CREATE VIEW interactions AS ${table('interactions/bucket=*/*.parquet')};
    CREATE VIEW flagged AS ${table('flagged/*.parquet')};
    CREATE TABLE counted AS SELECT itemId AS itemid, neighbourId AS neighbourid, neighbourRank AS neighbourrank, weight
      FROM (${query})`);
  for (const half of [0, 1]) {
    const file = join(copy, `half-${half}`);
    await connection.run(
      `COPY (SELECT * FROM counted WHERE neighbourrank % 2 = ${half}) TO '${file}' (FORMAT parquet, COMPRESSION zstd)`,
    );
    await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: `${folder}2026_${half}_${randomUUID()}`,
        Body: await readFile(file),
      }),
    );
  }
  connection.closeSync();
}

async function keysUnder(s3: S3Client, Bucket: string, Prefix: string): Promise<readonly string[]> {
  const keys: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket, Prefix, ...(ContinuationToken && { ContinuationToken }) }),
    );
    keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return keys;
}
