import { parseIfMatch } from '../../../shared/domain/if-match.ts';
import { type Endpoints, type Guard, ok } from '../../../shared/runtime/http/http-handler.ts';
import { type HttpRequest, jsonOf } from '../../../shared/runtime/http/request.ts';
import { type PointReply, parsePoint, parsePointId } from './contract.ts';
import { changePoint, findPoint, listPoints, makePoint, type PointPorts, removePoint } from './points.ts';

/** Where in the shop's dealings an action is chosen, and among which. */
export function pointRoutes(ports: PointPorts, forShop: Guard): Endpoints {
  const [list, find, make, change, remove] = [
    listPoints(ports),
    findPoint(ports),
    makePoint(ports),
    changePoint(ports),
    removePoint(ports),
  ];
  return {
    'GET /v1/decision-points': forShop(async () => ok(await list())),
    'POST /v1/decision-points': forShop(async (request) => {
      const made = await make(parsePoint(jsonOf(request)));
      return { ...withETag(made), status: 201 };
    }),
    'GET /v1/decision-points/{pointId}': forShop(async (request) => withETag(await find(idOf(request)))),
    'PUT /v1/decision-points/{pointId}': forShop(async (request) =>
      withETag(await change(idOf(request), parsePoint(jsonOf(request)), parseIfMatch(request.headers['if-match']))),
    ),
    'DELETE /v1/decision-points/{pointId}': forShop(async (request) => {
      await remove(idOf(request));
      return { status: 204 };
    }),
  };
}

const idOf = ({ parameters }: HttpRequest): string => parsePointId(parameters['pointId']);
const withETag = (point: PointReply) => ok(point, { etag: `"${point.version}"` });
