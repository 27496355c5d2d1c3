import { Function as AwsFunction, Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Stack } from 'aws-cdk-lib/core';
import { describe, expect, it } from 'vitest';
import { schedulesOf } from '../../infra/aws/constructs/schedules.ts';
import { type FunctionName, functions } from '../../infra/topology.ts';
import { emptyApp, resources, type Template, UNCHECKED } from '../support/synthesised.ts';

describe('a schedule that calls a function', () => {
  const app = emptyApp(UNCHECKED);
  const stack = new Stack(app, 'Some');
  const code = Code.fromInline('exports.handler = async () => undefined;');
  const night = new StateMachine(stack, 'Night', {
    definitionBody: DefinitionBody.fromString('{"StartAt":"End","States":{"End":{"Type":"Succeed"}}}'),
  });
  const made = Object.fromEntries(
    Object.keys(functions).map((name) => [
      name,
      new AwsFunction(stack, name, { runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code }),
    ]),
  ) as Record<FunctionName, AwsFunction>;
  schedulesOf(stack, { tick: { cron: '* * * * *', calls: 'engage', step: 'tick' } }, { night, functions: made });
  const template = app.synth().getStackByName('Some').template as Template;
  const { Target, ScheduleExpression } = resources(template, 'AWS::Scheduler::Schedule').get(
    'TickSchedule',
  )!.Properties;

  it('calls that function with the step, and leaves a dead letter when it was not reached', () => {
    expect(ScheduleExpression).toBe('cron(* * * * ? *)');
    expect(template.Resources[Target.Arn['Fn::GetAtt'][0]]!.Metadata['aws:cdk:path']).toBe('Some/engage/Resource');
    expect(JSON.parse(Target.Input)).toEqual({ step: 'tick' });
    expect(Target.RetryPolicy).toEqual({ MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 300 });
    expect(template.Resources[Target.DeadLetterConfig.Arn['Fn::GetAtt'][0]]!.Type).toBe('AWS::SQS::Queue');
  });

  it('may call that function and no other', () => {
    const [policy] = [...resources(template, 'AWS::IAM::Policy').entries()].filter(([name]) => /Schedul/.test(name));
    const invoke = policy![1].Properties.PolicyDocument.Statement.find(
      ({ Action }: { Action: string }) => Action === 'lambda:InvokeFunction',
    );
    const arns = JSON.stringify(invoke.Resource);
    expect(new Set([...arns.matchAll(/"(\w+?)[0-9A-F]{8}"/g)].map(([, id]) => id))).toEqual(new Set(['engage']));
  });
});
