import { dynamoAccessKeys } from '../../shared/adapters/dynamodb/access-keys.ts';
import { dynamoCatalog } from '../../shared/adapters/dynamodb/catalog.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import { loadConfig } from '../../shared/runtime/config.ts';
import { limitedDoor } from '../../shared/runtime/http/access.ts';
import { httpHandler } from '../../shared/runtime/http/http-handler.ts';
import { lambdaLog } from '../../shared/runtime/log.ts';
import { catalogRoutes } from './routes.ts';

const config = loadConfig('CATALOG_TABLE', 'CONTROL_TABLE', 'RATE_LIMITS');
const client = dynamoClient();
const { door } = limitedDoor(config, dynamoAccessKeys(client, config.CONTROL_TABLE), systemClock);

export const handler = httpHandler(
  lambdaLog('catalog'),
  catalogRoutes(dynamoCatalog(client, config.CATALOG_TABLE, systemClock), door.guard('catalog')),
);
