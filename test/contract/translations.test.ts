import { describe, expect, it } from 'vitest';
import type { TranslationProgress } from '../../functions/catalog/translations/progress.ts';
import { translateCatalog } from '../../functions/catalog/translations/translate-catalog.ts';
import { dynamoCatalog, dynamoCatalogChanges } from '../../shared/adapters/dynamodb/catalog.ts';
import { dynamoDocuments } from '../../shared/adapters/dynamodb/documents.ts';
import { dynamoKeptTranslations } from '../../shared/adapters/dynamodb/kept-translations.ts';
import { glossaryTranslator } from '../../shared/adapters/glossary/translator.ts';
import { sha256Hash } from '../../shared/adapters/system/hash.ts';
import { newShelf } from '../../shared/decisioning/shelf.ts';
import { UnavailableError } from '../../shared/domain/errors.ts';
import { itemSchema } from '../../shared/domain/item.ts';
import { itemTexts } from '../../shared/domain/item-texts.ts';
import { languageWish } from '../../shared/domain/language.ts';
import type { ShopLanguages } from '../../shared/domain/shop-languages.ts';
import type { TermList } from '../../shared/domain/term.ts';
import type { Translator } from '../../shared/ports/translations.ts';
import { useTestStores } from '../support/use-test-stores.ts';

const stores = useTestStores();
const DAY_MS = 86_400_000;
const TERMS = [{ term: 'Fell' }, { term: 'tent', translation: '帐篷' }, { term: 'boots', translation: '靴子' }];

/** The catalog function's step over the real tables, and the clock in the test's hand. */
function shop(translator: Translator = glossaryTranslator, budgetMs = 40_000) {
  const time = { nowMs: 1_795_000_000_000 };
  const clock = { nowMs: () => time.nowMs };
  const [control, table] = [stores.nameOf('control'), stores.nameOf('catalog')];
  const asked: string[] = [];
  const catalog = dynamoCatalog(stores.dynamo, table, clock);
  const changes = dynamoCatalogChanges(stores.dynamo, table);
  const ports = {
    catalog,
    changes,
    clock,
    languages: dynamoDocuments<ShopLanguages>(stores.dynamo, control, 'LANGUAGES'),
    terms: dynamoDocuments<TermList>(stores.dynamo, control, 'TERMS'),
    progress: dynamoDocuments<TranslationProgress>(stores.dynamo, control, 'TRANSLATED'),
    kept: dynamoKeptTranslations(stores.dynamo, control, clock),
    hash: sha256Hash,
    log: { info: () => undefined, warn: () => undefined },
    translator: {
      name: translator.name,
      translate: (text, ...rest) => {
        asked.push(text);
        return translator.translate(text, ...rest);
      },
    } satisfies Translator,
  };
  const step = translateCatalog(ports, budgetMs);
  return {
    ...ports,
    asked,
    time,
    /** Five minutes later. */
    async run() {
      time.nowMs += 300_000;
      await step();
    },
    put: (itemId: string, title: string, more = {}) => catalog.put(itemSchema.parse({ itemId, title, ...more })),
    async set(translateTo: readonly string[], terms = TERMS) {
      const at = async (documents: { find(id: string): Promise<{ revision: number } | undefined> }, id: string) =>
        (await documents.find(id))?.revision ?? 0;
      const body = { language: 'en', translateTo };
      await ports.languages.put('shop', body, await at(ports.languages, 'shop'));
      await ports.terms.put('zh', { terms }, await at(ports.terms, 'zh'));
    },
    titleIn: async (itemId: string, locale: string) =>
      itemTexts((await catalog.get(itemId))!, languageWish([locale, 'en']), 'en'),
    report: async () => (await ports.progress.find('shop'))!.body.report,
  };
}

