import type { Secrets } from '../../../shared/ports/secrets.ts';
import { type Endpoints, type Guard, ok } from '../../../shared/runtime/http/http-handler.ts';
import { type HttpResponse, jsonOf } from '../../../shared/runtime/http/request.ts';
import { parseExportFormat, parsePrivacyRequest } from './contract.ts';
import { eventsAsCsv, type PersonExport } from './export.ts';
import { GPC_SUPPORT } from './gpc.ts';
import { receiptOf, statusOf } from './privacy-answers.ts';
import type { PrivacyRequests } from './privacy-requests.ts';

export interface PrivacyRoutePorts {
  readonly requests: PrivacyRequests;
  readonly secrets: Secrets;
  /** Of a certificate's secret key. */
  readonly publicKeyOf: (secret: Uint8Array) => string;
}

/** What is asked in persons' names, and what anybody may know of how it is answered. */
export function privacyRoutes({ requests, secrets, publicKeyOf }: PrivacyRoutePorts, forPrivacy: Guard): Endpoints {
  return {
    'POST /v1/privacy/requests': forPrivacy(async (request) => {
      const asked = parsePrivacyRequest(jsonOf(request));
      const taken = await requests.ask(asked, request.headers['idempotency-key']);
      return { status: asked.openDsr ? 201 : 202, body: receiptOf(taken) };
    }),
    'GET /v1/privacy/requests/{requestId}': forPrivacy(async ({ parameters }) =>
      ok(statusOf(await requests.find(parameters['requestId'] ?? ''))),
    ),
    'GET /v1/privacy/requests/{requestId}/result': forPrivacy(async ({ parameters, query }) => {
      const part = await requests.result(parameters['requestId'] ?? '', query['cursor']);
      return parseExportFormat(query['format']) === 'csv' ? csvOf(part) : ok(part);
    }),
    // Open to all: who holds a certificate may be anybody.
    'GET /v1/privacy/keys': async () => {
      const known = await secrets.all('certificate');
      return ok({
        keys: known.map(({ epoch, bytes }) => ({ epoch, algorithm: 'Ed25519', publicKey: publicKeyOf(bytes) })),
      });
    },
    'GET /.well-known/gpc.json': async () => ok(GPC_SUPPORT),
  };
}

/** The events of a part of an export; where the rest begins stands in a header. */
export const csvOf = ({ events, nextCursor }: PersonExport): HttpResponse => ({
  status: 200,
  headers: { 'content-type': 'text/csv; charset=utf-8', ...(nextCursor && { 'next-cursor': nextCursor }) },
  text: eventsAsCsv(events),
});
