import { describe, expect, it } from 'vitest';
import { type Bucket, stores, type Table } from '../../infra/topology.ts';
import { type Resource, resources, synthesised } from '../support/synthesised.ts';

const { stores: template } = synthesised();
const tables = resources(template, 'AWS::DynamoDB::Table');
const buckets = resources(template, 'AWS::S3::Bucket');

const planned = <Kind extends 'table' | 'bucket'>(kind: Kind) =>
  Object.entries(stores as Record<string, Table | Bucket>)
    .filter(([, plan]) => plan.kind === kind)
    .map(([name, plan]) => {
      const id = `${name.charAt(0).toUpperCase()}${name.slice(1)}${kind === 'table' ? 'Table' : 'Bucket'}`;
      return [id, plan as Kind extends 'table' ? Table : Bucket] as const;
    });

const isKept = ({ DeletionPolicy, UpdateReplacePolicy }: Resource) =>
  DeletionPolicy === 'Retain' && UpdateReplacePolicy === 'Retain';

describe('tables', () => {
  it('are those of the plan and no other', () => {
    expect([...tables.keys()].sort()).toEqual(
      planned('table')
        .map(([id]) => id)
        .sort(),
    );
  });

  it.each(planned('table'))('%s has the keys, indexes, expiry and backups of the plan', (id, plan) => {
    const { Properties } = tables.get(id)!;
    const typeOf = new Map(
      Properties.AttributeDefinitions.map((it: { AttributeName: string; AttributeType: string }) => [
        it.AttributeName,
        it.AttributeType,
      ]),
    );
    const schema = ({ partitionKey, sortKey }: Pick<Table, 'partitionKey' | 'sortKey'>) => [
      { AttributeName: partitionKey.name, KeyType: 'HASH' },
      ...(sortKey ? [{ AttributeName: sortKey.name, KeyType: 'RANGE' }] : []),
    ];
    expect(Properties.KeySchema).toEqual(schema(plan));
    expect(Properties.GlobalSecondaryIndexes ?? []).toEqual(
      plan.indexes.map((index) => ({
        IndexName: index.name,
        KeySchema: schema(index),
        Projection: { ProjectionType: index.keysOnly ? 'KEYS_ONLY' : 'ALL' },
      })),
    );
    for (const key of [plan, ...plan.indexes].flatMap((it) => [it.partitionKey, it.sortKey])) {
      if (key) expect(typeOf.get(key.name)).toBe(key.type);
    }
    expect(Properties.TimeToLiveSpecification).toEqual({ AttributeName: plan.ttlAttribute, Enabled: true });
    expect(Properties.PointInTimeRecoverySpecification).toEqual({
      PointInTimeRecoveryEnabled: true,
      RecoveryPeriodInDays: plan.recoveryDays,
    });
    expect(Properties.BillingMode).toBe('PAY_PER_REQUEST');
  });

  it('keep people no longer in backups than a day, so that an erasure is one', () => {
    expect(tables.get('PeopleTable')!.Properties.PointInTimeRecoverySpecification.RecoveryPeriodInDays).toBe(1);
  });

  it('are encrypted with the key that DynamoDB owns, which costs nothing', () => {
    for (const { Properties } of tables.values()) expect(Properties.SSESpecification?.SSEEnabled ?? false).toBe(false);
  });
});

describe('buckets', () => {
  it('are those of the plan and no other', () => {
    expect([...buckets.keys()].sort()).toEqual(
      planned('bucket')
        .map(([id]) => id)
        .sort(),
    );
  });

  it.each(planned('bucket'))('%s is private, encrypted, and refuses what is not TLS', (id) => {
    const { Properties } = buckets.get(id)!;
    expect(Properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(Properties.BucketEncryption.ServerSideEncryptionConfiguration).toEqual([
      { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
    ]);
    const policy = resources(template, 'AWS::S3::BucketPolicy').get(`${id}/Policy`)!;
    expect(policy.Properties.PolicyDocument.Statement).toMatchObject([
      { Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    ]);
  });

  it.each(planned('bucket'))('%s keeps versions and forgets objects as the plan says', (id, plan) => {
    const { Properties } = buckets.get(id)!;
    const rules = Properties.LifecycleConfiguration.Rules as { Prefix?: string; ExpirationInDays?: number }[];
    const expiring = rules.filter((rule) => rule.ExpirationInDays !== undefined);
    expect(expiring.map((rule) => ({ prefix: rule.Prefix, days: rule.ExpirationInDays }))).toEqual(plan.expiry);
    expect(rules).toContainEqual(
      expect.objectContaining({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }),
    );
    expect(Properties.VersioningConfiguration?.Status === 'Enabled').toBe(plan.versioned);
    expect(rules.some((rule) => 'NoncurrentVersionExpiration' in rule)).toBe(plan.versioned);
  });
});

describe('what must outlive a deployment', () => {
  it('is kept when its stack is deleted, in every stage', () => {
    for (const resource of [...tables.values(), ...buckets.values()]) expect(isKept(resource)).toBe(true);
  });

  it('cannot be deleted in prod, not even by hand', () => {
    const { stores: prod } = synthesised({ stage: 'prod' });
    for (const { Properties } of resources(prod, 'AWS::DynamoDB::Table').values()) {
      expect(Properties.DeletionProtectionEnabled).toBe(true);
    }
  });

  it('keeps its logical id: with another one, CloudFormation would make an empty store beside the full one', () => {
    const kept = Object.entries(template.Resources).filter(([, resource]) => isKept(resource));
    expect(kept.map(([id]) => id)).toEqual([
      'PeopleTableAF298A5B',
      'CatalogTableF8EA09BD',
      'ControlTableF3E1E223',
      'SnapshotsBucketF8064843',
      'ModelsBucketA3610ED4',
    ]);
  });
});
