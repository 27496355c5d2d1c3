import { parseIfMatch } from '../../../shared/domain/if-match.ts';
import { type Endpoints, type Guard, ok } from '../../../shared/runtime/http/http-handler.ts';
import { type HttpRequest, jsonOf } from '../../../shared/runtime/http/request.ts';
import { type PlacementPolicyReply, parsePlacement, parsePolicy } from './contract.ts';
import {
  placementPolicy,
  removePlacementPolicy,
  type StoredPlacementPolicies,
  setPlacementPolicy,
} from './policies.ts';

/** How placements choose among the candidates. */
export function placementRoutes(policies: StoredPlacementPolicies, forShop: Guard): Endpoints {
  const [tell, set, remove] = [
    placementPolicy(policies),
    setPlacementPolicy(policies),
    removePlacementPolicy(policies),
  ];
  return {
    'GET /v1/policies/placements/{placement}': forShop(async (request) => withETag(await tell(placementIn(request)))),
    'PUT /v1/policies/placements/{placement}': forShop(async (request) => {
      const over = parseIfMatch(request.headers['if-match']);
      return withETag(await set(placementIn(request), parsePolicy(jsonOf(request)), over));
    }),
    'DELETE /v1/policies/placements/{placement}': forShop(async (request) => {
      await remove(placementIn(request));
      return { status: 204 };
    }),
  };
}

const placementIn = ({ parameters }: HttpRequest) => parsePlacement(parameters['placement']);
const withETag = (reply: PlacementPolicyReply) => ok(reply, { etag: `"${reply.version}"` });
