/**
 * The night as a state machine in Amazon States Language, in its two sizes. A part of the plan: `infra/aws` fills in its
 * placeholders, `infra/laptop` interprets it. It imports nothing.
 */

/** A step that failed for a passing reason is tried again: after 5, 15 and 45 s. */
const retry = [
  {
    ErrorEquals: ['States.ALL'],
    IntervalSeconds: 5,
    MaxAttempts: 3,
    BackoffRate: 3,
  },
];

/** CloudFormation fills it in. */
const placeholder = (name: string): string => `\${${name}}`;

/** What a step gives stands beside what was there before, under the step's own name. */
const step = (name: string, result: string, next: Transition) => ({
  Type: 'Task' as const,
  Resource: placeholder('nightly'),
  Parameters: { step: name, 'input.$': '$' },
  ResultPath: `$.${result}`,
  TimeoutSeconds: 900,
  Retry: retry,
  ...next,
});

type Transition = { readonly Next: string } | { readonly End: true };

/**
 * The night in Amazon States Language (JSONPath). `${nightly}` is the nightly function.
 * Input: {} or { settings } to pin the recommender's settings, { settleSeconds } to let erasures end sooner. Each step
 * can be repeated: the same input gives the same result. The sweep comes also where nothing is trained.
 */
export const night = {
  Comment: 'Snapshot both tables, train, evaluate, publish what passes the gate, sweep up after who was erased.',
  StartAt: 'Snapshot',
  States: {
    Snapshot: step('snapshot', 'snapshot', { Next: 'Train' }),
    Train: step('train', 'training', { Next: 'Something to publish?' }),
    'Something to publish?': isTrained('Evaluate'),
    Evaluate: step('evaluate', 'evaluation', { Next: 'Publish' }),
    Publish: step('publish', 'publication', { Next: 'Sweep' }),
    Sweep: step('sweep', 'sweep', { End: true }),
  },
} as const;

function isTrained(next: string) {
  return {
    Type: 'Choice' as const,
    Choices: [{ Variable: '$.training.status', StringEquals: 'trained', Next: next }],
    Default: 'Sweep',
  };
}

// ── Of a shop that one Lambda does not hold ───────────────────────────────────────────────

/** Runs a step of the night with the grants of the nightly function, where a deployment asks for it. */
export const nightlyTask = {
  /** The container's command: fetches the bundle and watches over the step. */
  start: 'functions/nightly/start.ts',
  /** What the bundle is made of: one step, in a process of its own. */
  entry: 'functions/nightly/task.ts',
  /** Any image will do that has Node 24, tar and gzip. */
  image: 'public.ecr.aws/docker/library/node:24-bookworm-slim',
  /** The largest task holds some thousand million interactions, which take four hours to read from the table. */
  timeoutSeconds: 12 * 3600,
  /** The first sign of life comes when a machine is found and the image has been fetched. */
  heartbeatSeconds: 600,
  environment: { HEARTBEAT_SECONDS: '60' },
  /** Of V8's two halves for young objects, each, at most: with Node's 16 what a page of the scan holds is copied more often. */
  youngMb: 64,
} as const;

/** Where the state machine lays what a task needs; it goes by itself, as snapshots do. */
export const STEP_INPUTS = 'snapshots/steps/';

/** The same step as a task. What the night has gathered goes by way of a bucket: a container is told 8 KB at most. */
const taskStep = (name: string, result: string, next: Transition) => {
  const key = `States.Format('${STEP_INPUTS}{}/${name}.json', $$.Execution.Name)`;
  return {
    [handOver(name)]: {
      Type: 'Task' as const,
      Resource: `arn:${placeholder('partition')}:states:::aws-sdk:s3:putObject`,
      Parameters: { Bucket: placeholder('snapshotBucket'), 'Key.$': key, 'Body.$': '$' },
      ResultPath: null,
      Retry: retry,
      Next: asTask(name),
    },
    [asTask(name)]: {
      Type: 'Task' as const,
      Resource: `arn:${placeholder('partition')}:states:::ecs:runTask.waitForTaskToken`,
      Parameters: {
        Cluster: placeholder('cluster'),
        TaskDefinition: placeholder('taskDefinition'),
        LaunchType: 'FARGATE',
        NetworkConfiguration: {
          AwsvpcConfiguration: {
            Subnets: [placeholder('subnetA'), placeholder('subnetB')],
            SecurityGroups: [placeholder('securityGroup')],
            AssignPublicIp: 'ENABLED', // the only way out: to the image, the log and the state machine
          },
        },
        Overrides: {
          ContainerOverrides: [
            {
              Name: 'night',
              Environment: [
                { Name: 'STEP', Value: name },
                { Name: 'STEP_INPUT_KEY', 'Value.$': key },
                { Name: 'TASK_TOKEN', 'Value.$': '$$.Task.Token' },
              ],
            },
          ],
        },
      },
      ResultPath: `$.${result}`,
      HeartbeatSeconds: nightlyTask.heartbeatSeconds,
      TimeoutSeconds: nightlyTask.timeoutSeconds,
      Retry: retry,
      ...next,
    },
  };
};

const handOver = (name: string): string => `Hand over ${name}`;
const asTask = (name: string): string => `Run ${name} as a task`;

/** What a Lambda that ran out of its time or its memory has failed by. */
const OUTGROWN = ['States.Timeout', 'Sandbox.Timedout', 'Lambda.Unknown', 'Runtime.ExitError'];

/** A step that its Lambda has not the time or the memory for goes on as a task, which trying again would not help. */
const orAsTask = (name: string, result: string, next: Transition) => {
  const inLambda = step(name, result, next);
  return {
    ...inLambda,
    Retry: [{ ErrorEquals: OUTGROWN, MaxAttempts: 0 }, ...inLambda.Retry],
    Catch: [{ ErrorEquals: OUTGROWN, ResultPath: null, Next: handOver(name) }],
  };
};

/** Counts of a snapshot, by their names in its manifest. */
export interface SnapshotCounts {
  readonly interactionCount: number;
  readonly itemCount: number;
  readonly personCount: number;
}

/**
 * The night with both its sizes, and what it has gathered is the same whichever ran.
 * @param most - what the Lambda holds; a shop that has more of anything goes on as tasks.
 */
export const nightWithTask = (most: SnapshotCounts) => ({
  ...night,
  States: {
    ...night.States,
    Snapshot: orAsTask('snapshot', 'snapshot', { Next: 'More than a Lambda holds?' }),
    ...taskStep('snapshot', 'snapshot', { Next: 'More than a Lambda holds?' }),
    'More than a Lambda holds?': {
      Type: 'Choice' as const,
      Choices: Object.entries(most).map(([count, held]) => ({
        Variable: `$.snapshot.${count}`,
        NumericGreaterThan: held,
        Next: handOver('train'),
      })),
      Default: 'Train',
    },
    Train: orAsTask('train', 'training', { Next: 'Something to publish?' }),
    Evaluate: orAsTask('evaluate', 'evaluation', { Next: 'Publish' }),
    ...taskStep('train', 'training', { Next: 'Something to publish as a task?' }),
    'Something to publish as a task?': isTrained(handOver('evaluate')),
    ...taskStep('evaluate', 'evaluation', { Next: handOver('publish') }),
    Publish: orAsTask('publish', 'publication', { Next: 'Sweep' }),
    ...taskStep('publish', 'publication', { Next: 'Sweep' }),
    Sweep: orAsTask('sweep', 'sweep', { End: true }),
    ...taskStep('sweep', 'sweep', { End: true }),
  },
});
