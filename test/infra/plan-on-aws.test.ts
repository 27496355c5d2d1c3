import { describe, expect, it } from 'vitest';
import {
  cors,
  type FunctionName,
  functions,
  type Grants,
  type LambdaFunction,
  routes,
  type StoreName,
  stores,
} from '../../infra/topology.ts';
import { resources, storeReference, synthesised } from '../support/synthesised.ts';

const made = synthesised();
const { service } = made;

const plan = new Map<string, LambdaFunction>(Object.entries(functions));
const isAddressOfApi = (value: unknown): boolean =>
  /^\{"Fn::GetAtt":\["Api\w{8}","ApiEndpoint"\]\}$/.test(JSON.stringify(value));
const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

describe('functions', () => {
  const lambdas = resources(service, 'AWS::Lambda::Function');

  it('are those of the plan and no other', () => {
    expect([...lambdas.keys()].sort()).toEqual([...plan.keys()].map(capital).sort());
  });

  it.each([...plan])('%s has the size, time, runtime and log of the plan', (name, { memoryMb, timeoutSeconds }) => {
    const { Properties } = lambdas.get(capital(name))!;
    expect(Properties).toMatchObject({
      MemorySize: memoryMb,
      Timeout: timeoutSeconds,
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
    });
    expect(service.Resources[Properties.LoggingConfig.LogGroup.Ref]!.Properties.RetentionInDays).toBe(14);
  });

  it.each([...plan])(
    '%s is told the stores that it may touch, its settings, and no more',
    (name, { grants, environment }) => {
      const { Variables = {} } = lambdas.get(capital(name))!.Properties.Environment ?? {};
      const told = Object.entries(Variables).map(([variable, value]) =>
        typeof value === 'string' || variable === 'PUBLIC_URL'
          ? [variable, isAddressOfApi(value) ? 'api' : value]
          : [variable, storeReference(value, made)],
      );
      const wanted = granted(grants).map((store) => [stores[store].env, { store, rest: '' }]);
      expect(Object.fromEntries(told)).toEqual({ ...Object.fromEntries(wanted), ...environment });
    },
  );

  it('takes the nightly memory from the command line', () => {
    const larger = synthesised({ nightlyMemoryMb: '10240' });
    const sizes = [...resources(larger.service, 'AWS::Lambda::Function').values()].map(
      (it) => it.Properties.MemorySize,
    );
    expect(Math.max(...sizes)).toBe(10_240);
    expect(sizes.filter((size) => size === 10_240)).toHaveLength(1);
  });

  it('keeps no records of decisions where they are switched off, and may not', () => {
    const without = synthesised({ receipts: 'off' }).service;
    const decide = resources(without, 'AWS::Lambda::Function').get('Decide');
    expect(decide?.Properties.Environment.Variables).toMatchObject({ RECEIPTS: 'off' });
    const role = resources(without, 'AWS::IAM::Role').get('DecideRole');
    expect(JSON.stringify(role?.Properties.Policies)).not.toMatch(/PutItem|WriteItem/);
  });

  it('tells the night, as a function and as a task, which traits to foresee', () => {
    const { service: told } = synthesised({ predictedTraits: 'gender,age_band', nightlyTaskMemoryMb: '20480' });
    const functionsTold = [...resources(told, 'AWS::Lambda::Function').values()].flatMap(
      (it) => it.Properties.Environment?.Variables?.PREDICTED_TRAITS ?? [],
    );
    const [task] = [...resources(told, 'AWS::ECS::TaskDefinition').values()];
    expect(functionsTold).toEqual(['gender,age_band']);
    expect(task?.Properties.ContainerDefinitions[0].Environment).toContainEqual({
      Name: 'PREDICTED_TRAITS',
      Value: 'gender,age_band',
    });
  });
});

