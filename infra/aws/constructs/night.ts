import { Policy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as AwsFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { night, nightWithTask, type SnapshotCounts, STEP_INPUTS } from '../../night-machine.ts';
import { countsOfLambda } from '../../night-size.ts';
import { LOG_DAYS } from '../../topology.ts';
import type { Stores } from '../stacks/stores-stack.ts';
import type { NightTask } from './night-task.ts';

interface NightProps {
  readonly stage: string;
  readonly nightly: AwsFunction;
  readonly nightlyMemoryMb: number;
  /** Where steps go that the function does not hold; undefined where the deployment has none. */
  readonly task: NightTask | undefined;
  readonly stores: Stores;
}

/** The night of the plan: its state machine as it is written there. */
export function nightOf(scope: Construct, props: NightProps): StateMachine {
  const machine = stateMachine(scope, props);
  if (props.task) letAnswer(scope, props.task, machine);
  return machine;
}

/** Logs name the steps and how they ended; what they were given and gave stays out. */
function stateMachine(scope: Construct, { stage, nightly, nightlyMemoryMb, task, stores }: NightProps): StateMachine {
  const { partition } = Stack.of(scope);
  const snapshots = stores.snapshots;
  const definition = task ? nightWithTask(heldBy(nightlyMemoryMb)) : night;
  return new StateMachine(scope, 'Night', {
    stateMachineType: StateMachineType.STANDARD,
    definitionBody: DefinitionBody.fromString(JSON.stringify(definition)),
    definitionSubstitutions: {
      nightly: nightly.functionArn,
      ...(task && { partition, snapshotBucket: snapshots.name, ...placeholdersOf(task) }),
    },
    role: new Role(scope, 'NightRole', {
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
      inlinePolicies: {
        Steps: new PolicyDocument({
          statements: [
            new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [nightly.functionArn] }),
            ...(task ? startStatements(task, stores) : []),
          ],
        }),
      },
    }),
    tracingEnabled: true,
    logs: {
      destination: new LogGroup(scope, 'NightLog', {
        // Under this prefix one statement lets the service write; else each group adds one to an account-wide policy
        // that may hold ten.
        logGroupName: `/aws/vendedlogs/states/rapport-${stage}-night`,
        retention: LOG_DAYS,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      level: LogLevel.ALL,
      includeExecutionData: false,
    },
  });
}

// ── With a task ─────────────────────────────────────────────────────────────────────────────────────

function heldBy(memoryMb: number): SnapshotCounts {
  const { interactions, items, people } = countsOfLambda(memoryMb);
  return { interactionCount: interactions, itemCount: items, personCount: people };
}

function placeholdersOf({ cluster, definition, subnets, securityGroup }: NightTask): Record<string, string> {
  const [subnetA, subnetB] = subnets;
  return {
    cluster: cluster.clusterArn,
    taskDefinition: definition.taskDefinitionArn,
    subnetA: subnetA!.subnetId,
    subnetB: subnetB!.subnetId,
    securityGroup: securityGroup.securityGroupId,
  };
}

/** What the state machine does to start a task: lays down its input, runs this one definition, lends it its roles. */
const startStatements = ({ cluster, definition, role, executionRole }: NightTask, { snapshots }: Stores) => [
  new PolicyStatement({
    actions: ['s3:PutObject'],
    resources: [`${(snapshots.made as Bucket).bucketArn}/${STEP_INPUTS}*`],
  }),
  new PolicyStatement({
    actions: ['ecs:RunTask'],
    resources: [definition.taskDefinitionArn],
    conditions: { ArnEquals: { 'ecs:cluster': cluster.clusterArn } },
  }),
  new PolicyStatement({
    actions: ['iam:PassRole'],
    resources: [role.roleArn, executionRole.roleArn],
    conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
  }),
];

/** A policy apart from the role: the state machine names the task's role, which cannot name the state machine. */
const letAnswer = (scope: Construct, { role }: NightTask, machine: StateMachine): Policy =>
  new Policy(scope, 'NightTaskAnswers', {
    roles: [role],
    statements: [
      new PolicyStatement({
        actions: ['states:SendTaskHeartbeat', 'states:SendTaskSuccess', 'states:SendTaskFailure'],
        resources: [machine.stateMachineArn],
      }),
    ],
  });
