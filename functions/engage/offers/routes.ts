import { invalidAt } from '../../../shared/domain/errors.ts';
import { parseIfMatch } from '../../../shared/domain/if-match.ts';
import { type Endpoints, type Guard, ok } from '../../../shared/runtime/http/http-handler.ts';
import { type HttpRequest, jsonOf } from '../../../shared/runtime/http/request.ts';
import { parseBudget, parseBudgetId, parseOffer, parseOfferId, parseRedemption } from './contract.ts';
import {
  addBudget,
  addOffer,
  changeBudget,
  changeOffer,
  type OfferPorts,
  offerReply,
  readBudget,
  redeemOffer,
} from './offers.ts';

/** What may be given to people, and what it may cost. */
export function offerRoutes(ports: OfferPorts, forShop: Guard): Endpoints {
  const { offers, budgets } = ports;
  const ifVersion = (request: HttpRequest) => parseIfMatch(request.headers['if-match']);
  const offerIdOf = ({ parameters }: HttpRequest) => parseOfferId(parameters['offerId']);
  const budgetIdOf = ({ parameters }: HttpRequest) => parseBudgetId(parameters['budgetId']);
  return {
    'GET /v1/offers': forShop(async () => ok({ offers: (await offers.list()).map(offerReply) })),
    'POST /v1/offers': forShop(async (request) =>
      withETag(offerReply(await addOffer(ports)(parseOffer(jsonOf(request))))),
    ),
    'GET /v1/offers/{offerId}': forShop(async (request) => withETag(offerReply(await offers.find(offerIdOf(request))))),
    'PUT /v1/offers/{offerId}': forShop(async (request) => {
      const offer = parseOffer(withId(jsonOf(request), 'offerId', offerIdOf(request)));
      return withETag(offerReply(await changeOffer(ports)(offer, ifVersion(request))));
    }),
    'DELETE /v1/offers/{offerId}': forShop(async (request) => {
      await offers.remove(offerIdOf(request));
      return { status: 204 };
    }),
    'POST /v1/offers/{offerId}/redemptions': forShop(async (request) => {
      const { claimId, costMinor } = parseRedemption(jsonOf(request));
      await redeemOffer(ports)(offerIdOf(request), claimId, costMinor);
      return { status: 204 };
    }),
    'GET /v1/budgets': forShop(async () => ok({ budgets: await budgets.list() })),
    'POST /v1/budgets': forShop(async (request) => withETag(await addBudget(ports)(parseBudget(jsonOf(request))))),
    'GET /v1/budgets/{budgetId}': forShop(async (request) => withETag(await readBudget(ports)(budgetIdOf(request)))),
    'PUT /v1/budgets/{budgetId}': forShop(async (request) => {
      const budget = parseBudget(withId(jsonOf(request), 'budgetId', budgetIdOf(request)));
      return withETag(await changeBudget(ports)(budget, ifVersion(request)));
    }),
  };
}

const withETag = <Reply extends { readonly version: number }>(reply: Reply) =>
  ok(reply, { etag: `"${reply.version}"` });

/** The path says which; the body may say so too. */
function withId(body: unknown, name: string, id: string): unknown {
  if (typeof body !== 'object' || body === null) return body;
  const said = (body as Readonly<Record<string, unknown>>)[name];
  if (said !== undefined && said !== id) throw invalidAt(`/${name}`, 'the path names another');
  return { ...body, [name]: id };
}
