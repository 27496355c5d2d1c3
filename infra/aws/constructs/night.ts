import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as AwsFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Duration, RemovalPolicy, TimeZone } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { night, schedules } from '../../topology.ts';
import { pascalCase } from '../names.ts';
import { awsCron } from './aws-cron.ts';

export interface Night {
  readonly machine: StateMachine;
  /** Starts that the scheduler could not deliver, even after its retries. */
  readonly deadLetters: Queue;
}

/** The night of the plan: its state machine as it is written there, and the schedules that start it. */
export function nightOf(scope: Construct, nightly: AwsFunction, stage: string): Night {
  const machine = stateMachine(scope, nightly, stage);
  const deadLetters = new Queue(scope, 'DeadLetters', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  for (const [name, { cron }] of Object.entries(schedules)) {
    new Schedule(scope, `${pascalCase(name)}Schedule`, {
      schedule: ScheduleExpression.expression(awsCron(cron), TimeZone.ETC_UTC),
      target: new StepFunctionsStartExecution(machine, {
        input: ScheduleTargetInput.fromObject({}),
        retryAttempts: 5,
        maxEventAge: Duration.hours(2),
        deadLetterQueue: deadLetters,
      }),
    });
  }
  return { machine, deadLetters };
}

/** Logs name the steps and how they ended; what they were given and gave stays out. */
function stateMachine(scope: Construct, nightly: AwsFunction, stage: string): StateMachine {
  return new StateMachine(scope, 'Night', {
    stateMachineType: StateMachineType.STANDARD,
    definitionBody: DefinitionBody.fromString(JSON.stringify(night)),
    definitionSubstitutions: { nightly: nightly.functionArn },
    role: new Role(scope, 'NightRole', {
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
      inlinePolicies: {
        Steps: new PolicyDocument({
          statements: [new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [nightly.functionArn] })],
        }),
      },
    }),
    tracingEnabled: true,
    logs: {
      destination: new LogGroup(scope, 'NightLog', {
        // Under this prefix one statement lets the service write; else each group adds one to an account-wide policy
        // that may hold ten.
        logGroupName: `/aws/vendedlogs/states/rapport-${stage}-night`,
        retention: RetentionDays.TWO_WEEKS,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      level: LogLevel.ALL,
      includeExecutionData: false,
    },
  });
}
