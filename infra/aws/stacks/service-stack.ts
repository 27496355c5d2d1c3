import type { Code } from 'aws-cdk-lib/aws-lambda';
import { type App, CfnOutput, Stack } from 'aws-cdk-lib/core';
import { environmentOf } from '../../plan-options.ts';
import { type FunctionName, functions, type LambdaFunction, schedules } from '../../topology.ts';
import type { Config } from '../config.ts';
import { alarms, alarmTopic } from '../constructs/alarms.ts';
import { anomalyMetric } from '../constructs/anomaly-metric.ts';
import { counting } from '../constructs/counting.ts';
import { translateTexts } from '../constructs/grants.ts';
import { httpApi } from '../constructs/http-api.ts';
import { lambda } from '../constructs/lambda.ts';
import { sendingOf, tellApi } from '../constructs/messages.ts';
import { nightOf } from '../constructs/night.ts';
import { type NightTask, nightTask, type TaskCode } from '../constructs/night-task.ts';
import { operatorsOf } from '../constructs/operators.ts';
import { schedulesOf } from '../constructs/schedules.ts';
import { wordingOf } from '../constructs/writer.ts';
import { pascalCase } from '../names.ts';
import type { Stores } from './stores-stack.ts';

export interface ServiceCode {
  readonly of: (name: FunctionName) => Code;
  /** There when the configuration asks for the task. */
  readonly task?: TaskCode;
}

/** All that can be deleted and deployed again without a loss: functions, routes, the night, alarms. */
export function serviceStack(app: App, config: Config, stores: Stores, code: ServiceCode): void {
  const stack = new Stack(app, `Rapport-${config.stage}-Service`, { description: 'Rapport: functions, API, night' });
  const sending = sendingOf(stack, config);
  const wording = wordingOf(stack, config);
  const made = mapFunctions((name, plan) => {
    const configured = asConfigured(name, plan, config);
    const given = [...(plan.grants.sendMessages ? [sending] : []), ...(plan.grants.wordTexts ? [wording] : [])];
    const environment = Object.assign({}, configured.environment, ...given.map((it) => it.environment));
    const more = given.flatMap(({ statements }) => statements);
    if (plan.grants.translateTexts && config.translator === 'amazon') more.push(translateTexts());
    return lambda(stack, pascalCase(name), { plan: { ...configured, environment }, stores, code: code.of(name), more });
  });
  const operators = operatorsOf(stack, config);
  const api = httpApi(stack, { functions: made, operators }, config);
  made.engage.addEnvironment('PUBLIC_URL', config.publicUrl ?? api.apiEndpoint);
  tellApi(sending, api);
  const task = taskOf(stack, config, stores, code);
  const night = nightOf(stack, {
    stage: config.stage,
    nightly: made.nightly,
    nightlyMemoryMb: config.nightlyMemoryMb ?? functions.nightly.memoryMb,
    task,
    stores,
  });
  const deadLetters = schedulesOf(stack, schedules, { night, functions: made });
  anomalyMetric(stack, config.stage, { Nightly: made.nightly.logGroup, ...(task && { NightTask: task.log }) });
  const topic = alarmTopic(stack, config.encryptAlarms);
  alarms(stack, topic, { functions: made, api, night, deadLetters });

  const outputs = {
    ApiUrl: api.apiEndpoint,
    KeysFunctionName: made.keys.functionName,
    NightStateMachineArn: night.stateMachineArn,
    DeadLetterQueueUrl: deadLetters.queueUrl,
    AlarmTopicArn: topic.topicArn,
    OperatorPoolId: operators.pool.userPoolId,
    OperatorClientId: operators.client.userPoolClientId,
  };
  for (const [id, value] of Object.entries(outputs)) new CfnOutput(stack, id, { value });
}

function taskOf(stack: Stack, config: Config, stores: Stores, { task }: ServiceCode): NightTask | undefined {
  const { nightlyTask, nightlyCounting, stage } = config;
  if (nightlyTask === undefined) return undefined;
  if (task === undefined) throw new Error('the night’s task has no bundle');
  return nightTask(stack, {
    size: nightlyTask,
    stores,
    environment: environmentOf(functions.nightly, config),
    code: task,
    counting: nightlyCounting && counting(stack, stage, stores),
  });
}

/** The plan's function as the options of the deployment change it. Without records, decide writes nothing. */
function asConfigured(name: FunctionName, plan: LambdaFunction, config: Config): LambdaFunction {
  const { write: _, writeControl: _counts, makeSecrets: _keys, ...readOnly } = plan.grants;
  return {
    ...plan,
    ...(name === 'nightly' && config.nightlyMemoryMb !== undefined && { memoryMb: config.nightlyMemoryMb }),
    ...(name === 'decide' && config.receipts === 'off' && { grants: readOnly }),
    environment: environmentOf(plan, config),
  };
}

const mapFunctions = <Made>(make: (name: FunctionName, plan: LambdaFunction) => Made): Record<FunctionName, Made> =>
  Object.fromEntries(
    Object.entries(functions).map(([name, plan]) => [name, make(name as FunctionName, plan)]),
  ) as Record<FunctionName, Made>;
