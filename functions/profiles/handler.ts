import { dynamoAccessKeys } from '../../shared/adapters/dynamodb/access-keys.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoDecisionReader } from '../../shared/adapters/dynamodb/decision-records.ts';
import { dynamoPersonFlags } from '../../shared/adapters/dynamodb/flags.ts';
import { dynamoIdentities } from '../../shared/adapters/dynamodb/identities.ts';
import { dynamoLinkedRecords } from '../../shared/adapters/dynamodb/linked-records.ts';
import { dynamoPersonRecords } from '../../shared/adapters/dynamodb/person-records.ts';
import { dynamoPersonalRows } from '../../shared/adapters/dynamodb/personal-rows.ts';
import { dynamoRequestLedger } from '../../shared/adapters/dynamodb/privacy-requests.ts';
import { dynamoQuarantineReader, dynamoQuarantineRemoval } from '../../shared/adapters/dynamodb/quarantine.ts';
import { dynamoSecrets } from '../../shared/adapters/dynamodb/secrets.ts';
import { dynamoSingleUse } from '../../shared/adapters/dynamodb/single-use.ts';
import { dynamoStoredProfiles } from '../../shared/adapters/dynamodb/stored-profiles.ts';
import { dynamoSuppressions } from '../../shared/adapters/dynamodb/suppressions.ts';
import { dynamoTimelineReader, dynamoTimelineWriter } from '../../shared/adapters/dynamodb/timeline.ts';
import { s3Client } from '../../shared/adapters/s3/client.ts';
import { s3QualityReports } from '../../shared/adapters/s3/quality-reports.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import { ed25519PublicKey } from '../../shared/adapters/system/ed25519.ts';
import { sha256Hash } from '../../shared/adapters/system/hash.ts';
import { uuidIds } from '../../shared/adapters/system/ids.ts';
import { keyedHash } from '../../shared/adapters/system/keyed-hash.ts';
import { randomKey } from '../../shared/adapters/system/random-key.ts';
import { signedTexts } from '../../shared/adapters/system/signed-texts.ts';
import type { PersonRef } from '../../shared/domain/event.ts';
import { parsePage } from '../../shared/domain/page.ts';
import { parsePrivacyRequest } from '../../shared/domain/privacy-request.ts';
import { CONSENT_REGIMES } from '../../shared/privacy/consent.ts';
import { refuseOwned } from '../../shared/privacy/ownership.ts';
import { forOperator, keyedDoor } from '../../shared/runtime/access.ts';
import { loadConfig, oneOf, positiveInteger, rateLimits } from '../../shared/runtime/config.ts';
import { type Endpoint, httpHandler, ok } from '../../shared/runtime/http.ts';
import { lambdaLog } from '../../shared/runtime/log.ts';
import { rateLimiter } from '../../shared/runtime/rate-limit.ts';
import { type HttpRequest, type HttpResponse, jsonOf } from '../../shared/runtime/request.ts';
import { shopperDoor } from '../../shared/runtime/shopper-door.ts';
import { aboutMe, eraseMe, refuseSuppressed } from './about-me.ts';
import { changeTraits } from './change-traits.ts';
import { consentOf, stateConsent } from './consent.ts';
import {
  parseConsentChange,
  parseDay,
  parseExportFormat,
  parseFlag,
  parseMarket,
  parseMerge,
  parsePerson,
  parseSessionWish,
  parseTraits,
} from './contract.ts';
import { decisionOf } from './decisions.ts';
import { eventsAsCsv, exportOf } from './export.ts';
import { sayFlag } from './flags.ts';
import { GPC_SUPPORT } from './gpc.ts';
import { mergeProfiles } from './merge-profiles.ts';
import { mePage, pageHeaders } from './page/page.ts';
import { localeOf } from './page/words.ts';
import { receiptOf, statusOf } from './privacy-answers.ts';
import { privacyRequests } from './privacy-requests.ts';
import { qualityReport } from './quality.ts';
import { readProfile } from './read-profile.ts';
import { exchangeLink, startSession } from './sessions.ts';

const config = loadConfig(
  'PEOPLE_TABLE',
  'CONTROL_TABLE',
  'SNAPSHOT_BUCKET',
  'HISTORY_DAYS',
  'QUARANTINE_DAYS',
  'RATE_LIMITS',
  'CONSENT_REGIME',
);
const client = dynamoClient();
const timeline = dynamoTimelineReader(client, config.PEOPLE_TABLE, systemClock);
const quarantine = dynamoQuarantineReader(client, config.PEOPLE_TABLE, systemClock);
const limits = rateLimiter(rateLimits(config, 'RATE_LIMITS'), systemClock);
const door = keyedDoor({ keys: dynamoAccessKeys(client, config.CONTROL_TABLE), clock: systemClock, limits });