describe('answers of the assistant', () => {
  const allowed = (options: Readonly<Record<string, string>>, action: string) => {
    const made = synthesised(options).service;
    const { Policies } = resources(made, 'AWS::IAM::Role').get('AssistRole')!.Properties;
    const statements = Policies[0].PolicyDocument.Statement as readonly Record<string, unknown>[];
    const { Variables } = resources(made, 'AWS::Lambda::Function').get('Assist')!.Properties.Environment;
    return { told: Variables, may: JSON.stringify(statements.filter(({ Action }) => Action === action)) };
  };

  it('may be worded by the model that the deployment names, wherever its profile asks it, and by no other', () => {
    const { told, may } = allowed({ writer: 'bedrock/eu.amazon.nova-lite-v1:0' }, 'bedrock:InvokeModel');
    expect(told.WRITER).toBe('bedrock/eu.amazon.nova-lite-v1:0');
    expect(may).toContain(':bedrock:*::foundation-model/amazon.nova-lite-v1:0"');
    expect(may).toContain(':inference-profile/eu.amazon.nova-lite-v1:0"');
    expect(JSON.parse(may)).toMatchObject([{ Resource: [expect.anything(), expect.anything()] }]);
  });

  it('may be worded by another endpoint, whose key is read from the one secret', () => {
    const writerKey = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:writer-AbCdEf';
    const options = { writer: 'https://models.example/v1#small', writerKey };
    const { told, may } = allowed(options, 'secretsmanager:GetSecretValue');
    expect([told.WRITER_KEY, JSON.parse(may)]).toMatchObject([writerKey, [{ Resource: writerKey }]]);
  });

  it('are worded by nobody unless said', () => {
    expect(allowed({}, 'bedrock:InvokeModel')).toMatchObject({
      told: { WRITER: 'none', WRITER_KEY: 'none' },
      may: '[]',
    });
  });
});

describe('messages', () => {
  const options = {
    emailFrom: 'Shop <news@shop.example>',
    smsFrom: 'arn:aws:sms-voice:eu-west-1:123456789012:phone-number/phone-1',
    pushApplications: 'fcm=arn:aws:sns:eu-west-1:123456789012:app/GCM/shop',
    publicUrl: 'https://api.shop.example',
  };
  const { service: sending } = synthesised(options);
  const { Policies } = resources(sending, 'AWS::IAM::Role').get('EngageRole')!.Properties;
  const statements = Policies[0].PolicyDocument.Statement as readonly Record<string, unknown>[];
  const allowing = (action: string) => JSON.stringify(statements.filter(({ Action }) => Action === action));

  it('may be sent as the senders of the deployment, and as no other', () => {
    expect(allowing('ses:SendEmail')).toMatch(
      /"ses:FromAddress":"news@shop\.example".*identity\/news@shop\.example.*identity\/shop\.example/,
    );
    expect(JSON.parse(allowing('sms-voice:SendTextMessage'))).toMatchObject([{ Resource: options.smsFrom }]);
    expect(JSON.parse(allowing('sns:Publish'))).toMatchObject([
      { Resource: 'arn:aws:sns:eu-west-1:123456789012:endpoint/GCM/shop/*' },
    ]);
    const { Variables } = resources(sending, 'AWS::Lambda::Function').get('Engage')!.Properties.Environment;
    expect(Variables).toMatchObject({
      EMAIL_FROM: options.emailFrom,
      SMS_FROM: options.smsFrom,
      PUBLIC_URL: options.publicUrl,
      TRUSTED_ORIGIN: 'none',
    });
  });

  it('come back through a topic that SES alone publishes to, and that the function knows', () => {
    const [id] = Object.keys(sending.Resources).filter((key) => /^EmailFeedback[0-9A-F]{8}$/.test(key));
    expect(sending.Resources[id!]!.Type).toBe('AWS::SNS::Topic');
    const { Variables } = resources(sending, 'AWS::Lambda::Function').get('Engage')!.Properties.Environment;
    expect(Variables.FEEDBACK_TOPIC).toEqual({ Ref: id });
    const [subscription] = [...resources(sending, 'AWS::SNS::Subscription').values()];
    expect(subscription!.Properties).toMatchObject({ Protocol: 'https', TopicArn: { Ref: id } });
    expect(JSON.stringify(subscription!.Properties.Endpoint)).toContain('/v1/webhooks/ses');
  });

  it('are sent nowhere without a sender', () => {
    const role = resources(service, 'AWS::IAM::Role').get('EngageRole')!.Properties.Policies;
    expect(JSON.stringify(role)).not.toMatch(/ses:|sms-voice:|sns:/);
  });

  it.each([
    [{ emailFrom: 'news' }, 'emailFrom "news": want NAME <ADDRESS>'],
    [{ smsFrom: '+49151' }, 'smsFrom "+49151": want the ARN'],
    [{ pushApplications: 'gcm=1' }, 'pushApplications "gcm=1": want fcm=ARN'],
    [{ publicUrl: 'http://shop.example/' }, 'publicUrl "http://shop.example/": want https://HOST'],
  ])('have no sender in %j', (wrong, message) => {
    expect(() => synthesised(wrong)).toThrow(message);
  });
});

