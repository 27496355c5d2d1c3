import { dynamoAccessKeys } from '../../shared/adapters/dynamodb/access-keys.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoPersonFlags } from '../../shared/adapters/dynamodb/flags.ts';
import { dynamoQuarantineReader } from '../../shared/adapters/dynamodb/quarantine.ts';
import { dynamoTimelineReader } from '../../shared/adapters/dynamodb/timeline.ts';
import { s3Client } from '../../shared/adapters/s3/client.ts';
import { s3QualityReports } from '../../shared/adapters/s3/quality-reports.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import { parsePage } from '../../shared/domain/page.ts';
import { keyedDoor } from '../../shared/runtime/access.ts';
import { loadConfig } from '../../shared/runtime/config.ts';
import { type Endpoint, httpHandler, ok } from '../../shared/runtime/http.ts';
import { lambdaLog } from '../../shared/runtime/log.ts';
import { type HttpRequest, jsonOf } from '../../shared/runtime/request.ts';
import { parseDay, parseFlag, parsePerson } from './contract.ts';
import { sayFlag } from './flags.ts';
import { qualityReport } from './quality.ts';

const config = loadConfig('PEOPLE_TABLE', 'CONTROL_TABLE', 'SNAPSHOT_BUCKET');
const client = dynamoClient();
const timeline = dynamoTimelineReader(client, config.PEOPLE_TABLE, systemClock);
const quarantine = dynamoQuarantineReader(client, config.PEOPLE_TABLE, systemClock);
const flags = dynamoPersonFlags(client, config.PEOPLE_TABLE, systemClock);
const reports = s3QualityReports(s3Client(), config.SNAPSHOT_BUCKET);
const door = keyedDoor(dynamoAccessKeys(client, config.CONTROL_TABLE), systemClock);

/** What is known of people is for the shop's servers only. */
const forShop = (endpoint: Endpoint): Endpoint => door.guard(endpoint, 'secret');

const personOf = ({ parameters, query }: HttpRequest) => parsePerson(parameters['profileId'] ?? '', query['by']);
const dayOf = ({ query }: HttpRequest) => parseDay(query['day'], systemClock.nowMs());

export const handler = httpHandler(lambdaLog('profiles'), {
  'GET /v1/profiles/{profileId}/events': forShop(async ({ parameters, query }) =>
    ok(await timeline.list(parsePerson(parameters['profileId'] ?? '', query['by']), parsePage(query))),
  ),
  'GET /v1/events/quarantine': forShop(async ({ query }) =>
    ok(await quarantine.list(parseDay(query['day'], systemClock.nowMs()), parsePage(query))),
  ),
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