const flags = dynamoPersonFlags(client, config.PEOPLE_TABLE, systemClock);
const reports = s3QualityReports(s3Client(), config.SNAPSHOT_BUCKET);
const people = {
  timeline,
  records: dynamoPersonRecords(client, config.PEOPLE_TABLE),
  identities: dynamoIdentities(client, config.PEOPLE_TABLE),
  clock: systemClock,
};

// ── Privacy requests ────────────────────────────────────────────────────────────────────────────────

const secrets = dynamoSecrets(client, config.CONTROL_TABLE);
const suppressionHash = async (text: string) => keyedHash((await secrets.current('suppression')).bytes, text);
const suppressions = dynamoSuppressions(client, config.PEOPLE_TABLE, suppressionHash);
const rows = dynamoPersonalRows(client, config.PEOPLE_TABLE, systemClock);
const requests = privacyRequests({
  ...people,
  ledger: dynamoRequestLedger(client, config.PEOPLE_TABLE, systemClock),
  suppressions,
  rows,
  quarantine: dynamoQuarantineRemoval(
    client,
    config.PEOPLE_TABLE,
    positiveInteger(config, 'QUARANTINE_DAYS'),
    systemClock,
  ),
  keyedHash: suppressionHash,
  ids: uuidIds,
  hash: sha256Hash,
});

const regime = oneOf(config, 'CONSENT_REGIME', CONSENT_REGIMES);
const consentPorts = {
  ...people,
  linked: dynamoLinkedRecords(client, config.PEOPLE_TABLE),
  suppressions,
  regime,
};
const readConsent = consentOf(consentPorts);
const writeConsent = stateConsent(consentPorts, 'api');
const writeOwnConsent = stateConsent(consentPorts, 'self');

const decisions = dynamoDecisionReader(client, config.PEOPLE_TABLE, systemClock);
const recordOf = decisionOf(decisions);
const read = readProfile({ ...people, people: dynamoStoredProfiles(client, config.PEOPLE_TABLE, systemClock), regime });
const change = changeTraits({ ...people, read });
const merge = mergeProfiles({
  ...people,
  timeline: dynamoTimelineWriter(client, config.PEOPLE_TABLE, positiveInteger(config, 'HISTORY_DAYS'), systemClock),
  ids: uuidIds,
});

const personOf = ({ parameters, query }: HttpRequest) => parsePerson(parameters['profileId'] ?? '', query['by']);

/** What is known of people is for the shop's servers only. */
const forShop = (endpoint: Endpoint): Endpoint => door.guard(endpoint, 'people');

/** What is kept of the traffic, and whom the night took for a bot. */
const forOperations = (endpoint: Endpoint): Endpoint => door.guard(endpoint, 'operate');

/** What persons ask about their data. */
const forPrivacy = (endpoint: Endpoint): Endpoint => door.guard(endpoint, 'privacy');

const quarantined: Endpoint = async ({ query }) =>
  ok(await quarantine.list(parseDay(query['day'], systemClock.nowMs()), parsePage(query)));

// ── Shoppers ────────────────────────────────────────────────────────────────────────────────────────

const tokens = signedTexts(secrets);
const singleUse = dynamoSingleUse(client, config.PEOPLE_TABLE);
const aboutThem = aboutMe({ timeline, read });
const exportMine = exportOf({ ...people, rows });
const eraseMine = eraseMe(requests);
const mayAsk = refuseOwned(people.identities);
const mayWrite = refuseSuppressed(suppressions);
const shoppers = shopperDoor({ tokens, clock: systemClock, limits });
const start = startSession({ tokens, clock: systemClock, ids: uuidIds });
const exchange = exchangeLink({ tokens, singleUse, clock: systemClock, ids: uuidIds });

/** What a session opens, for its own person. */
const forMe = (endpoint: (person: PersonRef, request: HttpRequest) => Promise<HttpResponse>): Endpoint =>
  shoppers.guard(async (person, request) => {
    await mayAsk(person);
    return endpoint(person, request);
  });

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
  const wish = parseSessionWish(request.body === '' ? undefined : jsonOf(request));
  const reply = await start(personOf(request), wish);
  return ok(wish.purpose === 'link' ? { ...reply, link: linkOf(request, reply.token) } : reply);
};

const dayOf = ({ query }: HttpRequest) => parseDay(query['day'], systemClock.nowMs());

