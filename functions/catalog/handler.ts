import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { dynamoAccessKeys } from '../../shared/adapters/dynamodb/access-keys.ts';
import { dynamoCatalog, dynamoCatalogChanges } from '../../shared/adapters/dynamodb/catalog.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoDocuments } from '../../shared/adapters/dynamodb/documents.ts';
import { dynamoKeptTranslations } from '../../shared/adapters/dynamodb/kept-translations.ts';
import { glossaryTranslator } from '../../shared/adapters/glossary/translator.ts';
import { jsquashDecoder } from '../../shared/adapters/jsquash/image-decoder.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import { sha256Hash } from '../../shared/adapters/system/hash.ts';
import { amazonTranslator } from '../../shared/adapters/translate/translator.ts';
import type { ImageEmbedding } from '../../shared/domain/item-image.ts';
import type { ShopLanguages } from '../../shared/domain/shop-languages.ts';
import type { TermList } from '../../shared/domain/term.ts';
import { loadConfig, oneOf, positiveInteger } from '../../shared/runtime/config.ts';
import { limitedDoor } from '../../shared/runtime/http/access.ts';
import { httpHandler } from '../../shared/runtime/http/http-handler.ts';
import { lambdaLog } from '../../shared/runtime/log.ts';
import { withSteps } from '../../shared/runtime/with-steps.ts';
import { imageRoutes } from './images/routes.ts';
import { languageRoutes } from './languages/routes.ts';
import { catalogRoutes } from './routes.ts';
import type { TranslationProgress } from './translations/progress.ts';
import { translateCatalog } from './translations/translate-catalog.ts';

const config = loadConfig('CATALOG_TABLE', 'CONTROL_TABLE', 'RATE_LIMITS', 'TRANSLATOR', 'TRANSLATE_SECONDS');
const log = lambdaLog('catalog');
const client = dynamoClient();
const { door } = limitedDoor(config, dynamoAccessKeys(client, config.CONTROL_TABLE), systemClock);
const forShop = door.guard('catalog');
const catalog = dynamoCatalog(client, config.CATALOG_TABLE, systemClock);
const images = dynamoDocuments<ImageEmbedding>(client, config.CONTROL_TABLE, 'IMAGE');
const translators = { glossary: () => glossaryTranslator, amazon: amazonTranslator } as const;
const ports = {
  languages: dynamoDocuments<ShopLanguages>(client, config.CONTROL_TABLE, 'LANGUAGES'),
  terms: dynamoDocuments<TermList>(client, config.CONTROL_TABLE, 'TERMS'),
  progress: dynamoDocuments<TranslationProgress>(client, config.CONTROL_TABLE, 'TRANSLATED'),
  kept: dynamoKeptTranslations(client, config.CONTROL_TABLE, systemClock),
  translator: translators[oneOf(config, 'TRANSLATOR', ['glossary', 'amazon'])](),
  hash: sha256Hash,
};

export const handler = withSteps<APIGatewayProxyEventV2>(
  httpHandler(log, {
    ...catalogRoutes(catalog, images, forShop),
    ...imageRoutes({ catalog, images, decoder: jsquashDecoder() }, forShop),
    ...languageRoutes(ports, forShop),
  }),
  {
    translate: translateCatalog(
      {
        ...ports,
        catalog,
        changes: dynamoCatalogChanges(client, config.CATALOG_TABLE),
        clock: systemClock,
        log,
      },
      positiveInteger(config, 'TRANSLATE_SECONDS') * 1000,
    ),
  },
);
