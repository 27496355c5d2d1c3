import {
  type Attribute,
  AttributeType,
  BillingMode,
  Table as DynamoTable,
  ProjectionType,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Table } from '../../topology.ts';

/**
 * A table of the plan, paid by request, reached over TLS only: DynamoDB would answer plain HTTP too.
 *
 * Encrypted with a key that DynamoDB owns: free, while a KMS key costs a call for each table and client; what the
 * people table must be able to forget is forgotten by deleting it, not by a key.
 */
export function table(scope: Construct, id: string, plan: Table, deletionProtection: boolean): DynamoTable {
  const made = new DynamoTable(scope, id, {
    partitionKey: attribute(plan.partitionKey),
    ...(plan.sortKey && { sortKey: attribute(plan.sortKey) }),
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.DEFAULT,
    resourcePolicy: overTlsOnly(),
    timeToLiveAttribute: plan.ttlAttribute,
    pointInTimeRecoverySpecification: {
      pointInTimeRecoveryEnabled: true,
      recoveryPeriodInDays: plan.recoveryDays,
    },
    deletionProtection,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  for (const index of plan.indexes) {
    made.addGlobalSecondaryIndex({
      indexName: index.name,
      partitionKey: attribute(index.partitionKey),
      sortKey: attribute(index.sortKey),
      projectionType: index.keysOnly ? ProjectionType.KEYS_ONLY : ProjectionType.ALL,
    });
  }
  return made;
}

/** For everybody and everything; a table's own policy names the table by *. */
const overTlsOnly = (): PolicyDocument =>
  new PolicyDocument({
    statements: [
      new PolicyStatement({
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['dynamodb:*'],
        resources: ['*'],
        conditions: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    ],
  });

const attribute = ({ name, type }: Table['partitionKey']): Attribute => ({
  name,
  type: type === 'S' ? AttributeType.STRING : AttributeType.NUMBER,
});
