import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { dynamoAccessKeys } from '../../shared/adapters/dynamodb/access-keys.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoDocuments } from '../../shared/adapters/dynamodb/documents.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import type { ContactPolicy } from '../../shared/domain/contact-policy.ts';
import { loadConfig } from '../../shared/runtime/config.ts';
import { limitedDoor } from '../../shared/runtime/http/access.ts';
import { httpHandler } from '../../shared/runtime/http/http-handler.ts';
import { lambdaLog } from '../../shared/runtime/log.ts';
import { withSteps } from '../../shared/runtime/with-steps.ts';
import { contactRoutes } from './contact/routes.ts';

const config = loadConfig('PEOPLE_TABLE', 'CONTROL_TABLE', 'RATE_LIMITS');
const client = dynamoClient();
const { door } = limitedDoor(config, dynamoAccessKeys(client, config.CONTROL_TABLE), systemClock);
const policies = dynamoDocuments<ContactPolicy>(client, config.CONTROL_TABLE, 'CONTACT');

export const handler = withSteps<APIGatewayProxyEventV2>(
  httpHandler(lambdaLog('engage'), { ...contactRoutes(policies, door.guard('engage')) }),
  {},
);
