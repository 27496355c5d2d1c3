import { dynamoAccessKeys } from '../../shared/adapters/dynamodb/access-keys.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoQuarantineReader } from '../../shared/adapters/dynamodb/quarantine.ts';
import { dynamoTimelineReader } from '../../shared/adapters/dynamodb/timeline.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import { parsePage } from '../../shared/domain/page.ts';
import { forOperator, keyedDoor } from '../../shared/runtime/access.ts';
import { loadConfig, rateLimits } from '../../shared/runtime/config.ts';
import { type Endpoint, httpHandler, ok } from '../../shared/runtime/http.ts';
import { lambdaLog } from '../../shared/runtime/log.ts';
import { rateLimiter } from '../../shared/runtime/rate-limit.ts';
import { parseDay, parsePerson } from './contract.ts';

const config = loadConfig('PEOPLE_TABLE', 'CONTROL_TABLE', 'RATE_LIMITS');
const client = dynamoClient();
const timeline = dynamoTimelineReader(client, config.PEOPLE_TABLE, systemClock);
const quarantine = dynamoQuarantineReader(client, config.PEOPLE_TABLE, systemClock);
const limits = rateLimiter(rateLimits(config, 'RATE_LIMITS'), systemClock);
const door = keyedDoor({ keys: dynamoAccessKeys(client, config.CONTROL_TABLE), clock: systemClock, limits });

/** What is known of people is for the shop's servers only. */
const forShop = (endpoint: Endpoint): Endpoint => door.guard(endpoint, 'people');

const quarantined: Endpoint = async ({ query }) =>
  ok(await quarantine.list(parseDay(query['day'], systemClock.nowMs()), parsePage(query)));

export const handler = httpHandler(lambdaLog('profiles'), {
  'GET /v1/profiles/{profileId}/events': forShop(async ({ parameters, query }) =>
    ok(await timeline.list(parsePerson(parameters['profileId'] ?? '', query['by']), parsePage(query))),
  ),
  'GET /v1/events/quarantine': door.guard(quarantined, 'operate'),
  'GET /v1/operator/quarantine': forOperator(quarantined),
});
