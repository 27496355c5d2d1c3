import { fitIntents } from '../../../shared/dialogue/intents/fit-intents.ts';
import { NotFoundError } from '../../../shared/domain/errors.ts';
import type { FaqContent } from '../../../shared/domain/faq.ts';
import type { Item } from '../../../shared/domain/item.ts';
import type { IntentContent } from '../../../shared/domain/shop-intent.ts';
import {
  INTENT_EVALUATION_FILE,
  INTENT_MODEL,
  type IntentEvaluation,
} from '../../../shared/model/intent-evaluation.ts';
import { intentFiles } from '../../../shared/model/intent-model.ts';
import { jsonBytes, jsonOf } from '../../../shared/model/json-bytes.ts';
import type { CatalogScan } from '../../../shared/ports/catalog.ts';
import type { Documents } from '../../../shared/ports/documents.ts';
import type { ModelStore } from '../../../shared/ports/model-store.ts';
import type { Hash, Log } from '../../../shared/ports/system.ts';
import type { ScanObserver } from '../snapshot/scan-observer.ts';
import { shopExamples } from './shop-examples.ts';
import { refusalOf, tryIntents } from './try-intents.ts';

export interface LearnIntentsPorts {
  readonly faq: Pick<Documents<FaqContent>, 'list'>;
  readonly shopIntents: Pick<Documents<IntentContent>, 'list'>;
  readonly catalog: CatalogScan;
  readonly models: ModelStore;
  readonly hash: Hash;
  readonly log: Log;
}

/** Changed with how examples are made into a model, so that what was learnt otherwise is learnt anew. */
const LEARNT_AS = 'intents-1';
const VERSION_CHARACTERS = 20;

/**
 * Learns what shoppers want by what the shop says, once the snapshot is complete, and serves it if it is right more often
 * than what is served. Nothing of any person is in it. A shop that says nothing has nothing learnt: the assistant then
 * goes by the project’s own examples.
 */
export function learnIntents({ faq, shopIntents, catalog, models, hash, log }: LearnIntentsPorts): ScanObserver {
  return {
    see: () => undefined,
    async finish() {
      const [entries, intents] = await Promise.all([faq.list(), shopIntents.list()]);
      if (entries.length + intents.length === 0) return;
      const examples = shopExamples({ faq: entries, intents, items: await itemsOf(catalog) });
      const version = hash.sha256(LEARNT_AS, JSON.stringify(examples)).slice(0, VERSION_CHARACTERS);
      const pointer = await models.served(INTENT_MODEL);
      if (pointer?.version === version) return;
      const tried = tryIntents(examples);
      const reason = refusalOf(tried, pointer && (await evaluationOf(models, pointer.version)));
      if (reason !== undefined) {
        log.warn('intents refused', { version, reason, stays: pointer?.version ?? 'none' });
        return;
      }
      const files = intentFiles(fitIntents(examples), hash);
      await models.put(INTENT_MODEL, version, new Map([[INTENT_EVALUATION_FILE, jsonBytes(tried)], ...files]));
      await models.publish(INTENT_MODEL, version, pointer);
      log.info('intents learnt', {
        version,
        examples: tried.examples,
        intents: tried.intents,
        accuracy: tried.accuracy,
      });
    },
  };
}

async function itemsOf(catalog: CatalogScan): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const entries of catalog.scan(0, 1))
    items.push(...entries.filter(({ deleted }) => !deleted).map(({ item }) => item));
  return items;
}

/** Undefined where the files of a version are gone. */
async function evaluationOf(models: ModelStore, version: string): Promise<IntentEvaluation | undefined> {
  try {
    return jsonOf(await models.read(INTENT_MODEL, version, INTENT_EVALUATION_FILE)) as IntentEvaluation;
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}
