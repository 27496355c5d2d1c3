import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as AwsFunction, type Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { LambdaFunction } from '../../topology.ts';
import { LOG_DAYS, stores as plannedStores } from '../../topology.ts';
import type { Stores } from '../stacks/stores-stack.ts';
import { grantedStores, grantStatements } from './grants.ts';

interface LambdaProps {
  readonly plan: LambdaFunction;
  readonly stores: Stores;
  readonly code: Code;
  /** What it may do beyond its stores. */
  readonly more?: readonly PolicyStatement[];
}

/**
 * A function of the plan, with a role of its own that may write its own log and do what the plan grants: no managed
 * policy, so that the policy says all.
 */
export function lambda(scope: Construct, id: string, { plan, stores, code, more = [] }: LambdaProps): AwsFunction {
  const logGroup = new LogGroup(scope, `${id}Log`, {
    retention: LOG_DAYS,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const writeLog = new PolicyStatement({
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroup.logGroupArn],
  });
  const role = new Role(scope, `${id}Role`, {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: {
      Granted: new PolicyDocument({ statements: [writeLog, ...grantStatements(stores, plan.grants), ...more] }),
    },
  });
  return new AwsFunction(scope, id, {
    description: plan.purpose,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    handler: 'index.handler',
    code,
    memorySize: plan.memoryMb,
    timeout: Duration.seconds(plan.timeoutSeconds),
    environment: { ...storeNames(plan, stores), ...plan.environment },
    role,
    logGroup,
  });
}

/** A function is told the names of the stores that it may touch, and of no other. */
export const storeNames = (plan: Pick<LambdaFunction, 'grants'>, stores: Stores): Record<string, string> =>
  Object.fromEntries(grantedStores(plan.grants).map((name) => [plannedStores[name].env, stores[name].name]));
