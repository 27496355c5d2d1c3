import { invalidAt } from '../../../shared/domain/errors.ts';
import type { Documents } from '../../../shared/ports/documents.ts';
import type { HeldMessages } from '../../../shared/ports/held-messages.ts';
import type { Secrets } from '../../../shared/ports/secrets.ts';
import type { SiteMessages } from '../../../shared/ports/site-messages.ts';
import type { Clock, Ids, Log } from '../../../shared/ports/system.ts';
import { type Endpoint, type Endpoints, type Guard, ok } from '../../../shared/runtime/http/http-handler.ts';
import { jsonOf } from '../../../shared/runtime/http/request.ts';
import { readAddressee } from './addressee.ts';
import { parseDid, parseIdempotencyKey, parseMessage, parseWebhook, personIn, replyOf } from './contract.ts';
import { sendOrHold } from './hold-message.ts';
import type { MessageOutcome } from './outcomes.ts';
import { type SendPorts, sendMessage } from './send-message.ts';

export interface MessageRoutePorts extends SendPorts {
  readonly take: (outcome: MessageOutcome) => Promise<void>;
  readonly site: SiteMessages;
  readonly held: HeldMessages;
  readonly webhooks: WebhookDocuments;
  readonly secrets: Secrets;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly log: Log;
  /** Why a URL may not be called; undefined: it may. */
  readonly defectOfUrl: (url: string) => string | undefined;
  readonly publicVapidKey: () => Promise<string>;
}

/** Where the shop’s own systems are told; one. */
export type WebhookDocuments = Documents<{ readonly url: string }>;
const WEBHOOK = 'webhook';
/** How Standard Webhooks writes a secret. */
const secretText = (bytes: Uint8Array): string => `whsec_${Buffer.from(bytes).toString('base64')}`;

export const webhookUrl = async (documents: WebhookDocuments): Promise<string | undefined> =>
  (await documents.find(WEBHOOK))?.body.url;

/** Messages of the shop’s own, those that wait on its site, and where its systems are told. */
export function messageRoutes(
  ports: MessageRoutePorts,
  { forShop, forSite, forAnybody }: { readonly forShop: Guard; readonly forSite: Guard; readonly forAnybody: Guard },
): Endpoints {
  const { webhooks, secrets, clock, site } = ports;
  const send = sendOrHold({ held: ports.held, send: sendMessage(ports) });
  const addressee = readAddressee(ports);
  const webhookReply = async (url: string | undefined) => ({
    ...(url !== undefined && { url }),
    secret: secretText((await secrets.current('webhook')).bytes),
  });
  const forget: Endpoint = async () => {
    await webhooks.remove(WEBHOOK);
    return { status: 204 };
  };
  return {
    'POST /v1/messages': forShop(async (request) => {
      const { message, messageId: chosen, overridePolicy } = parseMessage(jsonOf(request));
      const key = parseIdempotencyKey(request.headers['idempotency-key']);
      const messageId = chosen ?? (key === undefined ? ports.ids.next() : `key-${ports.hash.sha256(key).slice(0, 40)}`);
      const options = overridePolicy === undefined ? {} : { overridePolicy };
      const verdict = await send({ ...message, messageId }, clock.nowMs(), options);
      if (overridePolicy !== undefined) ports.log.warn('contact policy overridden', { status: verdict.status });
      return ok(replyOf(messageId, verdict));
    }),
    'GET /v1/channels/webhook': forShop(async () => ok(await webhookReply(await webhookUrl(webhooks)))),
    'PUT /v1/channels/webhook': forShop(async (request) => {
      const { url } = parseWebhook(jsonOf(request));
      const defect = ports.defectOfUrl(url);
      if (defect !== undefined) throw invalidAt('/url', defect);
      const before = await webhooks.find(WEBHOOK);
      await webhooks.put(WEBHOOK, { url }, before?.revision ?? 0);
      return ok(await webhookReply(url));
    }),
    'DELETE /v1/channels/webhook': forShop(forget),
    'GET /v1/web-push/key': forAnybody(async () => ok({ publicKey: await ports.publicVapidKey() })),
    'GET /v1/on-site-messages': forSite(async ({ query }) => {
      const { person } = await addressee(personIn(query));
      const messages = await site.waiting(person, clock.nowMs());
      return ok({
        messages: messages.map(({ messageId, content, campaign }) => ({ messageId, ...content, ...campaign })),
      });
    }),
    'POST /v1/on-site-messages/{messageId}': forSite(async (request) => {
      const { person: named, did } = parseDid(jsonOf(request));
      const { person } = await addressee(named);
      const messageId = request.parameters['messageId'] ?? '';
      const taken = await site.take(person, messageId);
      if (taken !== undefined) {
        const properties = taken.campaign === undefined ? {} : { campaign_id: taken.campaign.campaignId };
        await ports.take({ person, messageId, channel: 'on-site', did, atMs: clock.nowMs(), properties });
      }
      return { status: 204 };
    }),
  };
}
