import { dynamoAccessKeys } from '../../shared/adapters/dynamodb/access-keys.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoLinkedRecords } from '../../shared/adapters/dynamodb/linked-records.ts';
import { dynamoQuarantineReplays, dynamoQuarantineWriter } from '../../shared/adapters/dynamodb/quarantine.ts';
import { dynamoSecrets } from '../../shared/adapters/dynamodb/secrets.ts';
import { dynamoStandings } from '../../shared/adapters/dynamodb/standings.ts';
import { dynamoTimelineWriter } from '../../shared/adapters/dynamodb/timeline.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import { sha256Hash } from '../../shared/adapters/system/hash.ts';
import { keyedHash } from '../../shared/adapters/system/keyed-hash.ts';
import type { EventType } from '../../shared/domain/event.ts';
import { isJsonObject } from '../../shared/domain/interaction.ts';
import { CONSENT_REGIMES } from '../../shared/privacy/consent.ts';
import { loadConfig, oneOf, positiveInteger, rateLimits } from '../../shared/runtime/config.ts';
import { keyedDoor, keyOf, type PresentedKey } from '../../shared/runtime/http/access.ts';
import { type Endpoint, httpHandler, ok } from '../../shared/runtime/http/http-handler.ts';
import { rateLimiter } from '../../shared/runtime/http/rate-limit.ts';
import { type HttpRequest, jsonOf } from '../../shared/runtime/http/request.ts';
import { lambdaLog } from '../../shared/runtime/log.ts';
import { capture, utf8Length } from './capture.ts';
import { batchDelivery, type Delivery, importDelivery, mendingOf, parseDay, singleDelivery } from './contract.ts';
import { replay } from './replay.ts';
import { rudderSourceConfig, segmentSettings } from './source-config.ts';

const config = loadConfig(
  'PEOPLE_TABLE',
  'CONTROL_TABLE',
  'HISTORY_DAYS',
  'QUARANTINE_DAYS',
  'RATE_LIMITS',
  'CONSENT_REGIME',
);
const client = dynamoClient();
const limits = rateLimiter(rateLimits(config, 'RATE_LIMITS'), systemClock);
const door = keyedDoor({ keys: dynamoAccessKeys(client, config.CONTROL_TABLE), clock: systemClock, limits });
const secrets = dynamoSecrets(client, config.CONTROL_TABLE);
const ports = {
  standings: dynamoStandings(client, config.PEOPLE_TABLE, async (text) =>
    keyedHash((await secrets.current('suppression')).bytes, text),
  ),
  records: dynamoLinkedRecords(client, config.PEOPLE_TABLE),
  regime: oneOf(config, 'CONSENT_REGIME', CONSENT_REGIMES),
  timeline: dynamoTimelineWriter(client, config.PEOPLE_TABLE, positiveInteger(config, 'HISTORY_DAYS'), systemClock),
  quarantine: dynamoQuarantineWriter(client, config.PEOPLE_TABLE, positiveInteger(config, 'QUARANTINE_DAYS')),
  clock: systemClock,
  hash: sha256Hash,
};
const take = capture(ports);
const takeAgain = replay({
  ...ports,
  replays: dynamoQuarantineReplays(
    client,
    config.PEOPLE_TABLE,
    positiveInteger(config, 'QUARANTINE_DAYS'),
    systemClock,
  ),
});

type ReadDelivery = (body: unknown, bytes: number) => Delivery;

/** Only where the key stands in the body is the body read before the door opens; nothing is stored before it does. */
const receive =
  (read: ReadDelivery): Endpoint =>
  async (request) => {
    const presented = keyOf(request);
    if (presented !== undefined) await door.open(request, 'capture', presented);
    const body = jsonOf(request);
    if (presented === undefined) await door.open(request, 'capture', keyIn(body));
    const delivery = read(body, utf8Length(request.body));
    return ok(await take({ ...deviceOf(request), ...gpcOf(request), ...delivery }));
  };

const keyIn = (body: unknown): PresentedKey | undefined => {
  const key = isJsonObject(body) ? body['writeKey'] : undefined;
  return typeof key === 'string' && key !== '' ? { key, inUrl: false } : undefined;
};

const single = (type: EventType): Endpoint => receive((body, bytes) => singleDelivery(body, bytes, type));
const batch = receive(batchDelivery);

/** RudderStack's browser client names the device in a header, in base64. */
const deviceOf = (request: HttpRequest): { readonly anonymousId?: string } => {
  const anonymousId = Buffer.from(request.headers['anonymousid'] ?? '', 'base64').toString('utf8');
  return anonymousId === '' ? {} : { anonymousId };
};

const gpcOf = (request: HttpRequest): { readonly gpc?: true } =>
  request.headers['sec-gpc']?.trim() === '1' ? { gpc: true } : {};

const settings: Endpoint = async (request) => {
  const writeKey = request.parameters['writeKey'] ?? '';
  await door.open(request, 'write', { key: writeKey, inUrl: true });
  return ok(segmentSettings(writeKey, `${request.headers['host']}/v1`));
};

const sourceConfig: Endpoint = async (request) => {
  await door.open(request, 'write');
  return ok(rudderSourceConfig(keyOf(request)?.key ?? ''));
};

const replayed: Endpoint = async (request) => {
  const { day, messageId = '' } = request.parameters;
  const type = request.headers['content-type'] ?? '';
  const mending = mendingOf(type, utf8Length(request.body), () => jsonOf(request));
  return ok(await takeAgain(parseDay(day), messageId, mending));
};

export const handler = httpHandler(lambdaLog('capture'), {
  'POST /v1/batch': batch,
  'POST /v1/b': batch,
  'POST /beacon/v1/batch': batch,
  'POST /v1/import': receive(importDelivery),
  'POST /v1/track': single('track'),
  'POST /v1/t': single('track'),
  'POST /v1/identify': single('identify'),
  'POST /v1/i': single('identify'),
  'POST /v1/page': single('page'),
  'POST /v1/p': single('page'),
  'POST /v1/screen': single('screen'),
  'POST /v1/s': single('screen'),
  'POST /v1/group': single('group'),
  'POST /v1/g': single('group'),
  'POST /v1/alias': single('alias'),
  'POST /v1/a': single('alias'),
  'GET /v1/projects/{writeKey}/settings': settings,
  'POST /v1/events/quarantine/{day}/{messageId}/replay': door.guard(replayed, 'operate'),
  'GET /sourceConfig': sourceConfig,
  'GET /sourceConfig/{proxy+}': sourceConfig,
});
