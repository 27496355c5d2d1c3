import type { Table as DynamoTable } from 'aws-cdk-lib/aws-dynamodb';
import type { Bucket as S3Bucket } from 'aws-cdk-lib/aws-s3';
import { type App, CfnOutput, Stack } from 'aws-cdk-lib/core';
import { type StoreName, stores } from '../../topology.ts';
import type { Config } from '../config.ts';
import { bucket } from '../constructs/bucket.ts';
import { table } from '../constructs/table.ts';
import { pascalCase } from '../names.ts';

/** A store as it was made: what a function is told of it, and what its grants are written against. */
export type Store =
  | { readonly kind: 'table'; readonly name: string; readonly made: DynamoTable; readonly indexes: readonly string[] }
  | { readonly kind: 'bucket'; readonly name: string; readonly made: S3Bucket };

export type Stores = Readonly<Record<StoreName, Store>>;

/** What must outlive every deployment: tables and buckets, kept even when the stack is deleted. */
export function storesStack(app: App, config: Config): Stores {
  const stack = new Stack(app, `Rapport-${config.stage}-Stores`, {
    description: 'Rapport: tables and buckets',
    terminationProtection: config.deletionProtection,
  });
  return Object.fromEntries(
    Object.entries(stores).map(([name, plan]) => {
      const id = `${pascalCase(name)}${pascalCase(plan.kind)}`;
      const store = storeOf(stack, id, plan, config);
      new CfnOutput(stack, `${id}Name`, { value: store.name });
      return [name, store];
    }),
  ) as Record<StoreName, Store>;
}

function storeOf(stack: Stack, id: string, plan: (typeof stores)[StoreName], config: Config): Store {
  if (plan.kind === 'bucket') {
    const made = bucket(stack, id, plan);
    return { kind: 'bucket', name: made.bucketName, made };
  }
  const made = table(stack, id, plan, config.deletionProtection);
  return { kind: 'table', name: made.tableName, made, indexes: plan.indexes.map((index) => index.name) };
}
