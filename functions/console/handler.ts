import { dynamoAccessKeys } from '../../shared/adapters/dynamodb/access-keys.ts';
import { dynamoCatalog } from '../../shared/adapters/dynamodb/catalog.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoDocuments } from '../../shared/adapters/dynamodb/documents.ts';
import { dynamoPersonFlags } from '../../shared/adapters/dynamodb/flags.ts';
import { dynamoQuarantineReader } from '../../shared/adapters/dynamodb/quarantine.ts';
import { s3Anomalies } from '../../shared/adapters/s3/anomalies.ts';
import { s3Client } from '../../shared/adapters/s3/client.ts';
import { s3ExperimentReports } from '../../shared/adapters/s3/experiment-reports.ts';
import { s3ModelCards } from '../../shared/adapters/s3/model-cards.ts';
import { s3Models } from '../../shared/adapters/s3/models.ts';
import { s3QualityReports } from '../../shared/adapters/s3/quality-reports.ts';
import { s3ShopMetrics } from '../../shared/adapters/s3/shop-metrics.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import type { Experiment } from '../../shared/domain/experiment.ts';
import { loadConfig } from '../../shared/runtime/config.ts';
import { limitedDoor } from '../../shared/runtime/http/access.ts';
import { httpHandler } from '../../shared/runtime/http/http-handler.ts';
import { lambdaLog } from '../../shared/runtime/log.ts';
import { returnsOf } from './experiments/returns.ts';
import { experimentRoutes } from './experiments/routes.ts';
import { inventoryRoutes } from './inventory/routes.ts';
import { consoleRoutes } from './routes.ts';

const config = loadConfig(
  'PEOPLE_TABLE',
  'CATALOG_TABLE',
  'CONTROL_TABLE',
  'SNAPSHOT_BUCKET',
  'MODEL_BUCKET',
  'RATE_LIMITS',
);
const client = dynamoClient();
const s3 = s3Client();
const { door } = limitedDoor(config, dynamoAccessKeys(client, config.CONTROL_TABLE), systemClock);

const tried = {
  experiments: dynamoDocuments<Experiment>(client, config.CONTROL_TABLE, 'EXPERIMENT'),
  reports: s3ExperimentReports(s3, config.SNAPSHOT_BUCKET),
};

export const handler = httpHandler(lambdaLog('console'), {
  ...consoleRoutes(
    {
      quarantine: dynamoQuarantineReader(client, config.PEOPLE_TABLE, systemClock),
      flags: dynamoPersonFlags(client, config.PEOPLE_TABLE, systemClock),
      reports: s3QualityReports(s3, config.SNAPSHOT_BUCKET),
      anomalies: s3Anomalies(s3, config.SNAPSHOT_BUCKET),
      cards: s3ModelCards(s3, config.SNAPSHOT_BUCKET),
      metrics: s3ShopMetrics(s3, config.SNAPSHOT_BUCKET),
      returns: returnsOf(tried),
      clock: systemClock,
    },
    door.guard('operate'),
  ),
  ...inventoryRoutes(
    {
      catalog: dynamoCatalog(client, config.CATALOG_TABLE, systemClock),
      models: s3Models(s3, config.MODEL_BUCKET),
    },
    door.guard('catalog'),
  ),
  ...experimentRoutes({ ...tried, clock: systemClock }, door.guard('engage')),
});
