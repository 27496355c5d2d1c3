import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { CorsHttpMethod, HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUserPoolAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Function as AwsFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { accessLog } from '../../access-log.ts';
import { cors, type FunctionName, LOG_DAYS, routes } from '../../topology.ts';
import type { Config } from '../config.ts';
import type { Operators } from './operators.ts';

/**
 * The routes of the plan on one HTTP API. Who may do what is decided in the functions, by key or by token; only that an
 * operator has signed in is decided here.
 */
export function httpApi(
  scope: Construct,
  {
    functions,
    operators,
  }: { readonly functions: Readonly<Record<FunctionName, AwsFunction>>; readonly operators: Operators },
  { stage, throttle }: Pick<Config, 'stage' | 'throttle'>,
): HttpApi {
  const api = new HttpApi(scope, 'Api', {
    apiName: `rapport-${stage}`,
    createDefaultStage: false,
    corsPreflight: {
      allowOrigins: [...cors.allowOrigins],
      allowMethods: cors.allowMethods.map((method) => CorsHttpMethod[method]),
      allowHeaders: [...cors.allowHeaders],
      exposeHeaders: [...cors.exposeHeaders],
      maxAge: Duration.seconds(cors.maxAgeSeconds),
    },
  });
  addStage(api, { stage, throttle });
  const integrations = new Map<FunctionName, HttpLambdaIntegration>();
  const authorizer = new HttpUserPoolAuthorizer('Operators', operators.pool, { userPoolClients: [operators.client] });
  for (const { route, target, access } of routes) {
    const integration =
      integrations.get(target) ??
      // One permission for the API and not one a route: each takes some 400 bytes of the 20 KB of a function's policy.
      new HttpLambdaIntegration(`${target}-integration`, functions[target], { scopePermissionToRoute: false });
    integrations.set(target, integration);
    const [method, path] = route.split(' ') as [keyof typeof HttpMethod, string];
    api.addRoutes({
      path,
      methods: [HttpMethod[method]],
      integration,
      ...(access === 'operator' && { authorizer }),
    });
  }
  return api;
}

function addStage(api: HttpApi, { stage, throttle }: Pick<Config, 'stage' | 'throttle'>): void {
  const logGroup = new LogGroup(api, 'AccessLog', {
    logGroupName: `/aws/vendedlogs/apigateway/rapport-${stage}`,
    retention: LOG_DAYS,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  new HttpStage(api, 'DefaultStage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle: { rateLimit: throttle.requestsPerSecond, burstLimit: throttle.burst },
    accessLogSettings: {
      destination: new LogGroupLogDestination(logGroup),
      format: AccessLogFormat.custom(JSON.stringify(accessLog)),
    },
  });
}
