import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { bedrockWriter } from '../../shared/adapters/bedrock/writer.ts';
import { dynamoAccessKeys } from '../../shared/adapters/dynamodb/access-keys.ts';
import { dynamoCatalog, dynamoCatalogChanges } from '../../shared/adapters/dynamodb/catalog.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoConversations, dynamoHandoffs } from '../../shared/adapters/dynamodb/conversations.ts';
import { dynamoDocuments } from '../../shared/adapters/dynamodb/documents.ts';
import { dynamoExchangeRates } from '../../shared/adapters/dynamodb/exchange-rates.ts';
import { dynamoIdentities } from '../../shared/adapters/dynamodb/identities.ts';
import { dynamoKeptTranslations } from '../../shared/adapters/dynamodb/kept-translations.ts';
import { dynamoSecretReader, dynamoSecrets } from '../../shared/adapters/dynamodb/secrets.ts';
import { dynamoStandings } from '../../shared/adapters/dynamodb/standings.ts';
import { dynamoTimelineReader, dynamoTimelineWriter } from '../../shared/adapters/dynamodb/timeline.ts';
import { ecbFeed } from '../../shared/adapters/ecb/feed.ts';
import { readEcbRates } from '../../shared/adapters/ecb/read-rates.ts';
import { glossaryTranslator } from '../../shared/adapters/glossary/translator.ts';
import { openAiWriter } from '../../shared/adapters/openai/writer.ts';
import { s3Client } from '../../shared/adapters/s3/client.ts';
import { s3Models } from '../../shared/adapters/s3/models.ts';
import { secretText } from '../../shared/adapters/secrets-manager/secret-text.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import { sha256Hash } from '../../shared/adapters/system/hash.ts';
import { uuidIds } from '../../shared/adapters/system/ids.ts';
import { suppressionHashBy } from '../../shared/adapters/system/keyed-hash.ts';
import { checkedTexts } from '../../shared/adapters/system/signed-texts.ts';
import { amazonTranslator } from '../../shared/adapters/translate/translator.ts';
import type { FaqContent } from '../../shared/domain/faq.ts';
import type { MarketSettings } from '../../shared/domain/market.ts';
import type { IntentContent } from '../../shared/domain/shop-intent.ts';
import { type ShopLanguages, writtenIn } from '../../shared/domain/shop-languages.ts';
import type { TermList } from '../../shared/domain/term.ts';
import type { Writer } from '../../shared/ports/writer.ts';
import { CONSENT_REGIMES } from '../../shared/privacy/consent.ts';
import { cached } from '../../shared/runtime/cached.ts';
import { loadConfig, oneOf, optional, positiveInteger } from '../../shared/runtime/config.ts';
import { limitedDoor } from '../../shared/runtime/http/access.ts';
import { httpHandler } from '../../shared/runtime/http/http-handler.ts';
import { lambdaLog } from '../../shared/runtime/log.ts';
import { refreshed } from '../../shared/runtime/refreshed.ts';
import { withSteps } from '../../shared/runtime/with-steps.ts';
import { loadKnowledge } from './assistant/knowledge.ts';
import { assistantRoutes } from './assistant/routes.ts';
import { fetchRates } from './money/rates.ts';
import { moneyRoutes } from './money/routes.ts';
import { usableRates } from './money/usable-rates.ts';

const config = loadConfig(
  'PEOPLE_TABLE',
  'CATALOG_TABLE',
  'CONTROL_TABLE',
  'MODEL_BUCKET',
  'CONVERSATION_DAYS',
  'EXCHANGE_RATE_FEED',
  'TRANSLATOR',
  'WRITER',
  'WRITER_KEY',
  'HISTORY_DAYS',
  'REFRESH_SECONDS',
  'RATE_LIMITS',
  'CONSENT_REGIME',
);
const client = dynamoClient();
const log = lambdaLog('assist');
const { door, limits } = limitedDoor(config, dynamoAccessKeys(client, config.CONTROL_TABLE), systemClock);
const models = s3Models(s3Client(), config.MODEL_BUCKET);
const faq = dynamoDocuments<FaqContent>(client, config.CONTROL_TABLE, 'FAQ');
const shopIntents = dynamoDocuments<IntentContent>(client, config.CONTROL_TABLE, 'INTENT');
const languages = dynamoDocuments<ShopLanguages>(client, config.CONTROL_TABLE, 'LANGUAGES');
const changes = dynamoCatalogChanges(client, config.CATALOG_TABLE);
const conversationDays = positiveInteger(config, 'CONVERSATION_DAYS');

