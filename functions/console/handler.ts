import { dynamoAccessKeys } from '../../shared/adapters/dynamodb/access-keys.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoPersonFlags } from '../../shared/adapters/dynamodb/flags.ts';
import { dynamoQuarantineReader } from '../../shared/adapters/dynamodb/quarantine.ts';
import { s3Client } from '../../shared/adapters/s3/client.ts';
import { s3QualityReports } from '../../shared/adapters/s3/quality-reports.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import { loadConfig, rateLimits } from '../../shared/runtime/config.ts';
import { keyedDoor } from '../../shared/runtime/http/access.ts';
import { httpHandler } from '../../shared/runtime/http/http-handler.ts';
import { rateLimiter } from '../../shared/runtime/http/rate-limit.ts';
import { lambdaLog } from '../../shared/runtime/log.ts';
import { consoleRoutes } from './routes.ts';

const config = loadConfig('PEOPLE_TABLE', 'CONTROL_TABLE', 'SNAPSHOT_BUCKET', 'RATE_LIMITS');
const client = dynamoClient();
const limits = rateLimiter(rateLimits(config, 'RATE_LIMITS'), systemClock);
const door = keyedDoor({ keys: dynamoAccessKeys(client, config.CONTROL_TABLE), clock: systemClock, limits });

export const handler = httpHandler(
  lambdaLog('console'),
  consoleRoutes(
    {
      quarantine: dynamoQuarantineReader(client, config.PEOPLE_TABLE, systemClock),
      flags: dynamoPersonFlags(client, config.PEOPLE_TABLE, systemClock),
      reports: s3QualityReports(s3Client(), config.SNAPSHOT_BUCKET),
      clock: systemClock,
    },
    (endpoint) => door.guard(endpoint, 'operate'),
  ),
);
