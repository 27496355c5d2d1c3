import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { dynamoAccessKeys } from '../../shared/adapters/dynamodb/access-keys.ts';
import { dynamoCatalog } from '../../shared/adapters/dynamodb/catalog.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoDocuments } from '../../shared/adapters/dynamodb/documents.ts';
import { dynamoExchangeRates } from '../../shared/adapters/dynamodb/exchange-rates.ts';
import { ecbFeed } from '../../shared/adapters/ecb/feed.ts';
import { readEcbRates } from '../../shared/adapters/ecb/read-rates.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import type { MarketSettings } from '../../shared/domain/market.ts';
import { cached } from '../../shared/runtime/cached.ts';
import { loadConfig, optional } from '../../shared/runtime/config.ts';
import { limitedDoor } from '../../shared/runtime/http/access.ts';
import { httpHandler } from '../../shared/runtime/http/http-handler.ts';
import { lambdaLog } from '../../shared/runtime/log.ts';
import { withSteps } from '../../shared/runtime/with-steps.ts';
import { fetchRates } from './money/rates.ts';
import { moneyRoutes } from './money/routes.ts';
import { usableRates } from './money/usable-rates.ts';

const config = loadConfig('CATALOG_TABLE', 'CONTROL_TABLE', 'EXCHANGE_RATE_FEED', 'RATE_LIMITS');
const client = dynamoClient();
const log = lambdaLog('assist');
const { door } = limitedDoor(config, dynamoAccessKeys(client, config.CONTROL_TABLE), systemClock);
const feed = optional(config, 'EXCHANGE_RATE_FEED');
const rates = dynamoExchangeRates(client, config.CONTROL_TABLE);

/** What was taken in is known to all environments after so long. */
const HELD_SECONDS = 10;
const ports = {
  rates,
  readRates: readEcbRates,
  ratesUntil: usableRates(rates, systemClock, (load) => cached(load, HELD_SECONDS, systemClock)),
  markets: dynamoDocuments<MarketSettings>(client, config.CONTROL_TABLE, 'MARKET'),
  catalog: dynamoCatalog(client, config.CATALOG_TABLE, systemClock),
  clock: systemClock,
  log,
};

export const handler = withSteps<APIGatewayProxyEventV2>(
  httpHandler(log, moneyRoutes(ports, { forCatalog: door.guard('catalog'), forShop: door.guard('decide') })),
  { rates: fetchRates({ ...ports, source: feed === undefined ? undefined : ecbFeed(feed) }) },
);
