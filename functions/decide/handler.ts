import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { dynamoAccessKeys } from '../../shared/adapters/dynamodb/access-keys.ts';
import { dynamoActionCounts } from '../../shared/adapters/dynamodb/action-counts.ts';
import { dynamoActionRecords } from '../../shared/adapters/dynamodb/action-records.ts';
import { dynamoCatalogChanges } from '../../shared/adapters/dynamodb/catalog.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoDecisionReader, dynamoDecisionWriter } from '../../shared/adapters/dynamodb/decision-records.ts';
import { dynamoDocuments } from '../../shared/adapters/dynamodb/documents.ts';
import { dynamoExchangeRates } from '../../shared/adapters/dynamodb/exchange-rates.ts';
import { dynamoIdentities } from '../../shared/adapters/dynamodb/identities.ts';
import { dynamoListedPeople } from '../../shared/adapters/dynamodb/listed-people.ts';
import { dynamoOfferClaims } from '../../shared/adapters/dynamodb/offer-claims.ts';
import { dynamoPeopleNow } from '../../shared/adapters/dynamodb/people-now.ts';
import { dynamoSecretReader, dynamoSecrets } from '../../shared/adapters/dynamodb/secrets.ts';
import { dynamoSegments } from '../../shared/adapters/dynamodb/segments.ts';
import { dynamoStandings } from '../../shared/adapters/dynamodb/standings.ts';
import { dynamoTimelineReader, dynamoTimelineWriter } from '../../shared/adapters/dynamodb/timeline.ts';
import { loadOnnxScorer } from '../../shared/adapters/onnx/scorer.ts';
import { parquetCodec } from '../../shared/adapters/parquet/codec.ts';
import { s3Client } from '../../shared/adapters/s3/client.ts';
import { s3Jobs } from '../../shared/adapters/s3/jobs.ts';
import { s3Models } from '../../shared/adapters/s3/models.ts';
import { s3Rolls } from '../../shared/adapters/s3/rolls.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import { sha256Hash } from '../../shared/adapters/system/hash.ts';
import { uuidIds } from '../../shared/adapters/system/ids.ts';
import { suppressionHashBy } from '../../shared/adapters/system/keyed-hash.ts';
import { checkedTexts } from '../../shared/adapters/system/signed-texts.ts';
import type { DecisionPoint } from '../../shared/domain/decision-point.ts';
import type { Experiment } from '../../shared/domain/experiment.ts';
import type { MarketSettings } from '../../shared/domain/market.ts';
import type { Budget, Offer } from '../../shared/domain/offer.ts';
import type { PlacementPolicy } from '../../shared/domain/placement-policy.ts';
import { type ShopLanguages, writtenIn } from '../../shared/domain/shop-languages.ts';
import { CONSENT_REGIMES } from '../../shared/privacy/consent.ts';
import { isOn, loadConfig, oneOf, positiveInteger, share } from '../../shared/runtime/config.ts';
import { limitedDoor } from '../../shared/runtime/http/access.ts';
import { httpHandler } from '../../shared/runtime/http/http-handler.ts';
import { lambdaLog } from '../../shared/runtime/log.ts';
import { refreshed } from '../../shared/runtime/refreshed.ts';
import { withSteps } from '../../shared/runtime/with-steps.ts';
import { readAbroad } from './abroad.ts';
import { noClaims } from './actions/offers-now.ts';
import { actionRoutes } from './actions/routes.ts';
import { loadActions } from './actions/served-points.ts';
import { explanationRoutes } from './explanation/routes.ts';
import { jobRoutes } from './jobs/routes.ts';
import { workJobs } from './jobs/work-jobs.ts';
import { storedPolicies } from './placement-policies.ts';
import { decideRoutes } from './routes.ts';
import { runningExperiments } from './running-experiments.ts';
import { servedRecommender } from './served-recommender.ts';
import { newestStockDemand } from './stock-demand.ts';

