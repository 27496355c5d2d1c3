import type { Code } from 'aws-cdk-lib/aws-lambda';
import { type App, CfnOutput, Stack } from 'aws-cdk-lib/core';
import { type FunctionName, functions, type LambdaFunction } from '../../topology.ts';
import type { Config } from '../config.ts';
import { alarms, alarmTopic } from '../constructs/alarms.ts';
import { httpApi } from '../constructs/http-api.ts';
import { lambda } from '../constructs/lambda.ts';
import { nightOf } from '../constructs/night.ts';
import { pascalCase } from '../names.ts';
import type { Stores } from './stores-stack.ts';

export type CodeOf = (name: FunctionName) => Code;

/** All that can be deleted and deployed again without a loss: functions, routes, the night, alarms. */
export function serviceStack(app: App, config: Config, stores: Stores, codeOf: CodeOf): void {
  const stack = new Stack(app, `Rapport-${config.stage}-Service`, { description: 'Rapport: functions, API, night' });
  const made = mapFunctions((name, plan) =>
    lambda(stack, pascalCase(name), { plan: resized(name, plan, config), stores, code: codeOf(name) }),
  );
  const api = httpApi(stack, made, config);
  const night = nightOf(stack, made.nightly, config.stage);
  const topic = alarmTopic(stack, config.encryptAlarms);
  alarms(stack, topic, { functions: made, api, night });

  const outputs = {
    ApiUrl: api.apiEndpoint,
    ConsoleFunctionName: made.console.functionName,
    NightStateMachineArn: night.machine.stateMachineArn,
    DeadLetterQueueUrl: night.deadLetters.queueUrl,
    AlarmTopicArn: topic.topicArn,
  };
  for (const [id, value] of Object.entries(outputs)) new CfnOutput(stack, id, { value });
}

const resized = (name: FunctionName, plan: LambdaFunction, { nightlyMemoryMb }: Config): LambdaFunction =>
  name === 'nightly' && nightlyMemoryMb !== undefined ? { ...plan, memoryMb: nightlyMemoryMb } : plan;

const mapFunctions = <Made>(make: (name: FunctionName, plan: LambdaFunction) => Made): Record<FunctionName, Made> =>
  Object.fromEntries(
    Object.entries(functions).map(([name, plan]) => [name, make(name as FunctionName, plan)]),
  ) as Record<FunctionName, Made>;
