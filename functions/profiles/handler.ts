import { dynamoAccessKeys } from '../../shared/adapters/dynamodb/access-keys.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoDecisionReader } from '../../shared/adapters/dynamodb/decision-records.ts';
import { dynamoIdentities } from '../../shared/adapters/dynamodb/identities.ts';
import { dynamoLinkedRecords } from '../../shared/adapters/dynamodb/linked-records.ts';
import { dynamoPersonRecords } from '../../shared/adapters/dynamodb/person-records.ts';
import { dynamoQuarantineReader } from '../../shared/adapters/dynamodb/quarantine.ts';
import { dynamoSecrets } from '../../shared/adapters/dynamodb/secrets.ts';
import { dynamoStoredProfiles } from '../../shared/adapters/dynamodb/stored-profiles.ts';
import { dynamoSuppressions } from '../../shared/adapters/dynamodb/suppressions.ts';
import { dynamoTimelineReader, dynamoTimelineWriter } from '../../shared/adapters/dynamodb/timeline.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import { uuidIds } from '../../shared/adapters/system/ids.ts';
import { keyedHash } from '../../shared/adapters/system/keyed-hash.ts';
import { parsePage } from '../../shared/domain/page.ts';
import { CONSENT_REGIMES } from '../../shared/privacy/consent.ts';
import { keyedDoor } from '../../shared/runtime/access.ts';
import { loadConfig, oneOf, positiveInteger } from '../../shared/runtime/config.ts';
import { type Endpoint, httpHandler, ok } from '../../shared/runtime/http.ts';
import { lambdaLog } from '../../shared/runtime/log.ts';
import { type HttpRequest, jsonOf } from '../../shared/runtime/request.ts';
import { changeTraits } from './change-traits.ts';
import { consentOf, stateConsent } from './consent.ts';
import { parseConsentChange, parseDay, parseMarket, parseMerge, parsePerson, parseTraits } from './contract.ts';
import { decisionOf } from './decisions.ts';
import { GPC_SUPPORT } from './gpc.ts';
import { mergeProfiles } from './merge-profiles.ts';
import { readProfile } from './read-profile.ts';

const config = loadConfig('PEOPLE_TABLE', 'CONTROL_TABLE', 'HISTORY_DAYS', 'CONSENT_REGIME');
const client = dynamoClient();
const timeline = dynamoTimelineReader(client, config.PEOPLE_TABLE, systemClock);
const quarantine = dynamoQuarantineReader(client, config.PEOPLE_TABLE, systemClock);
const decisions = dynamoDecisionReader(client, config.PEOPLE_TABLE, systemClock);
const recordOf = decisionOf(decisions);
const door = keyedDoor(dynamoAccessKeys(client, config.CONTROL_TABLE), systemClock);

const regime = oneOf(config, 'CONSENT_REGIME', CONSENT_REGIMES);
const records = dynamoPersonRecords(client, config.PEOPLE_TABLE);
const secrets = dynamoSecrets(client, config.CONTROL_TABLE);
const consentPorts = {
  records,
  linked: dynamoLinkedRecords(client, config.PEOPLE_TABLE),
  suppressions: dynamoSuppressions(client, config.PEOPLE_TABLE, async (text) =>
    keyedHash((await secrets.current('suppression')).bytes, text),
  ),
  clock: systemClock,
  regime,
};
const readConsent = consentOf(consentPorts);
const writeConsent = stateConsent(consentPorts, 'api');
const identities = dynamoIdentities(client, config.PEOPLE_TABLE);
const read = readProfile({
  people: dynamoStoredProfiles(client, config.PEOPLE_TABLE, systemClock),
  identities,
  clock: systemClock,
  regime,
});
const change = changeTraits({
  records,
  identities,
  read,
  clock: systemClock,
});
const merge = mergeProfiles({
  timeline: dynamoTimelineWriter(client, config.PEOPLE_TABLE, positiveInteger(config, 'HISTORY_DAYS'), systemClock),
  identities,
  clock: systemClock,
  ids: uuidIds,
});

/** What is known of people is for the shop's servers only. */
const forShop = (endpoint: Endpoint): Endpoint => door.guard(endpoint, 'secret');

const personOf = ({ parameters, query }: HttpRequest) => parsePerson(parameters['profileId'] ?? '', query['by']);

export const handler = httpHandler(lambdaLog('profiles'), {
  'GET /v1/profiles/{profileId}': forShop(async (request) => ok(await read(personOf(request)))),
  'PATCH /v1/profiles/{profileId}': forShop(async (request) =>
    ok(await change(personOf(request), parseTraits(jsonOf(request)))),
  ),
  'GET /v1/profiles/{profileId}/segments': forShop(async (request) => {
    const { profileId, segments, asOf } = await read(personOf(request));
    return ok({ profileId, segments, asOf });
  }),
  'GET /v1/profiles/{profileId}/devices': forShop(async (request) => {
    const { profileId, devices } = await read(personOf(request));
    return ok({ profileId, devices });
  }),
  'POST /v1/profiles:merge': forShop(async (request) => ok(await merge(parseMerge(jsonOf(request))))),
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
  'GET /v1/decisions/{decisionId}': forShop(async ({ parameters }) =>
    ok(await recordOf(parameters['decisionId'] ?? '')),
  ),
  'GET /v1/profiles/{profileId}/decisions': forShop(async ({ parameters, query }) =>
    ok(await decisions.listOf(parsePerson(parameters['profileId'] ?? '', query['by']), parsePage(query))),
  ),
});
