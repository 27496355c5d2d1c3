import { invalidAt, NotFoundError } from '../../../shared/domain/errors.ts';
import { parseIfMatch } from '../../../shared/domain/if-match.ts';
import { type Endpoints, type Guard, ok } from '../../../shared/runtime/http/http-handler.ts';
import { type HttpRequest, jsonOf } from '../../../shared/runtime/http/request.ts';
import { type CampaignPorts, type CampaignReply, replyOf, shopCampaigns } from './campaigns.ts';
import { parseCampaign, parseCampaignId, parsePreview, parseSimulation } from './contract.ts';
import { type PreviewPorts, preview } from './preview.ts';
import { type ResultPorts, resultsOf } from './results.ts';
import { type SimulatePorts, simulate } from './simulation/simulate.ts';

export interface CampaignRoutePorts extends CampaignPorts, PreviewPorts, SimulatePorts, ResultPorts {
  readonly templates: CampaignPorts['templates'] & PreviewPorts['templates'];
  readonly rolls: SimulatePorts['rolls'];
}

/** What is said to whom, when and why. */
export function campaignRoutes(ports: CampaignRoutePorts, forShop: Guard): Endpoints {
  const campaigns = shopCampaigns(ports);
  const idOf = ({ parameters }: HttpRequest) => parseCampaignId(parameters['campaignId']);
  const verbs: Readonly<Record<string, (campaignId: string, request: HttpRequest) => Promise<unknown>>> = {
    preview: async (id, request) => preview(ports)(await campaigns.find(id), parsePreview(jsonOf(request))),
    simulate: async (id, request) => simulate(ports)(await campaigns.find(id), parseSimulation(jsonOf(request))),
    start: campaigns.start,
    pause: campaigns.pause,
  };
  return {
    'GET /v1/campaigns': forShop(async () => ok({ campaigns: await campaigns.list() })),
    'POST /v1/campaigns': forShop(async (request) => withETag(await campaigns.make(parseCampaign(jsonOf(request))))),
    'GET /v1/campaigns/{campaignId}': forShop(async (request) =>
      withETag(replyOf(await campaigns.find(idOf(request)))),
    ),
    'PUT /v1/campaigns/{campaignId}': forShop(async (request) => {
      const [campaignId, plan] = [idOf(request), parseCampaign(jsonOf(request))];
      if (plan.campaignId !== campaignId)
        throw invalidAt('/campaignId', `"${plan.campaignId}" is not the "${campaignId}" of the path`);
      return withETag(await campaigns.replace(plan, parseIfMatch(request.headers['if-match'])));
    }),
    'DELETE /v1/campaigns/{campaignId}': forShop(async (request) => {
      await campaigns.remove(idOf(request));
      return { status: 204 };
    }),
    'GET /v1/campaigns/{campaignId}/results': forShop(async (request) =>
      ok(await resultsOf(ports)(await campaigns.find(idOf(request)))),
    ),
    // The parameter has the verb behind the id: see the plan.
    'POST /v1/campaigns/{campaignId}': forShop(async (request) => {
      const [id = '', verb = ''] = (request.parameters['campaignId'] ?? '').split(':');
      const act = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
      if (act === undefined)
        throw new NotFoundError(
          `no such route; behind {campaignId} there are ${Object.keys(verbs)
            .map((name) => `:${name}`)
            .join(', ')}`,
        );
      return ok(await act(parseCampaignId(id), request));
    }),
  };
}

const withETag = (reply: CampaignReply) => ok(reply, { etag: `"${reply.version}"` });
