import { dynamoAccessKeys } from '../../shared/adapters/dynamodb/access-keys.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoIdentities } from '../../shared/adapters/dynamodb/identities.ts';
import { dynamoPersonRecords } from '../../shared/adapters/dynamodb/person-records.ts';
import { dynamoQuarantineReader } from '../../shared/adapters/dynamodb/quarantine.ts';
import { dynamoStoredProfiles } from '../../shared/adapters/dynamodb/stored-profiles.ts';
import { dynamoTimelineReader, dynamoTimelineWriter } from '../../shared/adapters/dynamodb/timeline.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import { uuidIds } from '../../shared/adapters/system/ids.ts';
import { parsePage } from '../../shared/domain/page.ts';
import { CONSENT_REGIMES } from '../../shared/privacy/consent.ts';
import { keyedDoor } from '../../shared/runtime/access.ts';
import { loadConfig, oneOf, positiveInteger } from '../../shared/runtime/config.ts';
import { type Endpoint, httpHandler, ok } from '../../shared/runtime/http.ts';
import { lambdaLog } from '../../shared/runtime/log.ts';
import { type HttpRequest, jsonOf } from '../../shared/runtime/request.ts';
import { changeTraits } from './change-traits.ts';
import { parseDay, parseMerge, parsePerson, parseTraits } from './contract.ts';
import { mergeProfiles } from './merge-profiles.ts';
import { readProfile } from './read-profile.ts';

const config = loadConfig('PEOPLE_TABLE', 'CONTROL_TABLE', 'HISTORY_DAYS', 'CONSENT_REGIME');
const client = dynamoClient();
const timeline = dynamoTimelineReader(client, config.PEOPLE_TABLE, systemClock);
const quarantine = dynamoQuarantineReader(client, config.PEOPLE_TABLE, systemClock);
const door = keyedDoor(dynamoAccessKeys(client, config.CONTROL_TABLE), systemClock);

const identities = dynamoIdentities(client, config.PEOPLE_TABLE);
const read = readProfile({
  people: dynamoStoredProfiles(client, config.PEOPLE_TABLE, systemClock),
  identities,
  clock: systemClock,
  regime: oneOf(config, 'CONSENT_REGIME', CONSENT_REGIMES),
});
const change = changeTraits({
  records: dynamoPersonRecords(client, config.PEOPLE_TABLE),
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
  'GET /v1/profiles/{profileId}/predictions': forShop(async (request) => {
    const { profileId, predictions, asOf } = await read(personOf(request));
    return ok({ profileId, predictions, asOf });
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
});
