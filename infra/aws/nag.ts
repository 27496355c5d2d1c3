import { type App, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { STEP_INPUTS } from '../night-machine.ts';
import type { Config } from './config.ts';
import { bedrockModelOf } from './writer-options.ts';

/** A finding that is right as a rule and does not hold here, with the reason. */
interface Acknowledgement {
  /** Path of the construct, below the app. */
  readonly construct: string;
  readonly finding: string;
  readonly reason: string;
}

const acknowledgements = ({
  stage,
  nightlyTask,
  nightlyCounting,
  pushApplications,
  translator,
  writer,
}: Config): readonly Acknowledgement[] => {
  const stores = `Rapport-${stage}-Stores`;
  const service = `Rapport-${stage}-Service`;
  /** Every object of a bucket, as cdk-nag writes it down when the bucket is in the other stack. */
  const objectsOf = (exported: string) => `AwsSolutions-IAM5[Resource::${stores}:ExportsOutputFnGetAtt${exported}/*]`;
  const models = objectsOf('ModelsBucketA3610ED4Arn9BDB06D7');
  const snapshots = objectsOf('SnapshotsBucketF8064843Arn3BCFBED4');

  const noAccessLog =
    'Only the roles of few functions can reach it; a server access log would be a second copy of every request, kept ' +
    'and paid for, to tell what CloudTrail data events tell when an account wants to know.';
  const wholeBucket =
    'The plan grants the whole bucket: keys carry versions and dates that are not known when the policy is written. ' +
    'The actions are named one by one, and no other bucket is reached.';

  /** What comes with the night's task, and only with it. */
  const task: readonly Acknowledgement[] = [
    { construct: `${service}/NightTaskRole`, finding: models, reason: wholeBucket },
    { construct: `${service}/NightTaskRole`, finding: snapshots, reason: wholeBucket },
    ...(nightlyCounting
      ? [
          {
            construct: `${service}/NightTaskRole`,
            finding: snapshots.replace('/*]', '/snapshots/*]'),
            reason: 'Athena writes what it counted as the task, under the name of a snapshot that is not known before.',
          },
        ]
      : []),
    {
      construct: `${service}/NightRole`,
      finding: snapshots.replace('/*]', `/${STEP_INPUTS}*]`),
      reason: 'Each night lays what its tasks need under its own name, which is made when it starts.',
    },
    {
      construct: `${service}/NightTask`,
      finding: 'AwsSolutions-ECS2',
      reason: 'The variables are names of stores, an address and numbers; the task has no secret to be told.',
    },
    {
      construct: `${service}/NightCluster`,
      finding: 'AwsSolutions-ECS4',
      reason:
        'Container Insights is paid by the metric; each part of a step logs its seconds, CPU and memory, and the state ' +
        'machine how it ended.',
    },
    {
      construct: `${service}/NightVpc`,
      finding: 'AwsSolutions-VPC7',
      reason:
        'Nothing listens in this network: one task at a time calls AWS from it, over TLS, and lets nobody in. A flow ' +
        'log would be paid for to tell that.',
    },
  ];

  /** Of a model that is asked through a profile. */
  const model = bedrockModelOf(writer);
  const words: readonly Acknowledgement[] =
    model === undefined || model.id === model.model
      ? []
      : [
          {
            construct: `${service}/AssistRole`,
            finding: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:bedrock:*::foundation-model/${model.model}]`,
            reason: 'An inference profile asks the one model in whichever of its regions is free.',
          },
        ];

  /** Of each application that the deployment pushes through. */
  const push: readonly Acknowledgement[] = (pushApplications ?? '').split(',').flatMap((pair) => {
    const application = pair.split('=')[1];
    if (application === undefined) return [];
    return [
      {
        construct: `${service}/EngageRole`,
        finding: `AwsSolutions-IAM5[Resource::${application.replace(':app/', ':endpoint/')}/*]`,
        reason: 'SNS names the endpoint of a device when it is met; of other applications none is reached.',
      },
    ];
  });

  const translating = ['Assist', 'Catalog'].map(
    (name): Acknowledgement => ({
      construct: `${service}/${name}Role`,
      finding: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'translate:TranslateText has no resource but terminologies, of which none is used; the text goes with the call, ' +
        'and nothing in the account can be read or changed with it.',
    }),
  );

  return [
    ...(nightlyTask ? task : []),
    ...push,
    ...(translator === 'amazon' ? translating : []),
    { construct: `${stores}/SnapshotsBucket`, finding: 'AwsSolutions-S1', reason: noAccessLog },
    { construct: `${stores}/ModelsBucket`, finding: 'AwsSolutions-S1', reason: noAccessLog },
    { construct: `${service}/DecideRole`, finding: models, reason: wholeBucket },
    { construct: `${service}/DecideRole`, finding: snapshots, reason: wholeBucket },
    {
      construct: `${service}/SchedulerRoleForTarget-52c092`,
      finding: 'AwsSolutions-IAM5[Resource::<Catalog742F25FD.Arn>:*]',
      reason: 'The scheduler may call the function in any of its versions, of which there are none but the newest.',
    },
    {
      construct: `${service}/SchedulerRoleForTarget-e66841`,
      finding: 'AwsSolutions-IAM5[Resource::<Decide85A9C3CA.Arn>:*]',
      reason: 'The scheduler may call the function in any of its versions, of which there are none but the newest.',
    },
    {
      construct: `${service}/SchedulerRoleForTarget-6084cc`,
      finding: 'AwsSolutions-IAM5[Resource::<Assist0BBB0BD9.Arn>:*]',
      reason: 'The scheduler may call the function in any of its versions, of which there are none but the newest.',
    },
    { construct: `${service}/AssistRole`, finding: models, reason: wholeBucket },
    ...words,
    { construct: `${service}/ConsoleRole`, finding: models, reason: wholeBucket },
    { construct: `${service}/ConsoleRole`, finding: snapshots, reason: wholeBucket },
    {
      construct: `${service}/SchedulerRoleForTarget-ae1772`,
      finding: 'AwsSolutions-IAM5[Resource::<EngageD91315F5.Arn>:*]',
      reason: 'The scheduler may call the function in any of its versions, of which there are none but the newest.',
    },
    { construct: `${service}/EngageRole`, finding: snapshots, reason: wholeBucket },
    { construct: `${service}/AudiencesRole`, finding: snapshots, reason: wholeBucket },
    { construct: `${service}/NightlyRole`, finding: models, reason: wholeBucket },
    { construct: `${service}/NightlyRole`, finding: snapshots, reason: wholeBucket },
    {
      construct: `${service}/Api`,
      finding: 'AwsSolutions-APIG4',
      reason:
        'Clients bring keys in the places where Segment’s and RudderStack’s clients put them (Basic, Bearer, query, ' +
        'body), where no authorizer can look; each function opens its door by key before it reads or stores anything.',
    },
    {
      construct: `${service}/NightRole`,
      finding: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'Log delivery and X-Ray have no resources to name: AWS documents these actions with the resource *. They ' +
        'move traces and logs; no data of a shop can be read with them.',
    },
    {
      construct: `${service}/Operators`,
      finding: 'AwsSolutions-COG2',
      reason:
        'An operator may have a second factor (TOTP) and is told to in docs/security.md; asked of everybody, the first ' +
        'sign-in from a command line would want an app that scans codes.',
    },
    {
      construct: `${service}/Operators`,
      finding: 'AwsSolutions-COG8',
      reason:
        'The Plus plan is paid by who signs in, for guessing of risks among many users; this pool holds a handful that ' +
        'an administrator made, with passwords of 14 characters.',
    },
    {
      construct: `${service}/DeadLetters`,
      finding: 'AwsSolutions-SQS3',
      reason: 'It is the dead-letter queue, of the schedule; an alarm goes off when a message lies in it.',
    },
  ];
};

/** Makes `cdk synth` fail on every finding of cdk-nag's AwsSolutions rules that is not acknowledged above. */
export function checkWithNag(app: App, config: Config): void {
  acknowledgeFindings(app, config);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}

/** @throws Error naming a construct that is acknowledged but does not exist. */
export function acknowledgeFindings(app: App, config: Config): void {
  for (const { construct, finding, reason } of acknowledgements(config)) {
    const found = construct.split('/').reduce<IConstruct>((parent, id) => parent.node.findChild(id), app);
    Validations.of(found).acknowledge({ id: finding, reason });
  }
}

/**
 * What is left to complain about in an app that has been synthesised, as `path: finding`, in no particular order.
 * @internal An instrument of tests.
 */
export function nagFindings(app: App): readonly string[] {
  return new AwsSolutionsChecks(app)
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${constructPath}: ${ruleName}`),
    );
}
