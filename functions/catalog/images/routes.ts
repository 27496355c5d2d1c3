import { type Endpoints, type Guard, ok } from '../../../shared/runtime/http/http-handler.ts';
import { type HttpRequest, jsonOf } from '../../../shared/runtime/http/request.ts';
import { parseItemImage } from './contract.ts';
import { deleteImage, getImage, type ImagePorts, putImage } from './images.ts';

/** How items look, for the placement that goes by it. */
export function imageRoutes(ports: ImagePorts, forShop: Guard): Endpoints {
  const [put, read, remove] = [putImage(ports), getImage(ports), deleteImage(ports)];
  return {
    'PUT /v1/items/{itemId}/image': forShop(async (request) =>
      ok(await put(itemIdOf(request), parseItemImage(jsonOf(request)))),
    ),
    'GET /v1/items/{itemId}/image': forShop(async (request) => ok(await read(itemIdOf(request)))),
    'DELETE /v1/items/{itemId}/image': forShop(async (request) => {
      await remove(itemIdOf(request));
      return { status: 204 };
    }),
  };
}

const itemIdOf = ({ parameters }: HttpRequest): string => parameters['itemId'] ?? '';
