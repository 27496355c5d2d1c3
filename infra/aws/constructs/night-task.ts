import {
  GatewayVpcEndpointAwsService,
  type ISubnet,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import {
  Cluster,
  ContainerImage,
  ContainerInsights,
  CpuArchitecture,
  FargateTaskDefinition,
  LogDriver,
  OperatingSystemFamily,
} from 'aws-cdk-lib/aws-ecs';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { AssetHashType, FileSystem, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { nightlyTask } from '../../night-machine.ts';
import { functions, LOG_DAYS } from '../../topology.ts';
import type { NightlyTaskConfig } from '../config.ts';
import type { Stores } from '../stacks/stores-stack.ts';
import type { Counting } from './counting.ts';
import { grantStatements } from './grants.ts';
import { storeNames } from './lambda.ts';

/** The bundle of the night's task, as `bundleTask` makes it. */
export interface TaskCode {
  readonly folder: string;
  readonly archive: string;
  readonly start: string;
}

export interface NightTask {
  readonly cluster: Cluster;
  readonly definition: FargateTaskDefinition;
  readonly subnets: readonly ISubnet[];
  readonly securityGroup: SecurityGroup;
  /** Of the step: may do what the nightly function may. */
  readonly role: Role;
  /** Of ECS, which starts the container. */
  readonly executionRole: Role;
  readonly log: LogGroup;
}

interface NightTaskProps {
  readonly size: NightlyTaskConfig;
  readonly stores: Stores;
  /** Of the nightly function, but for its stores. */
  readonly environment: Readonly<Record<string, string>>;
  readonly code: TaskCode;
  /** What counts for it where a snapshot has more than it reads. */
  readonly counting: Counting | undefined;
}

/** V8 leaves so much of a container's memory to typed arrays, WebAssembly and the graph. */
const HEAP_SHARE = 0.5;

/** The second size of the night: what runs a step as a task. Nothing of it is paid for while no task runs. */
export function nightTask(scope: Construct, { size, stores, environment, code, counting }: NightTaskProps): NightTask {
  const { region, urlSuffix } = Stack.of(scope);
  const bundle = bundleAsset(scope, code);
  const role = taskRole(scope, stores, bundle, counting);
  const executionRole = new Role(scope, 'NightTaskExecutionRole', { assumedBy });
  const definition = new FargateTaskDefinition(scope, 'NightTask', {
    cpu: size.vcpu * 1024,
    memoryLimitMiB: size.memoryMb,
    runtimePlatform: {
      cpuArchitecture: CpuArchitecture.ARM64,
      operatingSystemFamily: OperatingSystemFamily.LINUX,
    },
    taskRole: role,
    executionRole,
  });
  const log = new LogGroup(scope, 'NightTaskLog', { retention: LOG_DAYS, removalPolicy: RemovalPolicy.DESTROY });
  definition.addContainer('night', {
    image: ContainerImage.fromRegistry(size.image),
    command: ['node', '--input-type=module', '--eval', code.start],
    user: 'node',
    environment: {
      ...storeNames(functions.nightly, stores),
      ...environment,
      ...nightlyTask.environment,
      ...(counting && { COUNTING: counting.name }),
      AWS_REGION: region,
      AWS_ENDPOINT_URL_SFN: `https://states.${region}.${urlSuffix}/`,
      BUNDLE_URL: bundle.httpUrl,
      NODE_OPTIONS: `--max-old-space-size=${Math.floor(size.memoryMb * HEAP_SHARE)} --max-semi-space-size=${nightlyTask.youngMb}`,
    },
    logging: LogDriver.awsLogs({
      streamPrefix: 'night',
      logGroup: log,
    }),
  });
  const vpc = network(scope);
  return {
    cluster: new Cluster(scope, 'NightCluster', { vpc, containerInsightsV2: ContainerInsights.DISABLED }),
    definition,
    subnets: vpc.publicSubnets,
    securityGroup: wayOut(scope, vpc),
    role,
    executionRole,
    log,
  };
}

const assumedBy = new ServicePrincipal('ecs-tasks.amazonaws.com');

/** The archive has other bytes each time it is made; what is in it has not. */
const bundleAsset = (scope: Construct, { archive, folder }: TaskCode): Asset =>
  new Asset(scope, 'NightTaskBundle', {
    path: archive,
    assetHashType: AssetHashType.CUSTOM,
    assetHash: FileSystem.fingerprint(folder),
  });

function taskRole(scope: Construct, stores: Stores, bundle: Asset, counting: Counting | undefined): Role {
  const readBundle = new PolicyStatement({
    actions: ['s3:GetObject'],
    resources: [bundle.bucket.arnForObjects(bundle.s3ObjectKey)],
  });
  return new Role(scope, 'NightTaskRole', {
    assumedBy,
    inlinePolicies: {
      Granted: new PolicyDocument({
        statements: [readBundle, ...grantStatements(stores, functions.nightly.grants), ...(counting?.statements ?? [])],
      }),
    },
  });
}

/** Public subnets, so that nothing stands between a task and the internet that is paid by the hour. */
const network = (scope: Construct): IVpc =>
  new Vpc(scope, 'NightVpc', {
    maxAzs: 2,
    natGateways: 0,
    subnetConfiguration: [{ name: 'Task', subnetType: SubnetType.PUBLIC }],
    gatewayEndpoints: {
      S3: { service: GatewayVpcEndpointAwsService.S3 },
      DynamoDb: { service: GatewayVpcEndpointAwsService.DYNAMODB },
    },
    restrictDefaultSecurityGroup: false, // nothing is in it, and emptying it takes a function of its own
  }) as IVpc; // its optional vpnGatewayId is undefined, which IVpc does not say it may be

/** Nobody reaches a task; a task reaches AWS over TLS. */
function wayOut(scope: Construct, vpc: IVpc): SecurityGroup {
  const group = new SecurityGroup(scope, 'NightTaskSecurityGroup', {
    vpc,
    description: 'The task of the night: nothing in, TLS out',
    allowAllOutbound: false,
  });
  group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'to AWS');
  return group;
}
