import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { pascalCase } from '../names.ts';
import type { Stores } from '../stacks/stores-stack.ts';

export interface Counting {
  /** Of the workgroup and of the database. */
  readonly name: string;
  /** For whoever has a query run: Athena reads and writes as the one who asks. */
  readonly statements: readonly PolicyStatement[];
}

/** Athena fills it in. */
const placeholder = (column: string): string => `\${${column}}`;

/** As `shared/adapters/s3/snapshots.ts` writes them. */
const TABLES = {
  interactions: {
    columns: {
      personKey: 'string',
      itemId: 'string',
      kind: 'string',
      atMs: 'double',
      clientAtMs: 'double',
      messageId: 'string',
      position: 'int',
    },
    folder: `interactions/bucket=${placeholder('bucket')}/`,
    partitions: { bucket: { type: 'int', projection: { type: 'integer', range: '0,31' } } },
  },
  flagged: { columns: { personKey: 'string' }, folder: 'flagged/', partitions: {} },
} as const;

/** The Parquet of any snapshot as tables that Athena queries, and a workgroup that may. Nothing is paid for until it is asked. */
export function counting(scope: Construct, stage: string, { snapshots }: Stores): Counting {
  if (snapshots.kind !== 'bucket') throw new Error('snapshots lie in a bucket');
  const { account, region, partition } = Stack.of(scope);
  const bucket = snapshots.made;
  const name = `rapport_${stage}`;
  new CfnWorkGroup(scope, 'CountingWorkGroup', {
    name,
    description: 'Rapport: pairs of items, counted over a snapshot',
    recursiveDeleteOption: true,
    workGroupConfiguration: {
      enforceWorkGroupConfiguration: true,
      engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
      resultConfiguration: {
        outputLocation: `s3://${bucket.bucketName}/snapshots/counting/`,
        encryptionConfiguration: { encryptionOption: 'SSE_S3' },
      },
    },
  });
  const database = new CfnDatabase(scope, 'CountingDatabase', { catalogId: account, databaseInput: { name } });
  for (const table of Object.keys(TABLES) as (keyof typeof TABLES)[])
    tableOf(scope, table, name, `s3://${bucket.bucketName}/snapshots/`).addResourceDependency(database);

  const glue = (path: string) => `arn:${partition}:glue:${region}:${account}:${path}`;
  const allow = (actions: string[], resources: string[]) => new PolicyStatement({ actions, resources });
  return {
    name,
    statements: [
      allow(
        ['athena:StartQueryExecution', 'athena:GetQueryExecution'],
        [`arn:${partition}:athena:${region}:${account}:workgroup/${name}`],
      ),
      allow(
        ['glue:GetDatabase', 'glue:GetTable', 'glue:GetPartitions'],
        [
          glue('catalog'),
          glue(`database/${name}`),
          ...Object.keys(TABLES).map((table) => glue(`table/${name}/${table}`)),
        ],
      ),
      allow(['s3:GetBucketLocation', 's3:ListBucketMultipartUploads'], [bucket.bucketArn]),
      allow(['s3:ListMultipartUploadParts'], [bucket.arnForObjects('snapshots/*')]),
    ],
  };
}

/**
 * Partitions by projection, so that nobody has to tell of a new snapshot: a query names the one it reads.
 * https://docs.aws.amazon.com/athena/latest/ug/partition-projection.html
 */
function tableOf(scope: Construct, name: keyof typeof TABLES, databaseName: string, snapshots: string): CfnTable {
  const { account } = Stack.of(scope);
  const { columns, folder, partitions } = TABLES[name];
  const projected = Object.entries(partitions).flatMap(([column, { projection }]) =>
    Object.entries(projection).map(([key, value]) => [`projection.${column}.${key}`, value] as const),
  );
  return new CfnTable(scope, `Counting${pascalCase(name)}`, {
    catalogId: account,
    databaseName,
    tableInput: {
      name,
      tableType: 'EXTERNAL_TABLE',
      partitionKeys: [
        { name: 'snapshotid', type: 'string' },
        ...Object.entries(partitions).map(([column, { type }]) => ({ name: column, type })),
      ],
      storageDescriptor: {
        location: snapshots,
        columns: Object.entries(columns).map(([column, type]) => ({ name: column.toLowerCase(), type })),
        inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
        outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
        serdeInfo: { serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
      },
      parameters: {
        EXTERNAL: 'TRUE',
        'projection.enabled': 'true',
        'projection.snapshotid.type': 'injected',
        ...Object.fromEntries(projected),
        'storage.location.template': `${snapshots}${placeholder('snapshotid')}/${folder}`,
      },
    },
  });
}
