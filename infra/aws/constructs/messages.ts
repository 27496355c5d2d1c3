import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ConfigurationSet, EmailSendingEvent, EventDestination } from 'aws-cdk-lib/aws-ses';
import { SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import { UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { addressIn, type MessageOptions } from '../message-options.ts';

/** What a function needs that sends messages. */
export interface Sending {
  readonly environment: Readonly<Record<string, string>>;
  readonly statements: readonly PolicyStatement[];
  /** Where SES tells what becomes of e-mail; undefined: the deployment sends none. */
  readonly feedback: Topic | undefined;
}

/** The deployment’s senders, each with the right to send as that one and nothing else. */
export function sendingOf(scope: Construct, options: MessageOptions): Sending {
  const { emailFrom, smsFrom, pushApplications } = options;
  const email = emailFrom === undefined ? undefined : emailOf(scope, emailFrom);
  const applications = (pushApplications ?? '').split(',').flatMap((pair) => (pair ? [pair.split('=')[1] ?? ''] : []));
  return {
    environment: {
      ...email?.environment,
      ...(smsFrom !== undefined && { SMS_FROM: smsFrom }),
      ...(pushApplications !== undefined && { PUSH_APPLICATIONS: pushApplications }),
    },
    statements: [
      ...(email?.statements ?? []),
      ...(smsFrom === undefined
        ? []
        : [new PolicyStatement({ actions: ['sms-voice:SendTextMessage'], resources: [smsFrom] })]),
      ...(applications.length === 0
        ? []
        : [
            new PolicyStatement({ actions: ['sns:CreatePlatformEndpoint'], resources: applications }),
            // An endpoint’s name is made when a device is met.
            new PolicyStatement({ actions: ['sns:Publish'], resources: applications.map(endpointsOf) }),
          ]),
    ],
    feedback: email?.feedback,
  };
}

const endpointsOf = (application: string): string => `${application.replace(':app/', ':endpoint/')}/*`;

function emailOf(scope: Construct, from: string) {
  const stack = Stack.of(scope);
  const address = addressIn(from);
  const feedback = new Topic(scope, 'EmailFeedback', { enforceSSL: true });
  feedback.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('ses.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [feedback.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
    }),
  );
  const set = new ConfigurationSet(scope, 'Email', {});
  set.addEventDestination('Feedback', {
    destination: EventDestination.snsTopic(feedback),
    events: [
      EmailSendingEvent.DELIVERY,
      EmailSendingEvent.OPEN,
      EmailSendingEvent.CLICK,
      EmailSendingEvent.BOUNCE,
      EmailSendingEvent.COMPLAINT,
    ],
  });
  const arn = (resource: string, resourceName: string) => stack.formatArn({ service: 'ses', resource, resourceName });
  // The shop has verified the address or its domain: either is the identity that is sent as.
  const identities = [arn('identity', address), arn('identity', address.slice(address.indexOf('@') + 1))];
  return {
    feedback,
    environment: {
      EMAIL_FROM: from,
      CONFIGURATION_SET: set.configurationSetName,
      FEEDBACK_TOPIC: feedback.topicArn,
    },
    statements: [
      new PolicyStatement({
        actions: ['ses:SendEmail'],
        resources: [...identities, arn('configuration-set', set.configurationSetName)],
        conditions: { StringEquals: { 'ses:FromAddress': address } },
      }),
    ],
  };
}

/** What becomes of e-mail is told to the API, which answers that it may be: the topic is the only one that it knows. */
export function tellApi({ feedback }: Sending, api: HttpApi): void {
  feedback?.addSubscription(
    new UrlSubscription(`${api.apiEndpoint}/v1/webhooks/ses`, { protocol: SubscriptionProtocol.HTTPS }),
  );
}
