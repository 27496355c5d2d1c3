import { parseDay } from '../../shared/domain/day.ts';
import type { EventType } from '../../shared/domain/event.ts';
import { isJsonObject } from '../../shared/domain/interaction.ts';
import { type Door, keyOf, type PresentedKey } from '../../shared/runtime/http/access.ts';
import { type Endpoint, type Endpoints, ok } from '../../shared/runtime/http/http-handler.ts';
import { type HttpRequest, jsonOf } from '../../shared/runtime/http/request.ts';
import { capture, utf8Length } from './capture.ts';
import { batchDelivery, type Delivery, importDelivery, mendingOf, singleDelivery } from './contract.ts';
import { type ReplayPorts, replay } from './replay.ts';
import { rudderSourceConfig, segmentSettings } from './source-config.ts';

/** Events in, what browsers' clients load before they send any, and events of the quarantine taken once more. */
export function captureRoutes(ports: ReplayPorts, door: Door): Endpoints {
  const receive = receiver(capture(ports), door);
  const single = (type: EventType): Endpoint => receive((body, bytes) => singleDelivery(body, bytes, type));
  const batch = receive(batchDelivery);
  const takeAgain = replay(ports);
  const sourceConfig: Endpoint = async (request) => {
    await door.open(request, 'write');
    return ok(rudderSourceConfig(keyOf(request)?.key ?? ''));
  };
  return {
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
    'GET /v1/projects/{writeKey}/settings': async (request) => {
      const writeKey = request.parameters['writeKey'] ?? '';
      await door.open(request, 'write', { key: writeKey, inUrl: true });
      return ok(segmentSettings(writeKey, `${request.headers['host']}/v1`));
    },
    'GET /sourceConfig': sourceConfig,
    'GET /sourceConfig/{proxy+}': sourceConfig,
    'POST /v1/events/quarantine/{day}/{messageId}/replay': door.guard('operate')(async (request) => {
      const { day, messageId = '' } = request.parameters;
      const type = request.headers['content-type'] ?? '';
      const mending = mendingOf(type, utf8Length(request.body), () => jsonOf(request));
      return ok(await takeAgain(parseDay(day), messageId, mending));
    }),
  };
}

type ReadDelivery = (body: unknown, bytes: number) => Delivery;

/** Only where the key stands in the body is the body read before the door opens; nothing is stored before it does. */
const receiver =
  (take: ReturnType<typeof capture>, door: Door) =>
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

/** RudderStack's browser client names the device in a header, in base64. */
const deviceOf = (request: HttpRequest): { readonly anonymousId?: string } => {
  const anonymousId = Buffer.from(request.headers['anonymousid'] ?? '', 'base64').toString('utf8');
  return anonymousId === '' ? {} : { anonymousId };
};

const gpcOf = (request: HttpRequest): { readonly gpc?: true } =>
  request.headers['sec-gpc']?.trim() === '1' ? { gpc: true } : {};
