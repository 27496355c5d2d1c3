import { dynamoAccessKeys } from '../../shared/adapters/dynamodb/access-keys.ts';
import { dynamoCatalog } from '../../shared/adapters/dynamodb/catalog.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import { parsePage } from '../../shared/domain/page.ts';
import { loadConfig, rateLimits } from '../../shared/runtime/config.ts';
import { keyedDoor } from '../../shared/runtime/http/access.ts';
import { type Endpoint, httpHandler, ok } from '../../shared/runtime/http/http-handler.ts';
import { rateLimiter } from '../../shared/runtime/http/rate-limit.ts';
import { type HttpRequest, jsonOf } from '../../shared/runtime/http/request.ts';
import { lambdaLog } from '../../shared/runtime/log.ts';
import { deleteItem, getItem, putItems } from './catalog.ts';
import { type ItemReply, parseIfMatch, parseItem, refuseOversize, toReply } from './contract.ts';

const config = loadConfig('CATALOG_TABLE', 'CONTROL_TABLE', 'RATE_LIMITS');
const client = dynamoClient();
const catalog = dynamoCatalog(client, config.CATALOG_TABLE, systemClock);
const limits = rateLimiter(rateLimits(config, 'RATE_LIMITS'), systemClock);
const door = keyedDoor({ keys: dynamoAccessKeys(client, config.CONTROL_TABLE), clock: systemClock, limits });

/** The catalog belongs to the shop's servers. */
const forShop = (endpoint: Endpoint): Endpoint => door.guard(endpoint, 'catalog');

const itemIdOf = (request: HttpRequest): string => request.parameters['itemId'] ?? '';
const withETag = (reply: ItemReply) => ok(reply, { etag: `"${reply.version}"` });

const bodyOf = (request: HttpRequest): unknown => {
  refuseOversize(Buffer.byteLength(request.body));
  return jsonOf(request);
};

export const handler = httpHandler(lambdaLog('catalog'), {
  'PUT /v1/items/{itemId}': forShop(async (request) => {
    const item = parseItem(itemIdOf(request), bodyOf(request));
    return withETag(toReply(await catalog.put(item, parseIfMatch(request.headers['if-match']))));
  }),
  'GET /v1/items/{itemId}': forShop(async (request) => withETag(await getItem(catalog)(itemIdOf(request)))),
  'DELETE /v1/items/{itemId}': forShop(async (request) => {
    await deleteItem(catalog)(itemIdOf(request));
    return { status: 204 };
  }),
  'GET /v1/items': forShop(async (request) => {
    const { entries, nextCursor } = await catalog.list(parsePage(request.query));
    return ok({ items: entries.map(toReply), ...(nextCursor && { nextCursor }) });
  }),
  'POST /v1/items:batch': forShop(async (request) => ok(await putItems(catalog)(bodyOf(request)))),
});
