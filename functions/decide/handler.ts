import { dynamoAccessKeys } from '../../shared/adapters/dynamodb/access-keys.ts';
import { dynamoCatalogChanges } from '../../shared/adapters/dynamodb/catalog.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoDecisionReader, dynamoDecisionWriter } from '../../shared/adapters/dynamodb/decision-records.ts';
import { dynamoDocuments } from '../../shared/adapters/dynamodb/documents.ts';
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
import type { Experiment } from '../../shared/domain/experiment.ts';
import type { PlacementPolicy } from '../../shared/domain/placement-policy.ts';
import { CONSENT_REGIMES } from '../../shared/privacy/consent.ts';
import { isOn, loadConfig, oneOf, positiveInteger, share } from '../../shared/runtime/config.ts';
import { limitedDoor } from '../../shared/runtime/http/access.ts';
import { httpHandler } from '../../shared/runtime/http/http-handler.ts';
import { lambdaLog } from '../../shared/runtime/log.ts';
import { explanationRoutes } from './explanation/routes.ts';
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
  'REFRESH_SECONDS',
  'EXPLORATION_SHARE',
  'STOCK_SHARE',
  'RATE_LIMITS',
  'CONSENT_REGIME',
  'RECEIPTS',
  'DECISION_DAYS',
  'HOLDOUT_SHARE',
);
const log = lambdaLog('decide');
const dynamo = dynamoClient();
const { door, limits } = limitedDoor(config, dynamoAccessKeys(dynamo, config.CONTROL_TABLE), systemClock);
const versions = { models: s3Models(s3Client(), config.MODEL_BUCKET), loadScorer: loadOnnxScorer, hash: sha256Hash };
const served = servedRecommender(
  {
    ...versions,
    changes: dynamoCatalogChanges(dynamo, config.CATALOG_TABLE),
    experiments: runningExperiments(dynamoDocuments<Experiment>(dynamo, config.CONTROL_TABLE, 'EXPERIMENT')),
    policies: storedPolicies({
      documents: dynamoDocuments<PlacementPolicy>(dynamo, config.CONTROL_TABLE, 'PLACEMENT'),
      log,
    }),
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

export const handler = httpHandler(log, {
  ...decideRoutes(
    ports,
    { explorationShare: share(config, 'EXPLORATION_SHARE'), holdoutShare: share(config, 'HOLDOUT_SHARE') },
    door.guard('decide'),
  ),
  ...explanationRoutes(
    {
      ...versions,
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
