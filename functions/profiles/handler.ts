import { dynamoAccessKeys } from '../../shared/adapters/dynamodb/access-keys.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoDecisionReader } from '../../shared/adapters/dynamodb/decision-records.ts';
import { dynamoQuarantineReader } from '../../shared/adapters/dynamodb/quarantine.ts';
import { dynamoTimelineReader } from '../../shared/adapters/dynamodb/timeline.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import { parsePage } from '../../shared/domain/page.ts';
import { keyedDoor } from '../../shared/runtime/access.ts';
import { loadConfig } from '../../shared/runtime/config.ts';
import { type Endpoint, httpHandler, ok } from '../../shared/runtime/http.ts';
import { lambdaLog } from '../../shared/runtime/log.ts';
import { parseDay, parsePerson } from './contract.ts';
import { decisionOf } from './decisions.ts';

const config = loadConfig('PEOPLE_TABLE', 'CONTROL_TABLE');
const client = dynamoClient();
const timeline = dynamoTimelineReader(client, config.PEOPLE_TABLE, systemClock);
const quarantine = dynamoQuarantineReader(client, config.PEOPLE_TABLE, systemClock);
const decisions = dynamoDecisionReader(client, config.PEOPLE_TABLE, systemClock);
const recordOf = decisionOf(decisions);
const door = keyedDoor(dynamoAccessKeys(client, config.CONTROL_TABLE), systemClock);

/** What is known of people is for the shop's servers only. */
const forShop = (endpoint: Endpoint): Endpoint => door.guard(endpoint, 'secret');

export const handler = httpHandler(lambdaLog('profiles'), {
  'GET /v1/profiles/{profileId}/events': forShop(async ({ parameters, query }) =>
    ok(await timeline.list(parsePerson(parameters['profileId'] ?? '', query['by']), parsePage(query))),
  ),
  'GET /v1/events/quarantine': forShop(async ({ query }) =>
    ok(await quarantine.list(parseDay(query['day'], systemClock.nowMs()), parsePage(query))),
  ),
  'GET /v1/decisions/{decisionId}': forShop(async ({ parameters }) =>
    ok(await recordOf(parameters['decisionId'] ?? '')),
  ),
  'GET /v1/profiles/{profileId}/decisions': forShop(async ({ parameters, query }) =>
    ok(await decisions.listOf(parsePerson(parameters['profileId'] ?? '', query['by']), parsePage(query))),
  ),
});
