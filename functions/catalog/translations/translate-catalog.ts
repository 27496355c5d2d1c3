import { UnavailableError } from '../../../shared/domain/errors.ts';
import type { CatalogEntry } from '../../../shared/domain/item.ts';
import { SHOP_LANGUAGES, type ShopLanguages } from '../../../shared/domain/shop-languages.ts';
import type { TermList } from '../../../shared/domain/term.ts';
import { DAY_MS, isoOf } from '../../../shared/domain/time.ts';
import type { Catalog, CatalogChanges } from '../../../shared/ports/catalog.ts';
import type { Documents } from '../../../shared/ports/documents.ts';
import type { Clock, Log } from '../../../shared/ports/system.ts';
import { termsFor } from '../../../shared/translation/terms-for.ts';
import type { TranslationPorts } from '../../../shared/translation/translate-once.ts';
import { itemTranslations, type MadeForItems, sumOf, type Target } from './item-translations.ts';
import type { TranslationProgress } from './progress.ts';

export interface TranslateCatalogPorts extends TranslationPorts {
  readonly catalog: Pick<Catalog, 'list' | 'layBeside'>;
  readonly changes: CatalogChanges;
  readonly languages: Pick<Documents<ShopLanguages>, 'find'>;
  readonly terms: Pick<Documents<TermList>, 'list'>;
  readonly progress: Documents<TranslationProgress>;
  readonly clock: Clock;
  readonly log: Log;
}

const PAGE_ITEMS = 100;
/** The index of changes follows its table by a moment, and writers' clocks differ: look this far back again. */
const OVERLAP_MS = 60_000;

/**
 * Lays beside items what machines make of their texts, for as long as `budgetMs`; the next call goes on. After the
 * languages or terms were changed, and once a day, the whole catalog is walked through; in between what changes in it. An
 * item whose texts are up to date costs nothing but being read.
 */
export const translateCatalog = (ports: TranslateCatalogPorts, budgetMs: number) => async (): Promise<void> => {
  const shop = (await ports.languages.find(SHOP_LANGUAGES))?.body;
  if (shop === undefined) return;
  const targets = await targetsOf(shop, ports);
  const plan = ports.hash.sha256('plan', ports.translator.name, JSON.stringify([shop, targets]));
  const stored = await ports.progress.find(SHOP_LANGUAGES);
  const startedAtMs = ports.clock.nowMs();
  const run = {
    ports,
    targets,
    lay: layer(ports, targets),
    isOver: () => ports.clock.nowMs() - startedAtMs > budgetMs,
    startedAtMs,
  };
  const isDue = stored === undefined || startedAtMs - Date.parse(stored.body.report.at) > DAY_MS;
  const isOther = stored?.body.plan !== plan;
  const before = isOther || (isDue && stored.body.cursor === undefined) ? fresh(plan, run) : stored.body;
  const after = before.cursor === undefined ? await followed(before, run) : await walked(before, run);
  await ports.progress.put(SHOP_LANGUAGES, after, stored?.revision ?? 0);
};

interface Run {
  readonly ports: TranslateCatalogPorts;
  readonly targets: readonly Target[];
  readonly lay: (entries: readonly CatalogEntry[]) => Promise<MadeForItems['counts'] | undefined>;
  readonly isOver: () => boolean;
  readonly startedAtMs: number;
}

const targetsOf = (
  { language: source, translateTo }: ShopLanguages,
  { terms }: TranslateCatalogPorts,
): Promise<readonly Target[]> =>
  Promise.all(translateTo.map(async (target) => ({ source, target, terms: await termsFor(terms, target) })));

const fresh = (plan: string, { ports, startedAtMs }: Run): TranslationProgress => ({
  plan,
  cursor: null,
  sinceMs: startedAtMs,
  report: { translator: ports.translator.name, at: isoOf(startedAtMs), isComplete: false, languages: {} },
});

/** A walk through the catalog, page by page, as far as the time lasts. */
async function walked(progress: TranslationProgress, { ports, lay, isOver }: Run): Promise<TranslationProgress> {
  const { cursor: begin, report, ...rest } = progress;
  let [cursor, languages] = [begin, report.languages];
  while (cursor !== undefined && !isOver()) {
    const page = await ports.catalog.list({ limit: PAGE_ITEMS, ...(cursor !== null && { cursor }) });
    const made = await lay(page.entries);
    if (made === undefined) break;
    languages = sumOf(languages, made);
    cursor = page.nextCursor;
  }
  return {
    ...rest,
    ...(cursor !== undefined && { cursor }),
    report: { ...report, isComplete: cursor === undefined, languages },
  };
}

/** What changed since; where that is more than the time lasts for, the whole catalog is walked through instead. */
async function followed(progress: TranslationProgress, run: Run): Promise<TranslationProgress> {
  for await (const entries of run.ports.changes.since(progress.sinceMs - OVERLAP_MS)) {
    const made = run.isOver() ? undefined : await run.lay(entries.filter(({ deleted }) => !deleted));
    if (made === undefined) return fresh(progress.plan, run);
  }
  return { ...progress, sinceMs: run.startedAtMs };
}

/** Of the entries that are not up to date; undefined: the machine does not answer now. */
function layer(ports: TranslateCatalogPorts, targets: readonly Target[]): Run['lay'] {
  const translate = itemTranslations(ports);
  return async (entries) => {
    try {
      const { texts, counts } = await translate(entries, targets);
      for (const { item, version, translated } of entries) {
        const locales = texts.get(item.itemId) ?? {};
        if (JSON.stringify(locales) === JSON.stringify(translated?.locales ?? {})) continue;
        await ports.catalog.layBeside(item.itemId, version, locales);
      }
      return counts;
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      ports.log.warn('translating goes on later', { because: error.message });
      return undefined;
    }
  };
}