export const handler = httpHandler(lambdaLog('profiles'), {
  'GET /v1/profiles/{profileId}': forShop(async (request) => ok(await read(personOf(request)))),
  'PATCH /v1/profiles/{profileId}': forShop(async (request) =>
    ok(await change(personOf(request), parseTraits(jsonOf(request)))),
  ),
  'GET /v1/profiles/{profileId}/segments': forShop(async (request) => {
    const { profileId, segments, asOf } = await read(personOf(request));
    return ok({ profileId, segments, asOf });
  }),
  'GET /v1/profiles/{profileId}/predictions': forShop(async (request) => {
    const { profileId, predictions, asOf } = await read(personOf(request));
    return ok({ profileId, predictions, asOf });
  }),
  'GET /v1/profiles/{profileId}/devices': forShop(async (request) => {
    const { profileId, devices } = await read(personOf(request));
    return ok({ profileId, devices });
  }),
  'POST /v1/profiles:merge': forShop(async (request) => ok(await merge(parseMerge(jsonOf(request))))),
  'GET /v1/profiles/{profileId}/events': forShop(async (request) =>
    ok(await timeline.list(personOf(request), parsePage(request.query))),
  ),
  'POST /v1/profiles/{profileId}/sessions': forShop(sessionFor),
  'POST /v1/me/session': async (request) => ok(await exchange(await shoppers.open(request, 'link'))),
  'GET /v1/me': forMe(async (person) => ok(await aboutThem(person))),
  'PATCH /v1/me': forMe(async (person, request) => {
    await mayWrite(person);
    await change(person, parseTraits(jsonOf(request)));
    return ok(await aboutThem(person));
  }),
  'GET /v1/me/consent': forMe(async (person, { query }) => ok(await readConsent(person, parseMarket(query['market'])))),
  'PUT /v1/me/consent': forMe(async (person, request) =>
    ok(await writeOwnConsent(person, parseConsentChange(jsonOf(request)), parseMarket(request.query['market']))),
  ),
  'GET /v1/me/decisions': forMe(async (person, { query }) => ok(await decisions.listOf(person, parsePage(query)))),
  'GET /v1/me/export': forMe(async (person, { query }) => {
    const format = parseExportFormat(query['format']);
    const part = await exportMine(person, query['cursor']);
    return format === 'csv' ? csv(eventsAsCsv(part.events), part.nextCursor) : ok(part);
  }),
  'DELETE /v1/me': forMe(async (person) => ({ status: 202, body: receiptOf(await eraseMine(person)) })),
  'GET /me': page,
  'GET /v1/events/quarantine': forOperations(quarantined),
  'GET /v1/operator/quarantine': forOperator(quarantined),
  'POST /v1/privacy/requests': forPrivacy(async (request) => {
    const asked = parsePrivacyRequest(jsonOf(request));
    const taken = await requests.ask(asked, request.headers['idempotency-key']);
    return { status: asked.openDsr ? 201 : 202, body: receiptOf(taken) };
  }),
  'GET /v1/privacy/requests/{requestId}': forPrivacy(async ({ parameters }) =>
    ok(statusOf(await requests.find(parameters['requestId'] ?? ''))),
  ),
  'GET /v1/privacy/requests/{requestId}/result': forPrivacy(async ({ parameters, query }) => {
    const result = await requests.result(parameters['requestId'] ?? '', query['cursor']);
    return parseExportFormat(query['format']) === 'csv'
      ? csv(eventsAsCsv(result.events), result.nextCursor)
      : ok(result);
  }),
  // Open to all: who holds a certificate may be anybody.
  'GET /v1/privacy/keys': async () =>
    ok({
      keys: (await secrets.all('certificate')).map(({ epoch, bytes }) => ({
        epoch,
        algorithm: 'Ed25519',
        publicKey: ed25519PublicKey(bytes),
      })),
    }),
  'GET /v1/profiles/{profileId}/consent': forShop(async (request) =>
    ok(await readConsent(personOf(request), parseMarket(request.query['market']))),
  ),
  'PUT /v1/profiles/{profileId}/consent': forShop(async (request) =>
    ok(
      await writeConsent(personOf(request), parseConsentChange(jsonOf(request)), parseMarket(request.query['market'])),
    ),
  ),
  'GET /.well-known/gpc.json': async () => ok(GPC_SUPPORT),
  'GET /v1/decisions/{decisionId}': forShop(async ({ parameters }) =>
    ok(await recordOf(parameters['decisionId'] ?? '')),
  ),
  'GET /v1/profiles/{profileId}/decisions': forShop(async (request) =>
    ok(await decisions.listOf(personOf(request), parsePage(request.query))),
  ),
  'PUT /v1/profiles/{profileId}/flag': forOperations(async (request) =>
    ok(await sayFlag(flags, systemClock)(personOf(request), parseFlag(jsonOf(request)).verdict)),
  ),
  'DELETE /v1/profiles/{profileId}/flag': forOperations(async (request) => {
    await flags.remove(personOf(request));
    return { status: 204 };
  }),
  'GET /v1/anomalies': forOperations(async (request) => ok(await flags.list(dayOf(request), parsePage(request.query)))),
  'GET /v1/reports/quality': forOperations(async (request) => ok(await qualityReport(reports)(dayOf(request)))),
});