const config = loadConfig(
  'PEOPLE_TABLE',
  'CATALOG_TABLE',
  'CONTROL_TABLE',
  'MODEL_BUCKET',
  'SNAPSHOT_BUCKET',
  'REFRESH_SECONDS',
  'EXPLORATION_SHARE',
  'STOCK_SHARE',
  'RATE_LIMITS',
  'CONSENT_REGIME',
  'RECEIPTS',
  'DECISION_DAYS',
  'HISTORY_DAYS',
  'HOLDOUT_SHARE',
);
const log = lambdaLog('decide');
const dynamo = dynamoClient();
const { door, limits } = limitedDoor(config, dynamoAccessKeys(dynamo, config.CONTROL_TABLE), systemClock);
const s3 = s3Client();
const versions = { models: s3Models(s3, config.MODEL_BUCKET), loadScorer: loadOnnxScorer, hash: sha256Hash };
const served = servedRecommender(
  {
    ...versions,
    changes: dynamoCatalogChanges(dynamo, config.CATALOG_TABLE),
    experiments: runningExperiments(dynamoDocuments<Experiment>(dynamo, config.CONTROL_TABLE, 'EXPERIMENT')),
    policies: storedPolicies({
      documents: dynamoDocuments<PlacementPolicy>(dynamo, config.CONTROL_TABLE, 'PLACEMENT'),
      log,
    }),
    abroad: readAbroad({
      markets: dynamoDocuments<MarketSettings>(dynamo, config.CONTROL_TABLE, 'MARKET'),
      rates: dynamoExchangeRates(dynamo, config.CONTROL_TABLE),
      clock: systemClock,
    }),
    language: writtenIn(dynamoDocuments<ShopLanguages>(dynamo, config.CONTROL_TABLE, 'LANGUAGES')),
    stock: { demand: newestStockDemand(versions.models), share: share(config, 'STOCK_SHARE') },
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

const pointDocuments = dynamoDocuments<DecisionPoint>(dynamo, config.CONTROL_TABLE, 'POINT');
const counts = dynamoActionCounts(dynamo, config.CONTROL_TABLE, systemClock);
const policies = s3Models(s3, config.MODEL_BUCKET, 'policies');
const keyedHash = suppressionHashBy(dynamoSecrets(dynamo, config.CONTROL_TABLE, systemClock));
const decisionDays = positiveInteger(config, 'DECISION_DAYS');
const actionPorts = {
  ...ports,
  actions: refreshed(
    loadActions({
      points: pointDocuments,
      offers: dynamoDocuments<Offer>(dynamo, config.CONTROL_TABLE, 'OFFER'),
      budgets: dynamoDocuments<Budget>(dynamo, config.CONTROL_TABLE, 'BUDGET'),
      policies,
      counts,
      hash: sha256Hash,
      log,
    }),
    positiveInteger(config, 'REFRESH_SECONDS') * 1000,
    { clock: systemClock, log },
  ),
  people: dynamoPeopleNow(dynamo, config.PEOPLE_TABLE, systemClock),
  // What is not on record could never be taken up.
  claims: isOn(config, 'RECEIPTS')
    ? dynamoOfferClaims(dynamo, { people: config.PEOPLE_TABLE, control: config.CONTROL_TABLE })
    : noClaims,
  keyedHash,
  holdoutShare: share(config, 'HOLDOUT_SHARE'),
  pointDocuments,
  policies,
  counts,
  timelineWriter: dynamoTimelineWriter(
    dynamo,
    config.PEOPLE_TABLE,
    positiveInteger(config, 'HISTORY_DAYS'),
    systemClock,
  ),
  standings: dynamoStandings(dynamo, config.PEOPLE_TABLE, keyedHash),
  ...(isOn(config, 'RECEIPTS') && {
    actionRecords: { store: dynamoActionRecords(dynamo, config.PEOPLE_TABLE, decisionDays, systemClock), log },
  }),
};

const settings = {
  explorationShare: share(config, 'EXPLORATION_SHARE'),
  holdoutShare: share(config, 'HOLDOUT_SHARE'),
};
const jobPorts = {
  ...actionPorts,
  jobs: s3Jobs(s3, config.SNAPSHOT_BUCKET),
  openJobs: dynamoDocuments<{ readonly createdAtMs: number }>(dynamo, config.CONTROL_TABLE, 'JOB'),
};

const http = httpHandler(log, {
  ...decideRoutes(ports, settings, door.guard('decide')),
  ...actionRoutes(actionPorts, door.guard('decide')),
  ...jobRoutes(jobPorts, door.guard('decide')),
  ...explanationRoutes(
    {
      ...versions,
      ...actionPorts,
      served,
      decisions: dynamoDecisionReader(dynamo, config.PEOPLE_TABLE, systemClock),
      identities: dynamoIdentities(dynamo, config.PEOPLE_TABLE),
      tokens: checkedTexts(dynamoSecretReader(dynamo, config.CONTROL_TABLE, systemClock)),
      clock: systemClock,
      limits,
    },
    door,
  ),
});

export const handler = withSteps<APIGatewayProxyEventV2>(http, {
  jobs: workJobs({
    ...jobPorts,
    rolls: s3Rolls(s3, config.SNAPSHOT_BUCKET, parquetCodec),
    listed: dynamoListedPeople(dynamo, { table: config.PEOPLE_TABLE, clock: systemClock, hashOf: keyedHash }),
    segments: dynamoSegments(dynamo, config.CONTROL_TABLE),
    settings,
    hash: sha256Hash,
    log,
  }),
});
