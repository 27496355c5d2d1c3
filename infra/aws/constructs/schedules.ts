import type { Function as AwsFunction } from 'aws-cdk-lib/aws-lambda';
import { type IScheduleTarget, Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke, StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Duration, TimeZone } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { FunctionName, Schedule as PlannedSchedule } from '../../topology.ts';
import { pascalCase } from '../names.ts';
import { awsCron } from './aws-cron.ts';

interface Started {
  readonly night: StateMachine;
  readonly functions: Readonly<Record<FunctionName, AwsFunction>>;
}

/**
 * What the plan's clock starts, each by a schedule of its own.
 * @returns where starts lie that the scheduler could not deliver, even after its retries.
 */
export function schedulesOf(
  scope: Construct,
  schedules: Readonly<Record<string, PlannedSchedule>>,
  started: Started,
): Queue {
  const deadLetters = new Queue(scope, 'DeadLetters', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  for (const [name, schedule] of Object.entries(schedules)) {
    new Schedule(scope, `${pascalCase(name)}Schedule`, {
      schedule: ScheduleExpression.expression(awsCron(schedule.cron), TimeZone.ETC_UTC),
      target: targetOf(schedule, started, deadLetters),
    });
  }
  return deadLetters;
}

/** A night that is late is still wanted; a step that is late by minutes was overtaken by the next. */
function targetOf(schedule: PlannedSchedule, { night, functions }: Started, deadLetterQueue: Queue): IScheduleTarget {
  if ('stateMachine' in schedule) {
    return new StepFunctionsStartExecution(night, {
      input: ScheduleTargetInput.fromObject({}),
      retryAttempts: 5,
      maxEventAge: Duration.hours(2),
      deadLetterQueue,
    });
  }
  return new LambdaInvoke(functions[schedule.calls], {
    input: ScheduleTargetInput.fromObject({ step: schedule.step }),
    retryAttempts: 1,
    maxEventAge: Duration.minutes(5),
    deadLetterQueue,
  });
}
