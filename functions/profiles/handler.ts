import { dynamoAccessKeys } from '../../shared/adapters/dynamodb/access-keys.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoIdentities } from '../../shared/adapters/dynamodb/identities.ts';
import { dynamoPersonRecords } from '../../shared/adapters/dynamodb/person-records.ts';
import { dynamoQuarantineReader } from '../../shared/adapters/dynamodb/quarantine.ts';
import { dynamoSecrets } from '../../shared/adapters/dynamodb/secrets.ts';
import { dynamoSingleUse } from '../../shared/adapters/dynamodb/single-use.ts';
import { dynamoTimelineReader } from '../../shared/adapters/dynamodb/timeline.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import { uuidIds } from '../../shared/adapters/system/ids.ts';
import { randomKey } from '../../shared/adapters/system/random-key.ts';
import { signedTexts } from '../../shared/adapters/system/signed-texts.ts';
import { parsePage } from '../../shared/domain/page.ts';
import { forOperator, keyedDoor } from '../../shared/runtime/access.ts';
import { loadConfig, rateLimits } from '../../shared/runtime/config.ts';
import { type Endpoint, httpHandler, ok } from '../../shared/runtime/http.ts';
import { lambdaLog } from '../../shared/runtime/log.ts';
import { rateLimiter } from '../../shared/runtime/rate-limit.ts';
import { type HttpRequest, type HttpResponse, jsonOf } from '../../shared/runtime/request.ts';
import { shopperDoor } from '../../shared/runtime/shopper-door.ts';
import { aboutMe, correctMe, stateConsent } from './about-me.ts';
import {
  parseCorrection,
  parseDay,
  parseExportFormat,
  parsePerson,
  parseSessionWish,
  parseStatement,
} from './contract.ts';
import { eventsAsCsv, exportOf } from './export.ts';
import { mePage, pageHeaders } from './page/page.ts';
import { localeOf } from './page/words.ts';
import { exchangeLink, startSession } from './sessions.ts';

const config = loadConfig('PEOPLE_TABLE', 'CONTROL_TABLE', 'RATE_LIMITS');
const client = dynamoClient();
const timeline = dynamoTimelineReader(client, config.PEOPLE_TABLE, systemClock);
const quarantine = dynamoQuarantineReader(client, config.PEOPLE_TABLE, systemClock);
const limits = rateLimiter(rateLimits(config, 'RATE_LIMITS'), systemClock);
const door = keyedDoor({ keys: dynamoAccessKeys(client, config.CONTROL_TABLE), clock: systemClock, limits });

/** What is known of people is for the shop's servers only. */
const forShop = (endpoint: Endpoint): Endpoint => door.guard(endpoint, 'people');

const quarantined: Endpoint = async ({ query }) =>
  ok(await quarantine.list(parseDay(query['day'], systemClock.nowMs()), parsePage(query)));

// ── Shoppers ────────────────────────────────────────────────────────────────────────────────────────

const tokens = signedTexts(dynamoSecrets(client, config.CONTROL_TABLE));
const singleUse = dynamoSingleUse(client, config.PEOPLE_TABLE);
const people = {
  timeline,
  records: dynamoPersonRecords(client, config.PEOPLE_TABLE),
  identities: dynamoIdentities(client, config.PEOPLE_TABLE),
  clock: systemClock,
};
const shoppers = shopperDoor({ tokens, clock: systemClock, limits });
const start = startSession({ tokens, clock: systemClock, ids: uuidIds });
const exchange = exchangeLink({ tokens, singleUse, clock: systemClock, ids: uuidIds });

/** In the fragment, which browsers send to nobody. API Gateway says by which protocol it was asked; the laptop has one. */
const linkOf = ({ headers }: HttpRequest, token: string): string =>
  `${headers['x-forwarded-proto'] ?? 'http'}://${headers['host']}/me#token=${token}`;

const page: Endpoint = async ({ query, headers, address }) => {
  limits.take('anonymous', address);
  const [locale, nonce] = [localeOf(query['locale'], headers['accept-language']), randomKey()];
  return { status: 200, headers: pageHeaders(locale, nonce), text: mePage(locale, nonce) };
};

const csv = (text: string, nextCursor: string | undefined): HttpResponse => ({
  status: 200,
  headers: { 'content-type': 'text/csv; charset=utf-8', ...(nextCursor && { 'next-cursor': nextCursor }) },
  text,
});

const sessionFor: Endpoint = async (request) => {
  const { parameters, query, body } = request;
  const person = parsePerson(parameters['profileId'] ?? '', query['by']);
  const wish = parseSessionWish(body === '' ? undefined : jsonOf(request));
  const reply = await start(person, wish);
  return ok(wish.purpose === 'link' ? { ...reply, link: linkOf(request, reply.token) } : reply);
};

export const handler = httpHandler(lambdaLog('profiles'), {
  'GET /v1/profiles/{profileId}/events': forShop(async ({ parameters, query }) =>
    ok(await timeline.list(parsePerson(parameters['profileId'] ?? '', query['by']), parsePage(query))),
  ),
  'POST /v1/profiles/{profileId}/sessions': forShop(sessionFor),
  'POST /v1/me/session': async (request) => ok(await exchange(await shoppers.open(request, 'link'))),
  'GET /v1/me': shoppers.guard(async (person) => ok(await aboutMe(people)(person))),
  'PATCH /v1/me': shoppers.guard(async (person, request) => {
    await correctMe(people)(person, parseCorrection(jsonOf(request)));
    return ok(await aboutMe(people)(person));
  }),
  'GET /v1/me/consent': shoppers.guard(async (person) => ok({ purposes: (await aboutMe(people)(person)).consent })),
  'PUT /v1/me/consent': shoppers.guard(async (person, request) =>
    ok({ purposes: await stateConsent(people)(person, parseStatement(jsonOf(request))) }),
  ),
  'GET /v1/me/export': shoppers.guard(async (person, { query }) => {
    const format = parseExportFormat(query['format']);
    const part = await exportOf(people)(person, query['cursor']);
    return format === 'csv' ? csv(eventsAsCsv(part.events), part.nextCursor) : ok(part);
  }),
  'GET /me': page,
  'GET /v1/events/quarantine': door.guard(quarantined, 'operate'),
  'GET /v1/operator/quarantine': forOperator(quarantined),
});
