import type { Campaign } from '../../../shared/domain/campaign.ts';
import { ConflictError, invalidAt } from '../../../shared/domain/errors.ts';
import { parseIfMatch } from '../../../shared/domain/if-match.ts';
import type { MessageTemplate } from '../../../shared/domain/template.ts';
import type { Documents } from '../../../shared/ports/documents.ts';
import type { TemplateEngine } from '../../../shared/ports/template-engine.ts';
import { type Endpoints, type Guard, ok } from '../../../shared/runtime/http/http-handler.ts';
import { type HttpRequest, jsonOf } from '../../../shared/runtime/http/request.ts';
import { keptDocuments, type Versioned } from '../kept-documents.ts';
import { checkTemplate } from './check-template.ts';
import { parseTemplate, parseTemplateId } from './contract.ts';

export interface TemplateRoutePorts {
  readonly templates: Documents<MessageTemplate>;
  readonly campaigns: Pick<Documents<Campaign>, 'list'>;
  readonly engine: TemplateEngine;
}

const MOST_TEMPLATES = 500;

/** What messages say. */
export function templateRoutes({ templates, campaigns, engine }: TemplateRoutePorts, forShop: Guard): Endpoints {
  const kept = keptDocuments(templates, { what: 'template', most: MOST_TEMPLATES });
  const idOf = ({ parameters }: HttpRequest) => parseTemplateId(parameters['templateId']);
  const templateIn = (request: HttpRequest): MessageTemplate => {
    const template = parseTemplate(jsonOf(request));
    checkTemplate(engine, template);
    return template;
  };
  return {
    'GET /v1/templates': forShop(async () => ok({ templates: await kept.list() })),
    'POST /v1/templates': forShop(async (request) => {
      const template = templateIn(request);
      return withETag(await kept.add(template.templateId, template));
    }),
    'GET /v1/templates/{templateId}': forShop(async (request) => withETag(await kept.find(idOf(request)))),
    'PUT /v1/templates/{templateId}': forShop(async (request) => {
      const [templateId, template] = [idOf(request), templateIn(request)];
      if (template.templateId !== templateId)
        throw invalidAt('/templateId', `"${template.templateId}" is not the "${templateId}" of the path`);
      return withETag(await kept.change(templateId, () => template, parseIfMatch(request.headers['if-match'])));
    }),
    'DELETE /v1/templates/{templateId}': forShop(async (request) => {
      const templateId = idOf(request);
      await refuseUsed(campaigns, templateId);
      await kept.remove(templateId);
      return { status: 204 };
    }),
  };
}

/** @throws ConflictError naming a campaign that says it. */
async function refuseUsed(campaigns: Pick<Documents<Campaign>, 'list'>, templateId: string): Promise<void> {
  const user = (await campaigns.list()).find(({ body: { steps } }) =>
    steps.some((step) => 'message' in step && step.message.templateId === templateId),
  );
  if (user !== undefined) throw new ConflictError(`campaign "${user.id}" sends it: change or remove that first`);
}

const withETag = (reply: Versioned<MessageTemplate>) => ok(reply, { etag: `"${reply.version}"` });
