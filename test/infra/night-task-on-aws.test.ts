import { StateMachine } from 'aws-local-stepfunctions';
import { describe, expect, it } from 'vitest';
import { night, nightlyTask, nightWithTask, STEP_INPUTS } from '../../infra/night-machine.ts';
import { countsOfLambda } from '../../infra/night-size.ts';
import { functions, stores } from '../../infra/topology.ts';
import { type Resource, resources, synthesised } from '../support/synthesised.ts';

const made = synthesised({ nightlyTaskMemoryMb: '20480' });
const { service } = made;
const only = (type: string): Resource => {
  const found = [...resources(service, type).values()];
  expect(found).toHaveLength(1);
  return found[0]!;
};
const logicalIdOf = (type: string): string =>
  Object.entries(service.Resources).find(([, { Type }]) => Type === type)?.[0] ?? '';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}
/** All that a role may do, by its own policies and those attached to it. */
const statementsOf = (role: string): readonly Statement[] => {
  const { Properties, Metadata } = resources(service, 'AWS::IAM::Role').get(role)!;
  expect(Properties.ManagedPolicyArns).toBeUndefined();
  const [id] = Object.entries(service.Resources).find(([, it]) => it.Metadata === Metadata)!;
  const attached = [...resources(service, 'AWS::IAM::Policy').values()]
    .map((policy) => policy.Properties)
    .filter(({ Roles }) => Roles.some(({ Ref }: { Ref: string }) => Ref === id));
  return [...(Properties.Policies ?? []), ...attached].flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
};
/** Each action with each of its resources. */
const allowedTo = (role: string): readonly string[] =>
  statementsOf(role)
    .flatMap(({ Action, Resource }) =>
      [Action].flat().flatMap((action) => [Resource].flat().map((resource) => `${action} ${JSON.stringify(resource)}`)),
    )
    .sort();

