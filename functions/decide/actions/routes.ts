import { type Endpoints, type Guard, ok } from '../../../shared/runtime/http/http-handler.ts';
import { type HttpRequest, jsonOf } from '../../../shared/runtime/http/request.ts';
import { parseActionRequest, parseActivation, parseReward } from './contract.ts';
import { type ActPorts, decideAction } from './decide-action.ts';
import { activate, type OutcomePorts, reward } from './outcome.ts';

/** The next best action, and what became of it. */
export function actionRoutes(ports: ActPorts & OutcomePorts, forShop: Guard): Endpoints {
  const [decide, activated, rewarded] = [decideAction(ports), activate(ports), reward(ports)];
  return {
    'POST /v1/decisions': forShop(async (request) => ok(await decide(parseActionRequest(jsonOf(request))))),
    'POST /v1/decisions/{decisionId}/activate': forShop(async (request) => {
      const { atMs } = parseActivation(request.body === '' ? undefined : jsonOf(request));
      await activated(idOf(request), atMs);
      return { status: 204 };
    }),
    'POST /v1/decisions/{decisionId}/reward': forShop(async (request) => {
      await rewarded(idOf(request), parseReward(jsonOf(request)));
      return { status: 204 };
    }),
  };
}

const idOf = ({ parameters }: HttpRequest): string => parameters['decisionId'] ?? '';