/** As the deployment names it; undefined: answers stand as they are drafted. */
function chosenWriter(): Writer | undefined {
  const [name, key] = [optional(config, 'WRITER'), optional(config, 'WRITER_KEY')];
  if (name === undefined) return undefined;
  if (name.startsWith('bedrock/')) return bedrockWriter(name.slice('bedrock/'.length));
  const [url = '', model = ''] = name.split('#');
  return openAiWriter({ url, model, key: key === undefined ? undefined : cached(secretText(key), 300, systemClock) });
}

const translators = { glossary: () => glossaryTranslator, amazon: amazonTranslator } as const;
const feed = optional(config, 'EXCHANGE_RATE_FEED');
const rates = dynamoExchangeRates(client, config.CONTROL_TABLE);

/** What was taken in is known to all environments after so long. */
const HELD_SECONDS = 10;
const money = {
  rates,
  readRates: readEcbRates,
  ratesUntil: usableRates(rates, systemClock, (load) => cached(load, HELD_SECONDS, systemClock)),
  markets: dynamoDocuments<MarketSettings>(client, config.CONTROL_TABLE, 'MARKET'),
  catalog: dynamoCatalog(client, config.CATALOG_TABLE, systemClock),
  languages,
  terms: dynamoDocuments<TermList>(client, config.CONTROL_TABLE, 'TERMS'),
  kept: dynamoKeptTranslations(client, config.CONTROL_TABLE, systemClock),
  translator: translators[oneOf(config, 'TRANSLATOR', ['glossary', 'amazon'])](),
  hash: sha256Hash,
  clock: systemClock,
  log,
};

const assistant = {
  knowledge: refreshed(
    loadKnowledge({
      changes,
      markets: money.markets,
      faq,
      shopIntents,
      language: writtenIn(languages),
      models,
      hash: sha256Hash,
      log,
    }),
    positiveInteger(config, 'REFRESH_SECONDS') * 1000,
    { clock: systemClock, log },
  ),
  faq,
  shopIntents,
  models,
  conversations: dynamoConversations(client, config.PEOPLE_TABLE, conversationDays, systemClock),
  handoffs: dynamoHandoffs(client, config.PEOPLE_TABLE, systemClock),
  timeline: {
    ...dynamoTimelineReader(client, config.PEOPLE_TABLE, systemClock),
    ...dynamoTimelineWriter(client, config.PEOPLE_TABLE, positiveInteger(config, 'HISTORY_DAYS'), systemClock),
  },
  standings: dynamoStandings(
    client,
    config.PEOPLE_TABLE,
    suppressionHashBy(dynamoSecrets(client, config.CONTROL_TABLE, systemClock)),
  ),
  identities: dynamoIdentities(client, config.PEOPLE_TABLE),
  tokens: checkedTexts(dynamoSecretReader(client, config.CONTROL_TABLE, systemClock)),
  writer: chosenWriter(),
  regime: oneOf(config, 'CONSENT_REGIME', CONSENT_REGIMES),
  ratesUntil: money.ratesUntil,
  markets: money.markets,
  clock: systemClock,
  ids: uuidIds,
  limits,
  log,
};

export const handler = withSteps<APIGatewayProxyEventV2>(
  httpHandler(log, {
    ...assistantRoutes(assistant, door),
    ...moneyRoutes(money, { forCatalog: door.guard('catalog'), forShop: door.guard('decide') }),
  }),
  { rates: fetchRates({ ...money, source: feed === undefined ? undefined : ecbFeed(feed) }) },
);
