import { dynamoAccessKeys } from '../../shared/adapters/dynamodb/access-keys.ts';
import { dynamoCatalogChanges } from '../../shared/adapters/dynamodb/catalog.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoDecisionReader, dynamoDecisionWriter } from '../../shared/adapters/dynamodb/decision-records.ts';
import { dynamoIdentities } from '../../shared/adapters/dynamodb/identities.ts';
import { dynamoSecretReader } from '../../shared/adapters/dynamodb/secrets.ts';
import { dynamoTimelineReader } from '../../shared/adapters/dynamodb/timeline.ts';
import { loadOnnxScorer } from '../../shared/adapters/onnx/scorer.ts';
import { s3Client } from '../../shared/adapters/s3/client.ts';
import { s3Models } from '../../shared/adapters/s3/models.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import { sha256Hash } from '../../shared/adapters/system/hash.ts';
import { uuidIds } from '../../shared/adapters/system/ids.ts';
import { checkedTexts } from '../../shared/adapters/system/signed-texts.ts';
import { CONSENT_REGIMES } from '../../shared/privacy/consent.ts';
import { refuseOwned } from '../../shared/privacy/ownership.ts';
import { keyedDoor } from '../../shared/runtime/access.ts';
import { isOn, loadConfig, oneOf, positiveInteger, rateLimits, share } from '../../shared/runtime/config.ts';
import { httpHandler, ok } from '../../shared/runtime/http.ts';
import { lambdaLog } from '../../shared/runtime/log.ts';
import { rateLimiter } from '../../shared/runtime/rate-limit.ts';
import { type HttpRequest, jsonOf } from '../../shared/runtime/request.ts';
import { shopperDoor } from '../../shared/runtime/shopper-door.ts';
import { parseDecisionRequest, parseRankingRequest } from './contract.ts';
import { decide } from './decide.ts';
import { explain } from './explanation/explain.ts';
import { findDecision, findOwnDecision } from './explanation/find-decision.ts';
import { rank } from './rank.ts';
import { servedRecommender } from './served-recommender.ts';
import { transparency } from './transparency.ts';

const config = loadConfig(
  'PEOPLE_TABLE',
  'CATALOG_TABLE',
  'CONTROL_TABLE',
  'MODEL_BUCKET',
  'REFRESH_SECONDS',
  'EXPLORATION_SHARE',
  'RATE_LIMITS',
  'CONSENT_REGIME',
  'RECEIPTS',
  'DECISION_DAYS',
);
const log = lambdaLog('decide');
const dynamo = dynamoClient();
const limits = rateLimiter(rateLimits(config, 'RATE_LIMITS'), systemClock);
const door = keyedDoor({ keys: dynamoAccessKeys(dynamo, config.CONTROL_TABLE), clock: systemClock, limits });
const models = s3Models(s3Client(), config.MODEL_BUCKET);
const served = servedRecommender(
  {
    models,
    loadScorer: loadOnnxScorer,
    changes: dynamoCatalogChanges(dynamo, config.CATALOG_TABLE),
    hash: sha256Hash,
    clock: systemClock,
    log,
  },
  positiveInteger(config, 'REFRESH_SECONDS') * 1000,
);
const ports = {
  timeline: dynamoTimelineReader(dynamo, config.PEOPLE_TABLE, systemClock),
  regime: oneOf(config, 'CONSENT_REGIME', CONSENT_REGIMES),
  served,
  clock: systemClock,
  ids: uuidIds,
  ...(isOn(config, 'RECEIPTS') && {
    records: {
      writer: dynamoDecisionWriter(dynamo, config.PEOPLE_TABLE, positiveInteger(config, 'DECISION_DAYS')),
      log,
    },
  }),
};
const explorationShare = share(config, 'EXPLORATION_SHARE');
const decideFor = decide(ports, { explorationShare });
const rankFor = rank(ports);

const explained = explain({ models, loadScorer: loadOnnxScorer, hash: sha256Hash, served });
const identities = dynamoIdentities(dynamo, config.PEOPLE_TABLE);
const kept = { decisions: dynamoDecisionReader(dynamo, config.PEOPLE_TABLE, systemClock), identities };
const find = findDecision(kept);
const findOwn = findOwnDecision(kept);

// A shopper's token is checked here and made elsewhere.
const tokens = checkedTexts(dynamoSecretReader(dynamo, config.CONTROL_TABLE));
const shoppers = shopperDoor({ tokens, clock: systemClock, limits });
const mayAsk = refuseOwned(identities);

const decisionIdOf = ({ parameters }: HttpRequest): string => parameters['decisionId'] ?? '';
const localeOf = ({ query }: HttpRequest): string => query['locale'] ?? 'en';

const tellTransparency = transparency({ ...ports, explorationShare });

export const handler = httpHandler(log, {
  'GET /transparency': async () => ok(await tellTransparency()),
  'POST /v1/recommendations': door.guard(
    async (request) => ok(await decideFor(parseDecisionRequest(jsonOf(request)))),
    'decide',
  ),
  'POST /v1/rankings': door.guard(async (request) => ok(await rankFor(parseRankingRequest(jsonOf(request)))), 'decide'),
  'GET /v1/decisions/{decisionId}/explanation': door.guard(
    async (request) => ok(await explained(await find(decisionIdOf(request)), localeOf(request))),
    'decide',
  ),
  'GET /v1/me/decisions/{decisionId}/explanation': shoppers.guard(async (person, request) => {
    await mayAsk(person);
    return ok(await explained(await findOwn(person, decisionIdOf(request)), localeOf(request)));
  }),
});