describe('the catalog in other languages', () => {
  it('is translated where the shop has not written it, and says what it is', async () => {
    await stores.renew();
    const { put, set, run, titleIn, report, asked } = shop();
    await run(); // nothing is set, so that nothing is done
    await put('tent', 'Fell tent', { description: 'A tent.' });
    await put('boots', 'Fell boots', { locales: { 'zh-CN': { title: '费尔登山靴' } } });
    await set(['zh', 'zh-Hant']);
    await run();

    expect(await titleIn('tent', 'zh-CN')).toEqual({
      ...{ title: 'Fell 帐篷', description: 'A tent.' },
      ...{ contentLanguage: 'zh', machineTranslated: true },
    });
    expect(await titleIn('boots', 'zh-CN')).toEqual({ title: '费尔登山靴', contentLanguage: 'zh-CN' });
    expect(await titleIn('boots', 'zh-HK')).toMatchObject({ title: 'Fell 靴子', contentLanguage: 'zh-Hant' });
    expect(await report()).toMatchObject({
      ...{ translator: 'glossary', isComplete: true },
      languages: {
        zh: { translated: 1, untranslated: 1, examples: ['A'] }, // “A tent.” wants an article
        'zh-Hant': { translated: 2, untranslated: 1, examples: ['A'] },
      },
    });
    expect(asked).toHaveLength(5);
  });

  it('is translated once: what stays as it is is asked for no more, what changes is', async () => {
    await stores.renew();
    const { put, set, run, titleIn, asked } = shop();
    await put('tent', 'Fell tent');
    await set(['zh']);
    for (let i = 0; i < 3; i++) await run();
    expect(asked).toEqual(['Fell tent']);

    const before = await put('tent', 'Fell tent', { stock: 3 }); // at once as before, without a machine
    expect(await titleIn('tent', 'zh')).toMatchObject({ title: 'Fell 帐篷' });
    await put('tent', 'Fell boots', { stock: 3 });
    expect(await titleIn('tent', 'zh')).toEqual({ title: 'Fell boots', contentLanguage: 'en' });
    await run();
    expect(await titleIn('tent', 'zh')).toMatchObject({ title: 'Fell 靴子', machineTranslated: true });
    expect(asked).toEqual(['Fell tent', 'Fell boots']);

    await set(['zh'], [{ term: 'Fell' }, { term: 'boots', translation: '登山靴' }]);
    await run();
    expect(await titleIn('tent', 'zh')).toMatchObject({ title: 'Fell 登山靴' });
    await set([]);
    await run();
    expect(await titleIn('tent', 'zh')).toEqual({ title: 'Fell boots', contentLanguage: 'en' });
    expect(before.version).toBe(2);
  });

  it('reaches who holds the catalog in memory, without a new version or age of the item', async () => {
    await stores.renew();
    const { put, set, run, changes, time } = shop();
    const { version, changedAtMs } = await put('tent', 'Fell tent');
    const shelf = newShelf();
    const look = async (sinceMs: number) => {
      for await (const entries of changes.since(sinceMs)) shelf.update(entries);
    };
    await look(0);
    await set(['zh']);
    await run();
    await look(time.nowMs - 1000);
    expect(shelf.get('tent')).toMatchObject({ version, changedAtMs, translated: { locales: { zh: {} } } });
  });

  it('goes on where it was when the machine is busy or the time is over, and loses nothing', async () => {
    await stores.renew();
    let isBusy = true;
    const busy: Translator = {
      ...glossaryTranslator,
      translate: (...call) =>
        isBusy ? Promise.reject(new UnavailableError('busy', 60)) : glossaryTranslator.translate(...call),
    };
    const { put, set, run, titleIn, report } = shop(busy);
    await put('tent', 'Fell tent');
    await set(['zh']);
    await run();
    expect(await report()).toMatchObject({ isComplete: false });
    isBusy = false;
    await run();
    expect(await report()).toMatchObject({ isComplete: true, languages: { zh: { translated: 1 } } });
    expect(await titleIn('tent', 'zh')).toMatchObject({ title: 'Fell 帐篷' });
  });

  it('is looked through again once a day', async () => {
    await stores.renew();
    const { set, run, report, time } = shop();
    await set(['zh']);
    await run();
    const { at } = await report();
    await run();
    expect((await report()).at).toBe(at);
    time.nowMs += DAY_MS;
    await run();
    expect((await report()).at).not.toBe(at);
  });
});

describe('what a machine made', () => {
  it('is kept for ninety days', async () => {
    let nowMs = 1_795_000_000_000;
    const kept = dynamoKeptTranslations(stores.dynamo, stores.nameOf('control'), { nowMs: () => nowMs });
    await kept.keep('k', { text: '靴子', untranslated: [] });
    expect(await kept.find(['k', 'other'])).toEqual(new Map([['k', { text: '靴子', untranslated: [] }]]));
    expect(await kept.find([])).toEqual(new Map());
    nowMs += 90 * DAY_MS + 1000;
    expect(await kept.find(['k'])).toEqual(new Map());
  });
});
