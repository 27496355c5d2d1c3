import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { dynamoAccessKeys } from '../../shared/adapters/dynamodb/access-keys.ts';
import { dynamoBudgets } from '../../shared/adapters/dynamodb/budgets.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoDocuments } from '../../shared/adapters/dynamodb/documents.ts';
import { dynamoOfferClaims } from '../../shared/adapters/dynamodb/offer-claims.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import type { ContactPolicy } from '../../shared/domain/contact-policy.ts';
import type { DecisionPoint } from '../../shared/domain/decision-point.ts';
import type { Budget, Offer } from '../../shared/domain/offer.ts';
import type { PlacementPolicy } from '../../shared/domain/placement-policy.ts';
import { loadConfig } from '../../shared/runtime/config.ts';
import { limitedDoor } from '../../shared/runtime/http/access.ts';
import { httpHandler } from '../../shared/runtime/http/http-handler.ts';
import { lambdaLog } from '../../shared/runtime/log.ts';
import { withSteps } from '../../shared/runtime/with-steps.ts';
import { contactRoutes } from './contact/routes.ts';
import { keptDocuments } from './kept-documents.ts';
import { offerRoutes } from './offers/routes.ts';
import { placementRoutes } from './placements/routes.ts';
import { pointRoutes } from './points/routes.ts';

const config = loadConfig('PEOPLE_TABLE', 'CONTROL_TABLE', 'RATE_LIMITS');
const client = dynamoClient();
const { door } = limitedDoor(config, dynamoAccessKeys(client, config.CONTROL_TABLE), systemClock);
const policies = dynamoDocuments<ContactPolicy>(client, config.CONTROL_TABLE, 'CONTACT');
const pointDocuments = dynamoDocuments<DecisionPoint>(client, config.CONTROL_TABLE, 'POINT');
const placements = dynamoDocuments<PlacementPolicy>(client, config.CONTROL_TABLE, 'PLACEMENT');

export const handler = withSteps<APIGatewayProxyEventV2>(
  httpHandler(lambdaLog('engage'), {
    ...contactRoutes(policies, door.guard('engage')),
    ...placementRoutes(placements, door.guard('engage')),
    ...pointRoutes({ pointDocuments }, door.guard('engage')),
    ...offerRoutes(
      {
        offers: keptDocuments(dynamoDocuments<Offer>(client, config.CONTROL_TABLE, 'OFFER'), {
          what: 'offer',
          most: 200,
        }),
        budgets: keptDocuments(dynamoDocuments<Budget>(client, config.CONTROL_TABLE, 'BUDGET'), {
          what: 'budget',
          most: 100,
        }),
        book: dynamoBudgets(client, config.CONTROL_TABLE),
        claims: dynamoOfferClaims(client, { people: config.PEOPLE_TABLE, control: config.CONTROL_TABLE }),
        clock: systemClock,
      },
      door.guard('engage'),
    ),
  }),
  {},
);
