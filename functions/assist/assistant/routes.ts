import { NotFoundError } from '../../../shared/domain/errors.ts';
import { type FaqContent, parseFaqContent, parseFaqId } from '../../../shared/domain/faq.ts';
import { parseIfMatch } from '../../../shared/domain/if-match.ts';
import { parsePage } from '../../../shared/domain/page.ts';
import { type IntentContent, parseIntentContent, parseIntentName } from '../../../shared/domain/shop-intent.ts';
import type { Documents } from '../../../shared/ports/documents.ts';
import type { Identities } from '../../../shared/ports/people.ts';
import { refuseOwned } from '../../../shared/privacy/ownership.ts';
import { bearerOf, type Door } from '../../../shared/runtime/http/access.ts';
import { type Endpoints, ok } from '../../../shared/runtime/http/http-handler.ts';
import { type HttpRequest, jsonOf } from '../../../shared/runtime/http/request.ts';
import { type ShopperDoorPorts, shopperDoor } from '../../../shared/runtime/http/shopper-door.ts';
import { type AssistantPorts, answerMessage } from './answer-message.ts';
import { deviceOf, parseConversationId, parseHandoffStatus, parseMessage, parseRating } from './contract.ts';
import type { Asker } from './draft.ts';
import { type HandoffPorts, listHandoffs, readHandoff, resolveHandoff } from './handoffs.ts';
import { type LearntIntentPorts, learntIntents } from './learnt-intents.ts';
import { rateAnswer } from './rate-answer.ts';
import { saidDocuments } from './said-documents.ts';

export interface AssistantRoutePorts extends AssistantPorts, HandoffPorts, ShopperDoorPorts, LearntIntentPorts {
  readonly conversations: AssistantPorts['conversations'];
  readonly faq: Documents<FaqContent>;
  readonly shopIntents: Documents<IntentContent>;
  readonly identities: Pick<Identities, 'ownerOf'>;
}

const MOST_ENTRIES = 2000;
const MOST_INTENTS = 200;
const RESOLVE = /^(.*):resolve$/s;

/** What shoppers ask, what the shop knows, and what its staff takes over. */
export function assistantRoutes(ports: AssistantRoutePorts, door: Door): Endpoints {
  const [answer, rate] = [answerMessage(ports), rateAnswer(ports)];
  const [list, read, resolve] = [listHandoffs(ports), readHandoff(ports), resolveHandoff(ports)];
  const faq = saidDocuments(ports.faq, { what: 'entry', most: MOST_ENTRIES });
  const intents = saidDocuments(ports.shopIntents, { what: 'intent', most: MOST_INTENTS });
  const learnt = learntIntents(ports);
  const [forShop, forStaff] = [door.guard('engage'), door.guard('people')];
  const asking = askers(ports, door);
  const entryIdOf = ({ parameters }: HttpRequest) => parseFaqId(parameters['entryId']);
  const nameOf = ({ parameters }: HttpRequest) => parseIntentName(parameters['name']);
  const over = ({ headers }: HttpRequest) => parseIfMatch(headers['if-match']);
  return {
    'POST /v1/assistant/messages': asking(async (asker, request) => {
      const message = parseMessage(jsonOf(request));
      return ok(await answer(asker(message), message));
    }),
    'POST /v1/assistant/messages/{messageId}/rating': asking(async (asker, request) => {
      const rating = parseRating(jsonOf(request));
      await rate(asker(rating), request.parameters['messageId'] ?? '', rating);
      return { status: 204 };
    }),
    'GET /v1/conversations': forStaff(async ({ query }) => {
      const { status, ...page } = query;
      return ok(await list(parseHandoffStatus(status), parsePage(page)));
    }),
    'GET /v1/conversations/{conversationId}': forStaff(async ({ parameters }) =>
      ok(await read(parseConversationId(parameters['conversationId']))),
    ),
    'POST /v1/conversations/{conversationId}': forStaff(async ({ parameters }) => {
      const [, conversationId] = RESOLVE.exec(parameters['conversationId'] ?? '') ?? [];
      if (conversationId === undefined) throw new NotFoundError('of a conversation there is {conversationId}:resolve');
      return ok(await resolve(parseConversationId(conversationId)));
    }),
    'GET /v1/faq': forShop(async () =>
      ok({ entries: (await faq.list()).map(({ id, ...it }) => ({ ...it, entryId: id })) }),
    ),
    'GET /v1/faq/{entryId}': forShop(async (request) => {
      const entryId = entryIdOf(request);
      return withETag({ ...(await faq.find(entryId)), entryId });
    }),
    'PUT /v1/faq/{entryId}': forShop(async (request) => {
      const entryId = entryIdOf(request);
      return withETag({ ...(await faq.put(entryId, parseFaqContent(jsonOf(request)), over(request))), entryId });
    }),
    'DELETE /v1/faq/{entryId}': forShop(async (request) => {
      await faq.remove(entryIdOf(request));
      return { status: 204 };
    }),
    'GET /v1/intents': forShop(async () =>
      ok({ intents: (await intents.list()).map(({ id, ...it }) => ({ ...it, name: id })), served: await learnt() }),
    ),
    'GET /v1/intents/{name}': forShop(async (request) => {
      const name = nameOf(request);
      return withETag({ ...(await intents.find(name)), name });
    }),
    'PUT /v1/intents/{name}': forShop(async (request) => {
      const name = nameOf(request);
      return withETag({ ...(await intents.put(name, parseIntentContent(name, jsonOf(request)), over(request))), name });
    }),
    'DELETE /v1/intents/{name}': forShop(async (request) => {
      await intents.remove(nameOf(request));
      return { status: 204 };
    }),
  };
}

const withETag = <Reply extends { readonly version: number }>(reply: Reply) =>
  ok(reply, { etag: `"${reply.version}"` });

/** Who asks, once it is known what they say of their device. */
type AskerOf = (said: { readonly anonymousId?: string | undefined }) => Asker;

/** A shopper by their session, or a device by a key that opens for events: the request itself names nobody else. */
function askers(ports: AssistantRoutePorts, door: Door) {
  const shoppers = shopperDoor(ports, refuseOwned(ports.identities));
  return (endpoint: (asker: AskerOf, request: HttpRequest) => ReturnType<Endpoints[string]>): Endpoints[string] => {
    const forShopper = shoppers.guard((person, request) =>
      endpoint(() => ({ person, isAuthenticated: true }), request),
    );
    const forDevice = door.guard('capture')((request) =>
      endpoint((said) => ({ person: { anonymousId: deviceOf(said) }, isAuthenticated: false }), request),
    );
    return (request) => (isToken(bearerOf(request)) ? forShopper(request) : forDevice(request));
  };
}

/** Tokens have three parts, and keys one. */
const isToken = (text: string | undefined): boolean => text?.split('.').length === 3;
