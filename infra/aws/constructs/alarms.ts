import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { ComparisonOperator, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Function as AwsFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { pascalCase } from '../names.ts';

interface Watched {
  readonly functions: Readonly<Record<string, AwsFunction>>;
  readonly api: HttpApi;
  readonly night: StateMachine;
  readonly deadLetters: Queue;
}

/** Each goes off at the first occurrence in five minutes, since none is meant to occur. Ten alarms are free, the eleventh is ten cents a month. */
export function alarms(scope: Construct, topic: Topic, { functions, api, night, deadLetters }: Watched): void {
  const period = { period: Duration.minutes(5), statistic: 'Sum' };
  const watch = (id: string, alarmDescription: string, metric: Metric) =>
    metric
      .createAlarm(scope, `${id}Alarm`, {
        alarmDescription,
        threshold: 0,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        evaluationPeriods: 1,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      })
      .addAlarmAction(new SnsAction(topic));

  // Whoever calls the keys function by hand sees by themselves that it failed, and a night that failed is told below.
  for (const [name, made] of Object.entries(functions).filter(([name]) => name !== 'keys' && name !== 'nightly')) {
    watch(
      `${pascalCase(name)}Errors`,
      `${name} failed with an error that it did not expect`,
      made.metricErrors(period),
    );
  }
  // A call that Lambda turns away, at the account’s limit, is a 503 of the API; those of schedules it keeps and tries again.
  watch('Api5xx', 'the API answered with a server error, or Lambda turned calls away', api.metricServerError(period));
  watch('NightFailed', 'a night ended without a result', night.metricFailed(period));
  watch(
    'DeadLetters',
    'a night, or a step of a schedule, could not be started',
    deadLetters.metricApproximateNumberOfMessagesVisible({ ...period, statistic: 'Maximum' }),
  );
}

/** Where alarms are told; who wants to know subscribes. */
export function alarmTopic(scope: Construct, encrypted: boolean): Topic {
  const cloudWatch = (actions: readonly string[], resource: string) =>
    new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: [...actions],
      resources: [resource],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    });

  const key = encrypted ? new Key(scope, 'AlarmKey', keyProps) : undefined;
  key?.addToResourcePolicy(cloudWatch(['kms:Decrypt', 'kms:GenerateDataKey*'], '*'));
  const topic = new Topic(scope, 'Alarms', { enforceSSL: true, ...(key && { masterKey: key }) });
  // A topic that has a policy loses the one it is born with, which let CloudWatch in.
  topic.addToResourcePolicy(cloudWatch(['sns:Publish'], topic.topicArn));
  return topic;
}

const keyProps = {
  description: 'Rapport: alarms on their way',
  enableKeyRotation: true,
  removalPolicy: RemovalPolicy.DESTROY,
};
