import { acceptedLocales } from '../../../shared/domain/language.ts';
import { parsePage } from '../../../shared/domain/page.ts';
import type { DecisionReader } from '../../../shared/ports/decisions.ts';
import type { Identities, Suppressions } from '../../../shared/ports/people.ts';
import { refuseOwned } from '../../../shared/privacy/ownership.ts';
import { type Endpoints, type Guard, ok } from '../../../shared/runtime/http/http-handler.ts';
import type { RateLimiter } from '../../../shared/runtime/http/rate-limit.ts';
import { type HttpRequest, jsonOf, personIn } from '../../../shared/runtime/http/request.ts';
import { shopperDoor } from '../../../shared/runtime/http/shopper-door.ts';
import { wordsFor } from '../../../shared/words/languages.ts';
import { parseExportFormat } from '../privacy/contract.ts';
import { type ExportPorts, exportOf } from '../privacy/export.ts';
import { receiptOf } from '../privacy/privacy-answers.ts';
import type { PrivacyRequests } from '../privacy/privacy-requests.ts';
import { csvOf } from '../privacy/routes.ts';
import { type ChangeTraitsPorts, changeTraits } from '../profile/change-traits.ts';
import { type ConsentPorts, consentOf, stateConsent } from '../profile/consent.ts';
import { parseConsentChange, parseMarket, parseTraits } from '../profile/contract.ts';
import { type AboutMePorts, aboutMe, eraseMe, refuseSuppressed } from './about-me.ts';
import { parseSessionWish } from './contract.ts';
import { mePage, pageHeaders } from './page/page.ts';
import { exchangeLink, type SessionPorts, startSession } from './sessions.ts';

export interface MeRoutePorts extends AboutMePorts, ChangeTraitsPorts, ConsentPorts, ExportPorts, SessionPorts {
  readonly identities: Identities;
  readonly suppressions: Suppressions;
  readonly decisions: DecisionReader;
  readonly requests: PrivacyRequests;
  readonly limits: RateLimiter;
  /** Of the page: what tells our scripts from others'. */
  readonly newNonce: () => string;
}

/** What a shopper sees, corrects and says for themselves, and how the shop lets them in. */
export function meRoutes(ports: MeRoutePorts, forShop: Guard): Endpoints {
  const { decisions, requests, suppressions, identities, limits } = ports;
  const shoppers = shopperDoor(ports, refuseOwned(identities));
  const forMe = shoppers.guard;
  const mayWrite = refuseSuppressed(suppressions);
  const [start, exchange] = [startSession(ports), exchangeLink(ports)];
  const [tell, change, exportMine, eraseMine] = [
    aboutMe(ports),
    changeTraits(ports),
    exportOf(ports),
    eraseMe(requests),
  ];
  const [readConsent, writeConsent] = [consentOf(ports), stateConsent(ports, 'self')];
  return {
    'POST /v1/profiles/{profileId}/sessions': forShop(async (request) => {
      const wish = parseSessionWish(request.body === '' ? undefined : jsonOf(request));
      const reply = await start(personIn(request), wish);
      return ok(wish.purpose === 'link' ? { ...reply, link: linkOf(request, reply.token) } : reply);
    }),
    'POST /v1/me/session': async (request) => ok(await exchange(await shoppers.open(request, 'link'))),
    'GET /me': async ({ query, headers, address }) => {
      limits.take('anonymous', address);
      const words = wordsFor([query['locale'] ?? '', ...acceptedLocales(headers['accept-language'])]);
      const nonce = ports.newNonce();
      return { status: 200, headers: pageHeaders(words, nonce), text: mePage(words, nonce) };
    },
    'GET /v1/me': forMe(async (person) => ok(await tell(person))),
    'PATCH /v1/me': forMe(async (person, request) => {
      await mayWrite(person);
      await change(person, parseTraits(jsonOf(request)));
      return ok(await tell(person));
    }),
    'GET /v1/me/consent': forMe(async (person, { query }) =>
      ok(await readConsent(person, parseMarket(query['market']))),
    ),
    'PUT /v1/me/consent': forMe(async (person, request) =>
      ok(await writeConsent(person, parseConsentChange(jsonOf(request)), parseMarket(request.query['market']))),
    ),
    'GET /v1/me/decisions': forMe(async (person, { query }) => ok(await decisions.listOf(person, parsePage(query)))),
    'GET /v1/me/export': forMe(async (person, { query }) => {
      const format = parseExportFormat(query['format']);
      const part = await exportMine(person, query['cursor']);
      return format === 'csv' ? csvOf(part) : ok(part);
    }),
    'DELETE /v1/me': forMe(async (person) => ({ status: 202, body: receiptOf(await eraseMine(person)) })),
  };
}

/** In the fragment, which browsers send to nobody. API Gateway says by which protocol it was asked; the laptop has one. */
const linkOf = ({ headers }: HttpRequest, token: string): string =>
  `${headers['x-forwarded-proto'] ?? 'http'}://${headers['host']}/me#token=${token}`;
