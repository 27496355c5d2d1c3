import { dynamoAccessKeys } from '../../shared/adapters/dynamodb/access-keys.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoLinkedRecords } from '../../shared/adapters/dynamodb/linked-records.ts';
import { dynamoQuarantineWriter } from '../../shared/adapters/dynamodb/quarantine.ts';
import { dynamoSecrets } from '../../shared/adapters/dynamodb/secrets.ts';
import { dynamoStandings } from '../../shared/adapters/dynamodb/standings.ts';
import { dynamoTimelineWriter } from '../../shared/adapters/dynamodb/timeline.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import { sha256Hash } from '../../shared/adapters/system/hash.ts';
import { keyedHash } from '../../shared/adapters/system/keyed-hash.ts';
import type { EventType } from '../../shared/domain/event.ts';
import { CONSENT_REGIMES } from '../../shared/privacy/consent.ts';
import { keyedDoor, keyOf } from '../../shared/runtime/access.ts';
import { loadConfig, oneOf, positiveInteger } from '../../shared/runtime/config.ts';
import { type Endpoint, httpHandler, ok } from '../../shared/runtime/http.ts';
import { lambdaLog } from '../../shared/runtime/log.ts';
import { type HttpRequest, jsonOf } from '../../shared/runtime/request.ts';
import { capture, utf8Length } from './capture.ts';
import { batchDelivery, type Delivery, importDelivery, singleDelivery } from './contract.ts';
import { rudderSourceConfig, segmentSettings } from './source-config.ts';

const config = loadConfig('PEOPLE_TABLE', 'CONTROL_TABLE', 'HISTORY_DAYS', 'QUARANTINE_DAYS', 'CONSENT_REGIME');
const client = dynamoClient();
const door = keyedDoor(dynamoAccessKeys(client, config.CONTROL_TABLE), systemClock);
const secrets = dynamoSecrets(client, config.CONTROL_TABLE);
const take = capture({
  standings: dynamoStandings(client, config.PEOPLE_TABLE, async (text) =>
    keyedHash((await secrets.current('suppression')).bytes, text),
  ),
  records: dynamoLinkedRecords(client, config.PEOPLE_TABLE),
  regime: oneOf(config, 'CONSENT_REGIME', CONSENT_REGIMES),
  timeline: dynamoTimelineWriter(client, config.PEOPLE_TABLE, positiveInteger(config, 'HISTORY_DAYS'), systemClock),
  quarantine: dynamoQuarantineWriter(client, config.PEOPLE_TABLE, positiveInteger(config, 'QUARANTINE_DAYS')),
  clock: systemClock,
  hash: sha256Hash,
});

type ReadDelivery = (body: unknown, bytes: number) => Delivery;

/** The key may stand in the body, so the body is read before the door opens; nothing is stored before it does. */
const receive =
  (read: ReadDelivery): Endpoint =>
  async (request) => {
    const delivery = read(jsonOf(request), utf8Length(request.body));
    await door.open(keyOf(request) ?? delivery.writeKey, 'write', 'secret');
    return ok(await take({ ...deviceOf(request), ...gpcOf(request), ...delivery }));
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
  await door.open(writeKey, 'write');
  return ok(segmentSettings(writeKey, `${request.headers['host']}/v1`));
};

const sourceConfig: Endpoint = async (request) => {
  const writeKey = keyOf(request) ?? '';
  await door.open(writeKey, 'write');
  return ok(rudderSourceConfig(writeKey));
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
  'GET /sourceConfig': sourceConfig,
  'GET /sourceConfig/{proxy+}': sourceConfig,
});
