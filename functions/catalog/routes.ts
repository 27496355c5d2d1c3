import { parseIfMatch } from '../../shared/domain/if-match.ts';
import type { ImageEmbedding } from '../../shared/domain/item-image.ts';
import { parsePage } from '../../shared/domain/page.ts';
import type { Catalog } from '../../shared/ports/catalog.ts';
import type { Documents } from '../../shared/ports/documents.ts';
import { type Endpoints, type Guard, ok } from '../../shared/runtime/http/http-handler.ts';
import { type HttpRequest, jsonOf } from '../../shared/runtime/http/request.ts';
import { deleteItem, getItem, putItems } from './catalog.ts';
import { type ItemReply, parseItem, refuseOversize, toReply } from './contract.ts';

/** The catalog, which belongs to the shop's servers. */
export function catalogRoutes(
  catalog: Catalog,
  images: Pick<Documents<ImageEmbedding>, 'remove'>,
  forShop: Guard,
): Endpoints {
  const [read, remove, putMany] = [getItem(catalog), deleteItem(catalog, images), putItems(catalog)];
  return {
    'PUT /v1/items/{itemId}': forShop(async (request) => {
      const item = parseItem(itemIdOf(request), bodyOf(request));
      return withETag(toReply(await catalog.put(item, parseIfMatch(request.headers['if-match']))));
    }),
    'GET /v1/items/{itemId}': forShop(async (request) => withETag(await read(itemIdOf(request)))),
    'DELETE /v1/items/{itemId}': forShop(async (request) => {
      await remove(itemIdOf(request));
      return { status: 204 };
    }),
    'GET /v1/items': forShop(async (request) => {
      const { entries, nextCursor } = await catalog.list(parsePage(request.query));
      return ok({ items: entries.map(toReply), ...(nextCursor && { nextCursor }) });
    }),
    'POST /v1/items:batch': forShop(async (request) => ok(await putMany(bodyOf(request)))),
  };
}

const itemIdOf = (request: HttpRequest): string => request.parameters['itemId'] ?? '';
const withETag = (reply: ItemReply) => ok(reply, { etag: `"${reply.version}"` });

const bodyOf = (request: HttpRequest): unknown => {
  refuseOversize(Buffer.byteLength(request.body));
  return jsonOf(request);
};
