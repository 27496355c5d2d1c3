import { dynamoAccessKeys } from '../../shared/adapters/dynamodb/access-keys.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoDecisionReader } from '../../shared/adapters/dynamodb/decision-records.ts';
import { dynamoPersonFlags } from '../../shared/adapters/dynamodb/flags.ts';
import { dynamoIdentities } from '../../shared/adapters/dynamodb/identities.ts';
import { dynamoLinkedRecords } from '../../shared/adapters/dynamodb/linked-records.ts';
import { dynamoPersonRecords } from '../../shared/adapters/dynamodb/person-records.ts';
import { dynamoPersonalRows } from '../../shared/adapters/dynamodb/personal-rows.ts';
import { dynamoRequestLedger } from '../../shared/adapters/dynamodb/privacy-requests.ts';
import { dynamoQuarantineReader, dynamoQuarantineRemoval } from '../../shared/adapters/dynamodb/quarantine.ts';
import { dynamoSecrets } from '../../shared/adapters/dynamodb/secrets.ts';
import { dynamoStoredProfiles } from '../../shared/adapters/dynamodb/stored-profiles.ts';
import { dynamoSuppressions } from '../../shared/adapters/dynamodb/suppressions.ts';
import { dynamoTimelineReader, dynamoTimelineWriter } from '../../shared/adapters/dynamodb/timeline.ts';
import { s3Client } from '../../shared/adapters/s3/client.ts';
import { s3QualityReports } from '../../shared/adapters/s3/quality-reports.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import { ed25519PublicKey } from '../../shared/adapters/system/ed25519.ts';
import { sha256Hash } from '../../shared/adapters/system/hash.ts';
import { uuidIds } from '../../shared/adapters/system/ids.ts';
import { keyedHash } from '../../shared/adapters/system/keyed-hash.ts';
import { parsePage } from '../../shared/domain/page.ts';
import { parsePrivacyRequest } from '../../shared/domain/privacy-request.ts';
import { CONSENT_REGIMES } from '../../shared/privacy/consent.ts';
import { keyedDoor } from '../../shared/runtime/access.ts';
import { loadConfig, oneOf, positiveInteger } from '../../shared/runtime/config.ts';
import { type Endpoint, httpHandler, ok } from '../../shared/runtime/http.ts';
import { lambdaLog } from '../../shared/runtime/log.ts';
import { type HttpRequest, type HttpResponse, jsonOf } from '../../shared/runtime/request.ts';
import { changeTraits } from './change-traits.ts';
import { consentOf, stateConsent } from './consent.ts';
import {
  parseConsentChange,
  parseDay,
  parseExportFormat,
  parseFlag,
  parseMarket,
  parseMerge,
  parsePerson,
  parseTraits,
} from './contract.ts';
import { decisionOf } from './decisions.ts';
import { eventsAsCsv } from './export.ts';
import { GPC_SUPPORT } from './gpc.ts';
import { mergeProfiles } from './merge-profiles.ts';
import { receiptOf, statusOf } from './privacy-answers.ts';
import { privacyRequests } from './privacy-requests.ts';
import { readProfile } from './read-profile.ts';

const config = loadConfig(
  'PEOPLE_TABLE',
  'CONTROL_TABLE',
  'SNAPSHOT_BUCKET',
  'HISTORY_DAYS',
  'QUARANTINE_DAYS',
  'CONSENT_REGIME',
);
const client = dynamoClient();
const timeline = dynamoTimelineReader(client, config.PEOPLE_TABLE, systemClock);
const quarantine = dynamoQuarantineReader(client, config.PEOPLE_TABLE, systemClock);
const decisions = dynamoDecisionReader(client, config.PEOPLE_TABLE, systemClock);
const recordOf = decisionOf(decisions);

import { sayFlag } from './flags.ts';
import { qualityReport } from './quality.ts';

const flags = dynamoPersonFlags(client, config.PEOPLE_TABLE, systemClock);
const reports = s3QualityReports(s3Client(), config.SNAPSHOT_BUCKET);
const door = keyedDoor(dynamoAccessKeys(client, config.CONTROL_TABLE), systemClock);

const regime = oneOf(config, 'CONSENT_REGIME', CONSENT_REGIMES);
const records = dynamoPersonRecords(client, config.PEOPLE_TABLE);
const secrets = dynamoSecrets(client, config.CONTROL_TABLE);
const suppressionHash = async (text: string) => keyedHash((await secrets.current('suppression')).bytes, text);
const suppressions = dynamoSuppressions(client, config.PEOPLE_TABLE, suppressionHash);
const consentPorts = {
  records,
  linked: dynamoLinkedRecords(client, config.PEOPLE_TABLE),
  suppressions,
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
const requests = privacyRequests({
  ledger: dynamoRequestLedger(client, config.PEOPLE_TABLE, systemClock),
  identities,
  records,
  suppressions,
  rows: dynamoPersonalRows(client, config.PEOPLE_TABLE, systemClock),
  quarantine: dynamoQuarantineRemoval(
    client,
    config.PEOPLE_TABLE,
    positiveInteger(config, 'QUARANTINE_DAYS'),
    systemClock,
  ),
  timeline,
  keyedHash: suppressionHash,
  clock: systemClock,
  ids: uuidIds,
  hash: sha256Hash,
});

/** What is known of people is for the shop's servers only. */
const forShop = (endpoint: Endpoint): Endpoint => door.guard(endpoint, 'secret');

const personOf = ({ parameters, query }: HttpRequest) => parsePerson(parameters['profileId'] ?? '', query['by']);
const dayOf = ({ query }: HttpRequest) => parseDay(query['day'], systemClock.nowMs());

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
  'POST /v1/privacy/requests': forShop(async (request) => {
    const asked = parsePrivacyRequest(jsonOf(request));
    const taken = await requests.ask(asked, request.headers['idempotency-key']);
    return { status: asked.openDsr ? 201 : 202, body: receiptOf(taken) };
  }),
  'GET /v1/privacy/requests/{requestId}': forShop(async ({ parameters }) =>
    ok(statusOf(await requests.find(parameters['requestId'] ?? ''))),
  ),
  'GET /v1/privacy/requests/{requestId}/result': forShop(async ({ parameters, query }) => {
    const result = await requests.result(parameters['requestId'] ?? '', query['cursor']);
    return parseExportFormat(query['format']) === 'csv'
      ? csv(eventsAsCsv(result.events), result.nextCursor)
      : ok(result);
  }),
  // Open to all: who holds a certificate may be anybody.
  'GET /v1/privacy/keys': async () =>
    ok({
      keys: (await secrets.all('certificate')).map(({ epoch, bytes }) => ({
        epoch,
        algorithm: 'Ed25519',
        publicKey: ed25519PublicKey(bytes),
      })),
    }),
  'PUT /v1/profiles/{profileId}/flag': forShop(async (request) =>
    ok(await sayFlag(flags, systemClock)(personOf(request), parseFlag(jsonOf(request)).verdict)),
  ),
  'DELETE /v1/profiles/{profileId}/flag': forShop(async (request) => {
    await flags.remove(personOf(request));
    return { status: 204 };
  }),
  'GET /v1/anomalies': forShop(async (request) => ok(await flags.list(dayOf(request), parsePage(request.query)))),
  'GET /v1/reports/quality': forShop(async (request) => ok(await qualityReport(reports)(dayOf(request)))),
});

const csv = (text: string, nextCursor: string | undefined): HttpResponse => ({
  status: 200,
  text,
  headers: { 'content-type': 'text/csv; charset=utf-8', ...(nextCursor && { 'next-cursor': nextCursor }) },
});
