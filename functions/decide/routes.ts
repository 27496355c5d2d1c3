import { type Endpoints, type Guard, ok } from '../../shared/runtime/http/http-handler.ts';
import { jsonOf } from '../../shared/runtime/http/request.ts';
import { parseDecisionRequest, parseRankingRequest } from './contract.ts';
import { type DecidePorts, type DecideSettings, decide } from './decide.ts';
import { placements } from './placements.ts';
import { rank } from './rank.ts';
import { transparency } from './transparency.ts';

/** What to show to whom, for the shop's servers; and what decides it, for anybody. */
export function decideRoutes(ports: DecidePorts, settings: DecideSettings, forShop: Guard): Endpoints {
  const [decideFor, rankFor] = [decide(ports, settings), rank(ports, settings)];
  const tellTransparency = transparency({ ...ports, ...settings });
  return {
    'GET /transparency': async () => ok(await tellTransparency()),
    'GET /v1/placements': forShop(async () => ok(placements((await ports.served()).policies))),
    'POST /v1/recommendations': forShop(async (request) => ok(await decideFor(parseDecisionRequest(jsonOf(request))))),
    'POST /v1/rankings': forShop(async (request) => ok(await rankFor(parseRankingRequest(jsonOf(request))))),
  };
}