describe('the night’s task', () => {
  it('is not there unless it is asked for', () => {
    const plain = Object.values(synthesised().service.Resources).map(({ Type }) => Type);
    expect(plain.filter((type) => /^AWS::(ECS|EC2)::/.test(type))).toEqual([]);
  });

  it('lives in public subnets, reached by nobody, with gateways to the stores and nothing paid by the hour', () => {
    const subnets = [...resources(service, 'AWS::EC2::Subnet').values()];
    expect(subnets.map(({ Properties }) => Properties.MapPublicIpOnLaunch)).toEqual([true, true]);
    expect(resources(service, 'AWS::EC2::NatGateway').size + resources(service, 'AWS::EC2::EIP').size).toBe(0);
    const endpoints = [...resources(service, 'AWS::EC2::VPCEndpoint').values()].map(({ Properties }) => Properties);
    expect(endpoints.map(({ VpcEndpointType }) => VpcEndpointType)).toEqual(['Gateway', 'Gateway']);
    expect(endpoints.map(({ ServiceName }) => ServiceName['Fn::Join'][1].at(-1)).sort()).toEqual(['.dynamodb', '.s3']);

    const group = only('AWS::EC2::SecurityGroup').Properties;
    expect(group.SecurityGroupIngress).toBeUndefined();
    expect(resources(service, 'AWS::EC2::SecurityGroupIngress').size).toBe(0);
    expect(group.SecurityGroupEgress).toMatchObject([{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }]);
  });

  it('has the size that was asked for, and starts the bundle on an image that nobody had to build', () => {
    const { Properties } = only('AWS::ECS::TaskDefinition');
    expect(Properties).toMatchObject({
      Cpu: '4096',
      Memory: '20480',
      NetworkMode: 'awsvpc',
      RequiresCompatibilities: ['FARGATE'],
      RuntimePlatform: { CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' },
    });
    const [container, ...others] = Properties.ContainerDefinitions;
    expect(others).toEqual([]);
    expect(container).toMatchObject({
      Name: 'night',
      Image: nightlyTask.image,
      Command: ['node', '--input-type=module', '--eval', 'start'],
      User: 'node',
      LogConfiguration: { LogDriver: 'awslogs' },
    });
    expect(container.Environment.map(({ Name }: { Name: string }) => Name).sort()).toEqual(
      [
        ...['AWS_REGION', 'AWS_ENDPOINT_URL_SFN', 'BUNDLE_URL', 'HEARTBEAT_SECONDS', 'NODE_OPTIONS'],
        ...['PEOPLE_TABLE', 'CATALOG_TABLE', 'CONTROL_TABLE', 'SNAPSHOT_BUCKET', 'MODEL_BUCKET'],
        ...Object.keys(functions.nightly.environment),
      ].sort(),
    );
    const logGroup = container.LogConfiguration.Options['awslogs-group'].Ref;
    expect(service.Resources[logGroup]!.Properties.RetentionInDays).toBe(14);
  });

  it('may do to the stores what the nightly function may, read its bundle, and answer the night', () => {
    const lambda = allowedTo('NightlyRole').filter((may) => !may.startsWith('logs:'));
    const task = allowedTo('NightTaskRole');
    expect(task).toEqual(expect.arrayContaining([...lambda]));
    const machine = JSON.stringify({ Ref: logicalIdOf('AWS::StepFunctions::StateMachine') });
    expect(task.filter((may) => !lambda.includes(may))).toEqual([
      expect.stringMatching(/^s3:GetObject .*-assets-.*\/[0-9a-f]{64}\.gz"\]\]\}$/), // this one object
      `states:SendTaskFailure ${machine}`,
      `states:SendTaskHeartbeat ${machine}`,
      `states:SendTaskSuccess ${machine}`,
    ]);
  });

  it('is started by a role that may write its log and nothing else', () => {
    expect(allowedTo('NightTaskExecutionRole')).toEqual([
      expect.stringMatching(/^logs:CreateLogStream .*NightTaskLog/),
      expect.stringMatching(/^logs:PutLogEvents .*NightTaskLog/),
    ]);
  });
});

describe('the state machine with the task', () => {
  const machine = only('AWS::StepFunctions::StateMachine').Properties;
  const definition = JSON.parse(machine.DefinitionString);
  const { States } = definition;

  it('is the one of the plan, with the counts that the nightly function holds', () => {
    const { interactions, items, people } = countsOfLambda(functions.nightly.memoryMb);
    const most = { interactionCount: interactions, itemCount: items, personCount: people };
    expect(definition).toEqual(nightWithTask(most));
    expect(States['More than a Lambda holds?']).toEqual({
      Type: 'Choice',
      Choices: Object.entries(most).map(([count, held]) => ({
        Variable: `$.snapshot.${count}`,
        NumericGreaterThan: held,
        Next: 'Hand over train',
      })),
      Default: 'Train',
    });
    const placeholders = new Set([...machine.DefinitionString.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name));
    expect([...placeholders].sort()).toEqual(Object.keys(machine.DefinitionSubstitutions).sort());
  });

  it('chooses by what the function holds at the memory that it was given', () => {
    const { service: larger } = synthesised({ nightlyTaskMemoryMb: '20480', nightlyMemoryMb: '10240' });
    const [{ Properties }] = [...resources(larger, 'AWS::StepFunctions::StateMachine').values()] as [Resource];
    expect(Properties.DefinitionString).toContain(`"NumericGreaterThan":${countsOfLambda(10_240).interactions}`);
  });

  it('is valid in the Amazon States Language', () => {
    const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:nightly';
    const filled = machine.DefinitionString.replaceAll('${' + 'nightly}', arn).replaceAll('${' + 'partition}', 'aws');
    expect(() => new StateMachine(JSON.parse(filled))).not.toThrow();
  });

  it('has every step of the night as a task, tried again as in a Lambda, with a limit and a heartbeat', () => {
    for (const [name, state] of Object.entries(night.States)) {
      if (state.Type !== 'Task') continue;
      const task = States[`Run ${state.Parameters.step} as a task`];
      expect(task).toMatchObject({
        Resource: 'arn:${' + 'partition}:states:::ecs:runTask.waitForTaskToken',
        ResultPath: state.ResultPath,
        Retry: state.Retry,
        TimeoutSeconds: nightlyTask.timeoutSeconds,
        HeartbeatSeconds: nightlyTask.heartbeatSeconds,
      });
      const beat = Number(nightlyTask.environment.HEARTBEAT_SECONDS);
      expect(beat * 5).toBeLessThanOrEqual(task.HeartbeatSeconds);
      expect(States[name].Catch[0].Next).toBe(`Hand over ${state.Parameters.step}`);
    }
  });

  it('may start this one task in this one cluster, lend it its two roles, and lay down what it needs', () => {
    const { Resource: named } = statementsOf('NightRole').find(({ Action }) => Action === 'lambda:InvokeFunction')!;
    expect(named).toEqual(machine.DefinitionSubstitutions.nightly);
    const own = statementsOf('NightRole').filter(({ Action }) => /^(ecs|iam|s3):/.test(String(Action)));
    expect(own).toMatchObject([
      { Action: 's3:PutObject', Resource: { 'Fn::Join': ['', [{}, '/snapshots/steps/*']] } },
      {
        Action: 'ecs:RunTask',
        Resource: { Ref: logicalIdOf('AWS::ECS::TaskDefinition') },
        Condition: { ArnEquals: { 'ecs:cluster': { 'Fn::GetAtt': [logicalIdOf('AWS::ECS::Cluster'), 'Arn'] } } },
      },
      { Action: 'iam:PassRole', Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } } },
    ]);
    expect(own[2]!.Resource).toHaveLength(2);
    expect(stores.snapshots.expiry.some(({ prefix }) => STEP_INPUTS.startsWith(prefix))).toBe(true);
  });
});
