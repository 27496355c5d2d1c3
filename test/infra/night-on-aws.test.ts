import { readFileSync } from 'node:fs';
import { StateMachine } from 'aws-local-stepfunctions';
import { describe, expect, it } from 'vitest';
import { awsCron } from '../../infra/aws/constructs/aws-cron.ts';
import { night } from '../../infra/night-machine.ts';
import { functions, routes, schedules } from '../../infra/topology.ts';
import { resources, synthesised } from '../support/synthesised.ts';

const { service } = synthesised();
const machines = resources(service, 'AWS::StepFunctions::StateMachine');
const [machine] = [...machines.values()];
const [queue] = [...resources(service, 'AWS::SQS::Queue').values()];

describe('the state machine', () => {
  it('is the one of the plan, and its placeholder is the nightly function', () => {
    expect([...machines.keys()]).toEqual(['Night']);
    const { DefinitionString, DefinitionSubstitutions } = machine!.Properties;
    expect(JSON.parse(DefinitionString)).toEqual(night);
    const placeholders = new Set([...DefinitionString.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name));
    expect([...placeholders]).toEqual(Object.keys(DefinitionSubstitutions));
    const [logicalId] = DefinitionSubstitutions.nightly['Fn::GetAtt'];
    expect(service.Resources[logicalId]).toMatchObject({ Type: 'AWS::Lambda::Function' });
    expect(service.Resources[logicalId]!.Metadata['aws:cdk:path']).toMatch(/\/Nightly\//);
  });

  it('is valid in the Amazon States Language', () => {
    const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:nightly';
    const definition = JSON.parse(JSON.stringify(night).replaceAll('${' + 'nightly}', arn));
    expect(() => new StateMachine(definition)).not.toThrow();
    expect(() => new StateMachine({ ...definition, StartAt: 'Nowhere' })).toThrow();
  });

  it('gives no step longer than its function has, and tries each again', () => {
    const tasks = Object.values(night.States).filter((state) => state.Type === 'Task');
    expect(tasks.length).toBeGreaterThan(0);
    for (const task of tasks) {
      expect(task.TimeoutSeconds).toBeLessThanOrEqual(functions.nightly.timeoutSeconds);
      expect(task.Retry[0]!.MaxAttempts).toBeGreaterThan(0);
    }
  });

  it('may call the nightly function and nothing else of the shop', () => {
    const statements = [
      ...resources(service, 'AWS::IAM::Role').get('NightRole')!.Properties.Policies[0].PolicyDocument.Statement,
      ...resources(service, 'AWS::IAM::Policy').get('NightRole/DefaultPolicy')!.Properties.PolicyDocument.Statement,
    ];
    const named = statements.filter(({ Resource }) => Resource !== '*');
    expect(named).toHaveLength(1);
    expect(named[0].Action).toBe('lambda:InvokeFunction');
    expect(named[0].Resource).toEqual(machine!.Properties.DefinitionSubstitutions.nightly);
    const anywhere = statements.filter(({ Resource }) => Resource === '*').flatMap(({ Action }) => Action as string[]);
    expect(anywhere.filter((action) => !/^(xray:|logs:\w*(LogDeliver|ResourcePolic|LogGroups))/.test(action))).toEqual(
      [],
    );
  });

  it('logs every step without what it was given, and is traced', () => {
    const { LoggingConfiguration, TracingConfiguration } = machine!.Properties;
    expect(LoggingConfiguration).toMatchObject({ Level: 'ALL', IncludeExecutionData: false });
    expect(TracingConfiguration).toEqual({ Enabled: true });
  });
});

describe('the schedules', () => {
  const made = resources(service, 'AWS::Scheduler::Schedule');

  it('are those of the plan and no other', () => {
    const found = [...made].map(([id, { Properties }]) => [
      id,
      Properties.ScheduleExpression,
      Properties.ScheduleExpressionTimezone,
    ]);
    const wanted = Object.entries(schedules).map(([name, { cron }]) => [
      `${name.charAt(0).toUpperCase()}${name.slice(1)}Schedule`,
      awsCron(cron),
      'Etc/UTC',
    ]);
    expect(found).toEqual(wanted);
  });

  it('start the state machine, again if that fails, and leave a dead letter in the end', () => {
    const starting = Object.entries(schedules).filter(([, schedule]) => 'stateMachine' in schedule);
    for (const [name] of starting) {
      const { Properties } = made.get(`${name.charAt(0).toUpperCase()}${name.slice(1)}Schedule`)!;
      expect(service.Resources[Properties.Target.Arn.Ref]).toBe(machine);
      expect(Properties.Target.RetryPolicy).toEqual({ MaximumRetryAttempts: 5, MaximumEventAgeInSeconds: 7_200 });
      expect(service.Resources[Properties.Target.DeadLetterConfig.Arn['Fn::GetAtt'][0]]).toBe(queue);
    }
    expect(queue!.Properties).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 86_400 });
    expect(
      [...resources(service, 'AWS::SQS::QueuePolicy').values()][0]!.Properties.PolicyDocument.Statement,
    ).toMatchObject([{ Effect: 'Deny', Action: 'sqs:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }]);
  });

  it.each([
    ['30 1 * * *', 'cron(30 1 * * ? *)'],
    ['0 */6 1 * *', 'cron(0 */6 1 * ? *)'],
    ['0 4 * * 0', 'cron(0 4 ? * 1 *)'],
    ['0 4 * * 1-5', 'cron(0 4 ? * 2-6 *)'],
    ['0 4 * * 7', 'cron(0 4 ? * 1 *)'],
    ['0 4 * * MON', 'cron(0 4 ? * MON *)'],
  ])('write %s as EventBridge does: %s', (cron, expected) => {
    expect(awsCron(cron)).toBe(expected);
  });

  it.each(['0 4 1 * 1', '0 4 * *', '0 0 4 * * *'])('refuse %s, which EventBridge cannot say', (cron) => {
    expect(() => awsCron(cron)).toThrow(`cron "${cron}"`);
  });
});

describe('anomalies', () => {
  it('are counted as a metric of what the night logs, wherever its steps run', () => {
    const observer = readFileSync('functions/nightly/anomalies/anomaly-observer.ts', 'utf8');
    const [, message] = /log\.warn\('([^']+)'/.exec(observer)!;
    const withTask = synthesised({ nightlyTaskMemoryMb: '8192' }).service;
    for (const [template, logs] of [
      [service, ['NightlyLog']],
      [withTask, ['NightlyLog', 'NightTaskLog']],
    ] as const) {
      const filters = [...resources(template, 'AWS::Logs::MetricFilter').values()].map(({ Properties }) => Properties);
      expect(filters.map(({ LogGroupName }) => LogGroupName.Ref.replace(/[0-9A-F]{8}$/, ''))).toEqual(logs);
      for (const { FilterPattern, MetricTransformations } of filters) {
        expect(FilterPattern).toBe(`{ $.message = "${message}" }`);
        expect(MetricTransformations).toEqual([
          { MetricNamespace: 'Rapport-dev', MetricName: 'Anomalies', MetricValue: '$.opened' },
        ]);
      }
    }
  });
});

describe('alarms', () => {
  const alarms = [...resources(service, 'AWS::CloudWatch::Alarm').values()].map(({ Properties }) => Properties);
  const watched = new Map(
    alarms.map((it) => [`${it.Namespace} ${it.MetricName} ${JSON.stringify(it.Dimensions?.[0].Value ?? '')}`, it]),
  );

  it('watch every function that answers routes, the API, the night and the dead letters', () => {
    const seen = [...watched.keys()].map((key) => key.replace(/[0-9A-F]{8}(?=["\\])/g, '')).sort();
    expect(seen).toEqual(
      [
        ...Object.keys(functions)
          .filter((name) => routes.some(({ target }) => target === name))
          .map((name) => `AWS/Lambda Errors {"Ref":"${name.charAt(0).toUpperCase()}${name.slice(1)}"}`),
        'AWS/ApiGateway 5xx {"Ref":"Api"}',
        'AWS/States ExecutionsFailed {"Ref":"Night"}',
        'AWS/SQS ApproximateNumberOfMessagesVisible {"Fn::GetAtt":["DeadLetters","QueueName"]}',
      ].sort(),
    );
  });

  it('go off at the first occurrence, are silent while nothing happens, and tell the topic', () => {
    const [topic] = Object.entries(service.Resources).find(([, { Type }]) => Type === 'AWS::SNS::Topic')!;
    for (const alarm of alarms) {
      expect(alarm).toMatchObject({
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'notBreaching',
        AlarmActions: [{ Ref: topic }],
      });
    }
  });

  it.each(['dev', 'prod'] as const)('reach the topic in %s: CloudWatch may publish, over TLS only', (stage) => {
    const { service: template } = synthesised({ stage });
    const [policy] = [...resources(template, 'AWS::SNS::TopicPolicy').values()];
    expect(policy!.Properties.PolicyDocument.Statement).toMatchObject([
      { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      { Effect: 'Allow', Action: 'sns:Publish', Principal: { Service: 'cloudwatch.amazonaws.com' } },
    ]);
  });

  it('are encrypted in prod with a key that CloudWatch may use', () => {
    const { service: prod } = synthesised({ stage: 'prod' });
    const [topic] = [...resources(prod, 'AWS::SNS::Topic').values()];
    const key = prod.Resources[topic!.Properties.KmsMasterKeyId['Fn::GetAtt'][0]]!;
    expect(key.Properties.EnableKeyRotation).toBe(true);
    expect(key.Properties.KeyPolicy.Statement).toContainEqual(
      expect.objectContaining({
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Principal: { Service: 'cloudwatch.amazonaws.com' },
      }),
    );
  });
});
