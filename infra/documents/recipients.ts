/** Who gets to see data of people: AWS as the shop's processor, by the services that the plan is made of. */
export const RECIPIENTS: Readonly<Record<string, { readonly name: string; readonly sees: string }>> = {
  ApiGatewayV2: { name: 'Amazon API Gateway', sees: 'requests on their way, and the access log' },
  Lambda: { name: 'AWS Lambda', sees: 'what a function works on, while it does' },
  DynamoDB: { name: 'Amazon DynamoDB', sees: 'the tables' },
  S3: { name: 'Amazon S3', sees: 'the buckets' },
  Logs: { name: 'Amazon CloudWatch Logs', sees: 'the logs' },
  StepFunctions: { name: 'AWS Step Functions', sees: 'counts and figures of a night' },
  Scheduler: {
    name: 'Amazon EventBridge Scheduler',
    sees: 'nothing of people: it starts the night, and steps of functions',
  },
  CloudWatch: { name: 'Amazon CloudWatch', sees: 'counts of errors' },
  SNS: {
    name: 'Amazon SNS',
    sees: 'the words of alarms; notifications on their way to phones, and what became of e-mail, where a deployment sends them',
  },
  SES: {
    name: 'Amazon SES, and AWS End User Messaging',
    sees: 'e-mail and text messages with the addresses that they go to, where a deployment sends them',
  },
  SQS: { name: 'Amazon SQS', sees: 'nights and steps that could not be started, without data' },
  Cognito: {
    name: 'Amazon Cognito',
    sees: 'who may operate the deployment: their e-mail addresses, nothing of shoppers',
  },
  KMS: { name: 'AWS KMS', sees: 'nothing of people: the key of the alarms, in prod' },
  ECS: { name: 'Amazon ECS on Fargate', sees: 'what a step of the night works on, where a deployment asks for a task' },
};
