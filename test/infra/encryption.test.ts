import { describe, expect, it } from 'vitest';
import { type Resource, resources, synthesised, type Template } from '../support/synthesised.ts';

const DEPLOYMENTS = [{}, { stage: 'prod' }, { stage: 'prod', nightlyTaskMemoryMb: '8192' }] as const;

/** What holds data, and what is wrong with one; undefined: nothing. */
const RULES: Readonly<Record<string, (resource: Resource, template: Template) => string | undefined>> = {
  // A table is always encrypted: with the key that DynamoDB owns, or with one that is named.
  'AWS::DynamoDB::Table': ({ Properties }) => overTls(Properties.ResourcePolicy?.PolicyDocument, 'dynamodb:*'),
  'AWS::S3::Bucket': (resource, template) =>
    encrypted(resource.Properties.BucketEncryption) ??
    overTls(policyOf(template, 'AWS::S3::BucketPolicy', resource), 's3:*'),
  'AWS::SQS::Queue': (resource, template) =>
    encrypted(resource.Properties.SqsManagedSseEnabled || resource.Properties.KmsMasterKeyId) ??
    overTls(policyOf(template, 'AWS::SQS::QueuePolicy', resource), 'sqs:*'),
  'AWS::SNS::Topic': (resource, template) =>
    encrypted(resource.Properties.KmsMasterKeyId) ??
    overTls(policyOf(template, 'AWS::SNS::TopicPolicy', resource), 'sns:Publish'),
  'AWS::KMS::Key': ({ Properties }) => (Properties.EnableKeyRotation === true ? undefined : 'is never rotated'),
  // These are always encrypted with a key of the service, and reached over TLS only; a key of one's own would be named.
  'AWS::Logs::LogGroup': () => undefined,
  'AWS::StepFunctions::StateMachine': () => undefined,
  'AWS::Cognito::UserPool': () => undefined,
  'AWS::Lambda::Function': () => undefined,
  'AWS::Scheduler::Schedule': () => undefined,
  'AWS::ECS::TaskDefinition': ({ Properties }) => (Properties.Volumes === undefined ? undefined : 'has a volume'),
  'AWS::ApiGatewayV2::Api': ({ Properties }) => (Properties.ProtocolType === 'HTTP' ? undefined : 'is no HTTP API'),
};

/** What holds no data: rights, ways, names, and what watches. */
const HOLDS_NOTHING =
  /^AWS::(IAM::|EC2::|CDK::|CloudWatch::Alarm$|Lambda::Permission$|ApiGatewayV2::(Authorizer|Integration|Route|Stage)$|Cognito::UserPoolClient$|ECS::Cluster$|Logs::MetricFilter$|S3::BucketPolicy$|SQS::QueuePolicy$|SNS::TopicPolicy$)/;

const encrypted = (setting: unknown) => (setting ? undefined : 'is not encrypted with a managed key');

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Condition?: { readonly Bool?: Readonly<Record<string, string>> };
}

function overTls(policy: { readonly Statement: readonly Statement[] } | undefined, action: string): string | undefined {
  const isDenied = policy?.Statement.some(
    ({ Effect, Action, Condition }) =>
      Effect === 'Deny' && [Action].flat().includes(action) && Condition?.Bool?.['aws:SecureTransport'] === 'false',
  );
  return isDenied ? undefined : 'takes what is not TLS';
}

/** The policy that is attached to a resource of the same template. */
function policyOf(template: Template, type: string, resource: Resource) {
  const [logicalId = ''] = Object.entries(template.Resources).find(([, it]) => it === resource) ?? [];
  const names = (value: unknown) => JSON.stringify(value ?? null).includes(`"${logicalId}"`);
  return [...resources(template, type).values()].find(
    ({ Properties: { Bucket, Queues, Topics } }) => names(Bucket) || names(Queues) || names(Topics),
  )?.Properties.PolicyDocument;
}

function complaints(template: Template): readonly string[] {
  return Object.entries(template.Resources).flatMap(([id, resource]) => {
    if (HOLDS_NOTHING.test(resource.Type)) return [];
    const rule = RULES[resource.Type];
    if (rule === undefined) return [`${id}: say in this test how ${resource.Type} is encrypted`];
    const wrong = rule(resource, template);
    return wrong === undefined ? [] : [`${id} ${wrong}`];
  });
}

describe('whatever holds data', () => {
  it.each(DEPLOYMENTS)('is encrypted with a managed key, and reached over TLS only: %o', (options) => {
    const { stores, service } = synthesised(options);
    const found = [...complaints(stores), ...complaints(service)].map((it) => it.replace(/[0-9A-F]{8} /, ' '));
    // Alarms are words of the plan and counts; a key for them costs a dollar a month, and prod has it.
    expect(found).toEqual('stage' in options ? [] : ['Alarms is not encrypted with a managed key']);
  });

  it('would be found when it is not: without its policy, without its key, or of a kind that nobody has thought of', () => {
    const { stores } = synthesised();
    const without = (change: (resource: Resource) => Resource | undefined): Template => ({
      ...stores,
      Resources: Object.fromEntries(
        Object.entries(stores.Resources).flatMap(([id, resource]) => {
          const changed = change(resource);
          return changed === undefined ? [] : [[id, changed]];
        }),
      ),
    });
    const properties = (type: string, name: string) =>
      without((it) => (it.Type === type ? { ...it, Properties: { ...it.Properties, [name]: undefined } } : it));

    expect(complaints(without((it) => (it.Type === 'AWS::S3::BucketPolicy' ? undefined : it)))).toEqual([
      expect.stringContaining('SnapshotsBucket'),
      expect.stringContaining('takes what is not TLS'),
    ]);
    expect(complaints(properties('AWS::S3::Bucket', 'BucketEncryption'))).toHaveLength(2);
    expect(complaints(properties('AWS::DynamoDB::Table', 'ResourcePolicy'))).toHaveLength(
      resources(stores, 'AWS::DynamoDB::Table').size,
    );
    const unheard = without((it) =>
      it.Type === 'AWS::DynamoDB::Table' ? { ...it, Type: 'AWS::RDS::DBInstance' } : it,
    );
    expect(complaints(unheard)[0]).toMatch(/say in this test how AWS::RDS::DBInstance is encrypted/);
  });
});

describe('what a function is told', () => {
  it('is no secret: names of stores, numbers, words of the plan, and the address of a public feed', () => {
    const feed = 'https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist-90d.xml';
    for (const { Properties } of resources(synthesised().service, 'AWS::Lambda::Function').values()) {
      const { Variables = {} } = Properties.Environment ?? {};
      const texts = Object.values(Variables).filter((value) => typeof value === 'string');
      const others = texts.filter((text) => !/^(\d+([.]\d+)?|[a-z][a-z-]{0,20}|([a-z]+=\d+ ?)+)$/.test(text));
      expect(others.filter((text) => text !== feed)).toEqual([]);
    }
  });
});
