import { invalidAt, NotFoundError } from '../../../shared/domain/errors.ts';
import { parseIfMatch } from '../../../shared/domain/if-match.ts';
import { type Endpoints, type Guard, ok } from '../../../shared/runtime/http/http-handler.ts';
import { type HttpRequest, jsonOf } from '../../../shared/runtime/http/request.ts';
import { parseExperimentId, parsePlan } from './contract.ts';
import {
  changeExperiment,
  type ExperimentPorts,
  type ExperimentReply,
  findExperiment,
  makeExperiment,
  removeExperiment,
  replyOf,
  startExperiment,
  stopExperiment,
} from './experiments.ts';
import { type ResultPorts, resultsOf } from './results.ts';

/** Questions under test: who meets what, and what came of it. */
export function experimentRoutes(ports: ExperimentPorts & ResultPorts, forShop: Guard): Endpoints {
  const [make, change, results] = [makeExperiment(ports), changeExperiment(ports), resultsOf(ports)];
  const verbs = { start: startExperiment(ports), stop: stopExperiment(ports) };
  return {
    'GET /v1/experiments': forShop(async () => ok({ experiments: (await ports.experiments.list()).map(replyOf) })),
    'POST /v1/experiments': forShop(async (request) => withETag(await make(parsePlan(jsonOf(request))))),
    'GET /v1/experiments/{experimentId}': forShop(async (request) =>
      withETag(replyOf(await findExperiment(ports, idIn(request)))),
    ),
    'PUT /v1/experiments/{experimentId}': forShop(async (request) => {
      const plan = parsePlan(jsonOf(request));
      const experimentId = idIn(request);
      if (plan.experimentId !== experimentId)
        throw invalidAt('/experimentId', `is "${plan.experimentId}"; the path says "${experimentId}"`);
      return withETag(await change(plan, parseIfMatch(request.headers['if-match'])));
    }),
    'DELETE /v1/experiments/{experimentId}': forShop(async (request) => {
      await removeExperiment(ports)(idIn(request));
      return { status: 204 };
    }),
    // Asked as {experimentId}:start, which API Gateway cannot say: a parameter is all that stands between slashes.
    'POST /v1/experiments/{experimentId}': forShop(async ({ parameters }) => {
      const [id, verb = ''] = (parameters['experimentId'] ?? '').split(':', 2);
      if (!isVerb(verb)) throw new NotFoundError('no such route; there are {experimentId}:start and :stop');
      return withETag(await verbs[verb](parseExperimentId(id)));
    }),
    'GET /v1/experiments/{experimentId}/results': forShop(async (request) => ok(await results(idIn(request)))),
  };
}

const isVerb = (verb: string): verb is 'start' | 'stop' => verb === 'start' || verb === 'stop';
const idIn = ({ parameters }: HttpRequest): string => parseExperimentId(parameters['experimentId']);
const withETag = (reply: ExperimentReply) => ok(reply, { etag: `"${reply.version}"` });