describe('grants', () => {
  const roles = resources(service, 'AWS::IAM::Role');

  it.each([...plan])('%s may do to its stores what the plan says, and write its own log', (name, { grants }) => {
    const { Properties } = roles.get(`${capital(name)}Role`)!;
    expect(Properties.ManagedPolicyArns).toBeUndefined();
    const [{ PolicyDocument }] = Properties.Policies;

    const allowed = new Set<string>();
    /** What is allowed of one partition only. */
    const narrow = new Set<string>();
    for (const { Effect, Action, Resource, Condition } of PolicyDocument.Statement) {
      expect(Effect).toBe('Allow');
      if (Condition !== undefined) {
        const only = Condition['ForAllValues:StringEquals'];
        narrow.add(
          `${Action} ${target(Resource)} ${only['dynamodb:LeadingKeys']} ${only['dynamodb:Attributes'] ?? ''}`,
        );
        continue;
      }
      for (const action of [Action].flat())
        for (const resource of [Resource].flat()) allowed.add(`${action} ${target(resource)}`);
    }
    expect([...narrow]).toEqual([
      ...(grants.noteKeyUse ? ['dynamodb:UpdateItem control KEY pk,sk,lastUsedDay'] : []),
      ...(grants.makeSecrets ? ['dynamodb:PutItem control SECRET '] : []),
      ...(grants.writeControl
        ? [`dynamodb:DeleteItem,dynamodb:PutItem,dynamodb:UpdateItem control ${grants.writeControl} `]
        : []),
    ]);
    expect([...allowed].sort()).toEqual([...wanted(name as FunctionName, grants)].sort());
  });

  it('come from nowhere but the role: no other policy is attached to a function', () => {
    const attached = [...resources(service, 'AWS::IAM::Policy').values()].flatMap((policy) => policy.Properties.Roles);
    const functionRoles = [...resources(service, 'AWS::Lambda::Function').values()].map(
      (it) => it.Properties.Role['Fn::GetAtt'][0],
    );
    expect(attached.filter(({ Ref }) => functionRoles.includes(Ref))).toEqual([]);
    expect(new Set(functionRoles).size).toBe(plan.size);
  });

  const target = (resource: unknown): string => {
    const [logicalId, attribute] = (resource as { 'Fn::GetAtt'?: string[] })['Fn::GetAtt'] ?? [];
    if (logicalId !== undefined) return `${logicalId.replace(/[0-9A-F]{8}$/, '')}.${attribute}`;
    const { store, rest } = storeReference(resource, made);
    return store + rest;
  };

  const verbs = {
    table: {
      read: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:Scan'],
      write: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'],
      erase: [],
    },
    bucket: {
      read: ['s3:GetObject'],
      write: ['s3:PutObject', 's3:AbortMultipartUpload'],
      erase: ['s3:DeleteObjectVersion'],
    },
  };

  function wanted(name: FunctionName, { read = [], write = [], erase = [] }: Grants): ReadonlySet<string> {
    const list = { read: ['s3:ListBucket'], write: [], erase: ['s3:ListBucketVersions'] };
    const on = (store: StoreName, access: 'read' | 'write' | 'erase'): readonly string[] => {
      const { kind } = stores[store];
      const actions = verbs[kind][access];
      if (kind === 'bucket') {
        const ofBucket = list[access].map((action) => `${action} ${store}`);
        return [...actions.map((action) => `${action} ${store}/*`), ...ofBucket];
      }
      const indexes = access === 'read' ? stores[store].indexes.map((index) => `/index/${index.name}`) : [];
      return ['', ...indexes].flatMap((part) => actions.map((action) => `${action} ${store}${part}`));
    };
    return new Set([
      ...['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => `${action} ${capital(name)}Log.Arn`),
      ...read.flatMap((store) => on(store, 'read')),
      ...write.flatMap((store) => on(store, 'write')),
      ...erase.flatMap((store) => on(store, 'erase')),
    ]);
  }
});

describe('routes', () => {
  const integrations = resources(service, 'AWS::ApiGatewayV2::Integration');

  it('lead where the plan says, each and no other', () => {
    const found = [...resources(service, 'AWS::ApiGatewayV2::Route').values()].map(({ Properties }) => {
      const [, integrationId] = Properties.Target['Fn::Join'][1];
      const [logicalId] = service.Resources[integrationId.Ref]!.Properties.IntegrationUri['Fn::GetAtt'];
      const target = logicalId.replace(/[0-9A-F]{8}$/, '').toLowerCase();
      return { route: Properties.RouteKey, target, signsIn: Properties.AuthorizationType === 'JWT' };
    });
    const inOrder = (a: { route: string }, b: { route: string }) => (a.route < b.route ? -1 : 1);
    const planned = routes.map(({ route, target, access }) => ({ route, target, signsIn: access === 'operator' }));
    expect(found.sort(inOrder)).toEqual(planned.sort(inOrder));
  });

  it('of operators want a token of the pool’s own client, and nobody signs up to the pool', () => {
    const [authorizer] = resources(service, 'AWS::ApiGatewayV2::Authorizer').values();
    const [pool] = resources(service, 'AWS::Cognito::UserPool').values();
    const client = Object.entries(service.Resources).find(([, { Type }]) => Type === 'AWS::Cognito::UserPoolClient');
    expect(authorizer!.Properties.JwtConfiguration.Audience).toEqual([{ Ref: client![0] }]);
    expect(authorizer!.Properties.IdentitySource).toEqual(['$request.header.Authorization']);
    expect(pool!.Properties.AdminCreateUserConfig).toEqual({ AllowAdminCreateUserOnly: true });
    expect(pool!.Properties.Policies.PasswordPolicy.MinimumLength).toBeGreaterThanOrEqual(14);
    expect(pool!.Properties.MfaConfiguration).toBe('OPTIONAL');
  });

  it('are written as API Gateway takes them: a method, and a path without a slash at its end', () => {
    for (const { route } of routes) {
      expect(route).toMatch(/^(GET|POST|PUT|PATCH|DELETE) (\/(\{\w+\}|[\w:.-]+))+(\/\{\w+\+\})?$/);
    }
  });

  it('send payloads of format 2.0, and every function that they lead to lets the API in', () => {
    for (const { Properties } of integrations.values()) expect(Properties.PayloadFormatVersion).toBe('2.0');
    const invoked = [...resources(service, 'AWS::Lambda::Permission').values()].map(({ Properties }) => {
      expect(Properties.Principal).toBe('apigateway.amazonaws.com');
      return Properties.FunctionName['Fn::GetAtt'][0].replace(/[0-9A-F]{8}$/, '').toLowerCase();
    });
    expect(invoked.sort()).toEqual([...new Set(routes.map(({ target }) => target))].sort());
  });

  it('answer browsers as the plan says', () => {
    expect(resources(service, 'AWS::ApiGatewayV2::Api').get('Api')!.Properties.CorsConfiguration).toEqual({
      AllowOrigins: cors.allowOrigins,
      AllowMethods: cors.allowMethods,
      AllowHeaders: cors.allowHeaders,
      ExposeHeaders: cors.exposeHeaders,
      MaxAge: cors.maxAgeSeconds,
    });
  });

  it('are throttled, and logged without anything that tells a person', () => {
    const { Properties } = resources(service, 'AWS::ApiGatewayV2::Stage').get('Api/DefaultStage')!;
    expect(Properties.DefaultRouteSettings.ThrottlingRateLimit).toBeGreaterThan(0);
    const variables = [...Properties.AccessLogSettings.Format.matchAll(/\$context\.([\w.]+)/g)].map(([, name]) => name);
    expect(variables.sort()).toEqual([
      'error.message',
      'integrationLatency',
      'requestId',
      'requestTime',
      'responseLatency',
      'routeKey',
      'status',
    ]);
  });
});

describe('the whole', () => {
  /** None of these costs anything while nothing happens. */
  const free = [
    'AWS::ApiGatewayV2::Api',
    'AWS::ApiGatewayV2::Authorizer',
    'AWS::ApiGatewayV2::Integration',
    'AWS::ApiGatewayV2::Route',
    'AWS::ApiGatewayV2::Stage',
    'AWS::Cognito::UserPool', // by who signs in, the first 10,000 a month free
    'AWS::Cognito::UserPoolClient',
    'AWS::CloudWatch::Alarm', // ten an account; the test below counts them
    'AWS::DynamoDB::Table', // by request; stored bytes apart
    'AWS::IAM::Policy',
    'AWS::IAM::Role',
    'AWS::Lambda::Function',
    'AWS::Lambda::Permission',
    'AWS::Logs::LogGroup',
    'AWS::Logs::MetricFilter', // its metric by the hour in which it is written
    'AWS::S3::Bucket',
    'AWS::S3::BucketPolicy',
    'AWS::SNS::Topic',
    'AWS::SNS::TopicPolicy',
    'AWS::SQS::Queue',
    'AWS::SQS::QueuePolicy',
    'AWS::Scheduler::Schedule',
    'AWS::StepFunctions::StateMachine',
  ];
  const typesOf = ({ stores, service }: typeof made) =>
    new Set([...Object.values(stores.Resources), ...Object.values(service.Resources)].map(({ Type }) => Type));

  it('has nothing that costs money by the hour', () => {
    expect([...typesOf(made)].filter((type) => !free.includes(type))).toEqual([]);
    // Ten alarms an account are free; the eleventh is ten cents a month.
    expect(resources(service, 'AWS::CloudWatch::Alarm').size).toBeLessThanOrEqual(11);
  });

  it('has one thing more in prod: the key of the alarm topic', () => {
    expect([...typesOf(synthesised({ stage: 'prod' }))].filter((type) => !free.includes(type))).toEqual([
      'AWS::KMS::Key',
    ]);
  });

  it('has what the night’s task runs in where that is asked for, and it costs nothing while none runs', () => {
    const withTask = synthesised({ nightlyTaskMemoryMb: '8192' });
    expect([...typesOf(withTask)].filter((type) => !free.includes(type)).sort()).toEqual([
      'AWS::EC2::InternetGateway',
      'AWS::EC2::Route',
      'AWS::EC2::RouteTable',
      'AWS::EC2::SecurityGroup',
      'AWS::EC2::Subnet',
      'AWS::EC2::SubnetRouteTableAssociation',
      'AWS::EC2::VPC',
      'AWS::EC2::VPCEndpoint', // gateways, see night-task-on-aws.test.ts
      'AWS::EC2::VPCGatewayAttachment',
      'AWS::ECS::Cluster',
      'AWS::ECS::TaskDefinition',
    ]);
  });

  it('is tagged with app and stage', () => {
    for (const { Properties } of resources(service, 'AWS::Lambda::Function').values()) {
      expect(Properties.Tags).toEqual([
        { Key: 'app', Value: 'rapport' },
        { Key: 'stage', Value: 'dev' },
      ]);
    }
  });

  it('tells what an operator has to know', () => {
    expect(Object.keys(service.Outputs)).toEqual(
      expect.arrayContaining([
        'ApiUrl',
        'KeysFunctionName',
        'NightStateMachineArn',
        'AlarmTopicArn',
        'OperatorPoolId',
        'OperatorClientId',
      ]),
    );
  });
});

function granted({ read = [], write = [] }: Grants): readonly StoreName[] {
  return [...new Set([...read, ...write])];
}
