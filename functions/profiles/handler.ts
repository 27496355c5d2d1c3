import { dynamoAccessKeys } from '../../shared/adapters/dynamodb/access-keys.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoIdentities } from '../../shared/adapters/dynamodb/identities.ts';
import { dynamoPersonRecords } from '../../shared/adapters/dynamodb/person-records.ts';
import { dynamoPersonalRows } from '../../shared/adapters/dynamodb/personal-rows.ts';
import { dynamoRequestLedger } from '../../shared/adapters/dynamodb/privacy-requests.ts';
import { dynamoQuarantineReader, dynamoQuarantineRemoval } from '../../shared/adapters/dynamodb/quarantine.ts';
import { dynamoSecrets } from '../../shared/adapters/dynamodb/secrets.ts';
import { dynamoSuppressions } from '../../shared/adapters/dynamodb/suppressions.ts';
import { dynamoTimelineReader } from '../../shared/adapters/dynamodb/timeline.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import { ed25519PublicKey } from '../../shared/adapters/system/ed25519.ts';
import { sha256Hash } from '../../shared/adapters/system/hash.ts';
import { uuidIds } from '../../shared/adapters/system/ids.ts';
import { keyedHash } from '../../shared/adapters/system/keyed-hash.ts';
import { parsePage } from '../../shared/domain/page.ts';
import { parsePrivacyRequest } from '../../shared/domain/privacy-request.ts';
import { keyedDoor } from '../../shared/runtime/access.ts';
import { loadConfig, positiveInteger } from '../../shared/runtime/config.ts';
import { type Endpoint, httpHandler, ok } from '../../shared/runtime/http.ts';
import { lambdaLog } from '../../shared/runtime/log.ts';
import { type HttpResponse, jsonOf } from '../../shared/runtime/request.ts';
import { parseDay, parseExportFormat, parsePerson } from './contract.ts';
import { eventsAsCsv } from './export.ts';
import { receiptOf, statusOf } from './privacy-answers.ts';
import { privacyRequests } from './privacy-requests.ts';

const config = loadConfig('PEOPLE_TABLE', 'CONTROL_TABLE', 'QUARANTINE_DAYS');
const client = dynamoClient();
const timeline = dynamoTimelineReader(client, config.PEOPLE_TABLE, systemClock);
const quarantine = dynamoQuarantineReader(client, config.PEOPLE_TABLE, systemClock);
const door = keyedDoor(dynamoAccessKeys(client, config.CONTROL_TABLE), systemClock);

// Privacy requests.
const secrets = dynamoSecrets(client, config.CONTROL_TABLE);
const suppressionHash = async (text: string) => keyedHash((await secrets.current('suppression')).bytes, text);
const requests = privacyRequests({
  ledger: dynamoRequestLedger(client, config.PEOPLE_TABLE, systemClock),
  identities: dynamoIdentities(client, config.PEOPLE_TABLE),
  records: dynamoPersonRecords(client, config.PEOPLE_TABLE),
  suppressions: dynamoSuppressions(client, config.PEOPLE_TABLE, suppressionHash),
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

export const handler = httpHandler(lambdaLog('profiles'), {
  'GET /v1/profiles/{profileId}/events': forShop(async ({ parameters, query }) =>
    ok(await timeline.list(parsePerson(parameters['profileId'] ?? '', query['by']), parsePage(query))),
  ),
  'GET /v1/events/quarantine': forShop(async ({ query }) =>
    ok(await quarantine.list(parseDay(query['day'], systemClock.nowMs()), parsePage(query))),
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
});

const csv = (text: string, nextCursor: string | undefined): HttpResponse => ({
  status: 200,
  text,
  headers: { 'content-type': 'text/csv; charset=utf-8', ...(nextCursor && { 'next-cursor': nextCursor }) },
});
