import { dynamoAccessKeys } from '../../shared/adapters/dynamodb/access-keys.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoLinkedRecords } from '../../shared/adapters/dynamodb/linked-records.ts';
import { dynamoPersonRecords } from '../../shared/adapters/dynamodb/person-records.ts';
import { dynamoQuarantineReader } from '../../shared/adapters/dynamodb/quarantine.ts';
import { dynamoSecrets } from '../../shared/adapters/dynamodb/secrets.ts';
import { dynamoSuppressions } from '../../shared/adapters/dynamodb/suppressions.ts';
import { dynamoTimelineReader } from '../../shared/adapters/dynamodb/timeline.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import { keyedHash } from '../../shared/adapters/system/keyed-hash.ts';
import { parsePage } from '../../shared/domain/page.ts';
import { CONSENT_REGIMES } from '../../shared/privacy/consent.ts';
import { keyedDoor } from '../../shared/runtime/access.ts';
import { loadConfig, oneOf } from '../../shared/runtime/config.ts';
import { type Endpoint, httpHandler, ok } from '../../shared/runtime/http.ts';
import { lambdaLog } from '../../shared/runtime/log.ts';
import { jsonOf } from '../../shared/runtime/request.ts';
import { consentOf, stateConsent } from './consent.ts';
import { parseConsentChange, parseDay, parseMarket, parsePerson } from './contract.ts';
import { GPC_SUPPORT } from './gpc.ts';

const config = loadConfig('PEOPLE_TABLE', 'CONTROL_TABLE', 'CONSENT_REGIME');
const client = dynamoClient();
const timeline = dynamoTimelineReader(client, config.PEOPLE_TABLE, systemClock);
const quarantine = dynamoQuarantineReader(client, config.PEOPLE_TABLE, systemClock);
const door = keyedDoor(dynamoAccessKeys(client, config.CONTROL_TABLE), systemClock);

const secrets = dynamoSecrets(client, config.CONTROL_TABLE);
const consentPorts = {
  records: dynamoPersonRecords(client, config.PEOPLE_TABLE),
  linked: dynamoLinkedRecords(client, config.PEOPLE_TABLE),
  suppressions: dynamoSuppressions(client, config.PEOPLE_TABLE, async (text) =>
    keyedHash((await secrets.current('suppression')).bytes, text),
  ),
  clock: systemClock,
  regime: oneOf(config, 'CONSENT_REGIME', CONSENT_REGIMES),
};
const readConsent = consentOf(consentPorts);
const writeConsent = stateConsent(consentPorts, 'api');

/** What is known of people is for the shop's servers only. */
const forShop = (endpoint: Endpoint): Endpoint => door.guard(endpoint, 'secret');

export const handler = httpHandler(lambdaLog('profiles'), {
  'GET /v1/profiles/{profileId}/events': forShop(async ({ parameters, query }) =>
    ok(await timeline.list(parsePerson(parameters['profileId'] ?? '', query['by']), parsePage(query))),
  ),
  'GET /v1/events/quarantine': forShop(async ({ query }) =>
    ok(await quarantine.list(parseDay(query['day'], systemClock.nowMs()), parsePage(query))),
  ),
  'GET /v1/profiles/{profileId}/consent': forShop(async ({ parameters, query }) =>
    ok(await readConsent(parsePerson(parameters['profileId'] ?? '', query['by']), parseMarket(query['market']))),
  ),
  'PUT /v1/profiles/{profileId}/consent': forShop(async (request) => {
    const { parameters, query } = request;
    const person = parsePerson(parameters['profileId'] ?? '', query['by']);
    return ok(await writeConsent(person, parseConsentChange(jsonOf(request)), parseMarket(query['market'])));
  }),
  'GET /.well-known/gpc.json': async () => ok(GPC_SUPPORT),
});
