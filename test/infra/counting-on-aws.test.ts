import { describe, expect, it } from 'vitest';
import { BUCKET_COUNT } from '../../functions/nightly/snapshot/interaction-buckets.ts';
import { functions, stores } from '../../infra/topology.ts';
import { type Resource, resources, synthesised } from '../support/synthesised.ts';

const { service } = synthesised({ nightlyTaskMemoryMb: '40960', nightlyCounting: 'athena' });
const only = (type: string): Resource => {
  const found = [...resources(service, type).values()];
  expect(found).toHaveLength(1);
  return found[0]!;
};
const tables = new Map(
  [...resources(service, 'AWS::Glue::Table').values()].map(({ Properties }) => [
    Properties.TableInput.Name,
    Properties,
  ]),
);
/** A text of CloudFormation with the names of others left out. */
const textOf = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : (value as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1].map(textIn).join('');
const textIn = (part: unknown): string => (typeof part === 'string' ? part : 'X');

describe('what counts over a snapshot', () => {
  it('is not there unless it is asked for', () => {
    const plain = Object.values(synthesised({ nightlyTaskMemoryMb: '40960' }).service.Resources);
    expect(plain.filter(({ Type }) => /^AWS::(Athena|Glue)::/.test(Type))).toEqual([]);
  });

  it('is a workgroup whose results are encrypted and go by themselves', () => {
    const { Name, WorkGroupConfiguration: configured } = only('AWS::Athena::WorkGroup').Properties;
    expect(Name).toBe('rapport_dev');
    expect(configured).toMatchObject({
      EnforceWorkGroupConfiguration: true,
      ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_S3' } },
    });
    const location = textOf(configured.ResultConfiguration.OutputLocation);
    expect(location).toBe('s3://X/snapshots/counting/');
    expect(stores.snapshots.expiry.some(({ prefix }) => location.includes(`/${prefix}`))).toBe(true);
  });

  it('knows the columns and the folders that a snapshot has', () => {
    expect(only('AWS::Glue::Database').Properties.DatabaseInput).toEqual({ Name: 'rapport_dev' });
    expect([...tables.keys()].sort()).toEqual(['flagged', 'interactions']);
    const { TableInput: interactions, DatabaseName } = tables.get('interactions')!;
    expect(DatabaseName).toBe('rapport_dev');
    const columns = interactions.StorageDescriptor.Columns.map(({ Name, Type }: Record<string, string>) => [
      Name,
      Type,
    ]);
    expect(columns).toEqual([
      ...['personkey', 'itemid', 'kind'].map((name) => [name, 'string']),
      ...['atms', 'clientatms'].map((name) => [name, 'double']),
      ['messageid', 'string'],
      ['position', 'int'],
    ]);
    expect(interactions.PartitionKeys.map(({ Name }: { Name: string }) => Name)).toEqual(['snapshotid', 'bucket']);
    expect(interactions.Parameters).toMatchObject({
      'projection.enabled': 'true',
      'projection.snapshotid.type': 'injected',
      'projection.bucket.range': `0,${BUCKET_COUNT - 1}`,
    });
    const template = textOf(interactions.Parameters['storage.location.template']);
    expect(template).toBe('s3://X/snapshots/${' + 'snapshotid}/interactions/bucket=${' + 'bucket}/');
    const flagged = tables.get('flagged')!.TableInput;
    expect(flagged.StorageDescriptor.Columns).toEqual([{ Name: 'personkey', Type: 'string' }]);
    expect(textOf(flagged.Parameters['storage.location.template'])).toBe(
      's3://X/snapshots/${' + 'snapshotid}/flagged/',
    );
  });

  it('is told to the task, which alone may have it run', () => {
    const { Environment } = only('AWS::ECS::TaskDefinition').Properties.ContainerDefinitions[0];
    const told = new Map(Environment.map(({ Name, Value }: Record<string, unknown>) => [Name, Value]));
    expect(told.get('COUNTING')).toBe('rapport_dev');
    expect(told.get('COUNTING_BEYOND')).toBe(functions.nightly.environment.COUNTING_BEYOND);
    const roles = [...resources(service, 'AWS::IAM::Role')].filter(([, role]) => /athena:/.test(JSON.stringify(role)));
    expect(roles.map(([name]) => name)).toEqual(['NightTaskRole']);
    const statements = roles[0]![1].Properties.Policies[0].PolicyDocument.Statement as Record<string, unknown>[];
    const reached = statements.filter(({ Action }) => /athena:|glue:/.test(String(Action)));
    expect(reached.map(({ Action }) => Action)).toEqual([
      ['athena:GetQueryExecution', 'athena:StartQueryExecution'],
      ['glue:GetDatabase', 'glue:GetPartitions', 'glue:GetTable'],
    ]);
    for (const { Resource } of reached)
      for (const one of [Resource].flat())
        expect(textOf(one)).toMatch(
          /:(workgroup\/rapport_dev|catalog|database\/rapport_dev|table\/rapport_dev\/(interactions|flagged))$/,
        );
    const nightly = [...resources(service, 'AWS::Lambda::Function').values()].find(
      ({ Properties }) => Properties.Environment.Variables.COUNTING !== undefined,
    );
    expect(nightly?.Properties.Environment.Variables.COUNTING).toBe('none');
  });
});
