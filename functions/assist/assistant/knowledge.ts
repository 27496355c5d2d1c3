import { answerIndex, type FoundAnswer } from '../../../shared/dialogue/answers/answer-index.ts';
import { fitIntents } from '../../../shared/dialogue/intents/fit-intents.ts';
import { intentRecogniser, type RecognisedIntent } from '../../../shared/dialogue/intents/recognise.ts';
import type { ItemIndex } from '../../../shared/dialogue/items/item-index.ts';
import { OWN_EXAMPLES } from '../../../shared/dialogue/own-intents/own-examples.ts';
import { IncompatibleModelError, NotFoundError } from '../../../shared/domain/errors.ts';
import type { FaqContent, FaqTexts } from '../../../shared/domain/faq.ts';
import { languageFor } from '../../../shared/domain/language.ts';
import type { MarketSettings } from '../../../shared/domain/market.ts';
import type { IntentContent } from '../../../shared/domain/shop-intent.ts';
import { INTENT_MODEL } from '../../../shared/model/intent-evaluation.ts';
import { readIntentModel } from '../../../shared/model/intent-model.ts';
import type { CatalogChanges } from '../../../shared/ports/catalog.ts';
import type { Documents, StoredDocument } from '../../../shared/ports/documents.ts';
import type { ModelStore } from '../../../shared/ports/model-store.ts';
import type { Hash, Log } from '../../../shared/ports/system.ts';
import { type KnownItems, knownItems } from './known-items.ts';

/** What the assistant answers from, held in memory. */
export interface Knowledge {
  readonly faq: FaqBook;
  readonly items: ItemIndex;
  /** That the shop's own texts are written in. */
  readonly language: string;
  /** ISO 4217, the commonest first. */
  readonly currencies: readonly string[];
  readonly recognise: (text: string) => RecognisedIntent;
  /** Of the shop, by name. */
  readonly intents: ReadonlyMap<string, IntentContent>;
  /** Of the intents; undefined: no night has learnt any, and the project’s own examples are all there is. */
  readonly modelVersion: string | undefined;
}

export interface FaqBook {
  /** The best k entries, best first. */
  find(text: string, k: number): readonly (FoundAnswer & { readonly entry: FaqEntry })[];
  get(entryId: string): FaqEntry | undefined;
}

export interface FaqEntry extends FaqContent {
  readonly entryId: string;
}

export interface KnowledgePorts {
  readonly changes: CatalogChanges;
  readonly markets: Pick<Documents<MarketSettings>, 'list'>;
  readonly faq: Pick<Documents<FaqContent>, 'list'>;
  readonly shopIntents: Pick<Documents<IntentContent>, 'list'>;
  /** That the shop's own texts are written in. */
  readonly language: () => Promise<string>;
  readonly models: Pick<ModelStore, 'served' | 'read'>;
  readonly hash: Hash;
  readonly log: Log;
}

/** Looks everything up again, given what is held. Indexes are made anew only where what they are made of has changed. */
export function loadKnowledge(ports: KnowledgePorts): () => Promise<Knowledge> {
  const items = knownItems(ports.changes, async () => {
    const said = await ports.markets.list();
    return new Map(said.map(({ id, body }) => [id, body]));
  });
  const faq = newestBook(ports.faq);
  const intents = newestIntents(ports);
  return async () => {
    const [shop, book, recognised, shopIntents, language]: [
      KnownItems,
      FaqBook,
      LearntIntents,
      readonly StoredDocument<IntentContent>[],
      string,
    ] = await Promise.all([items(), faq(), intents(), ports.shopIntents.list(), ports.language()]);
    return {
      ...shop,
      ...recognised,
      faq: book,
      language,
      intents: new Map(shopIntents.map(({ id, body }) => [id, body])),
    };
  };
}

// ── The FAQ ─────────────────────────────────────────────────────────────────────────────────────────

function newestBook(documents: KnowledgePorts['faq']): () => Promise<FaqBook> {
  let held: { readonly as: string; readonly book: FaqBook } | undefined;
  return async () => {
    const stored = await documents.list();
    const as = stored.map(({ id, revision }) => `${id} ${revision}`).join('\n');
    if (held?.as !== as) held = { as, book: faqBook(stored.map(({ id, body }) => ({ ...body, entryId: id }))) };
    return held.book;
  };
}

/** Questions of all languages find an entry: who asks in one may be answered in another, and is told so. */
export function faqBook(entries: readonly FaqEntry[]): FaqBook {
  const index = answerIndex(
    entries.map(({ languages }) => {
      const texts = Object.values(languages);
      const [question = '', ...otherWords] = texts.flatMap(({ questions }) => questions);
      return { question, otherWords, answer: texts.map(({ answer }) => answer).join('\n') };
    }),
  );
  return {
    find: (text, k) => index.find(text, k).map((found) => ({ ...found, entry: entries[found.at]! })),
    get: (entryId) => entries.find((entry) => entry.entryId === entryId),
  };
}

/** An entry’s texts in the best of the wanted locales, and which that is; else in the first that it has. */
export function textsOf(
  { languages }: FaqContent,
  wanted: readonly string[],
): { readonly locale: string; readonly texts: FaqTexts } {
  const locales = Object.keys(languages);
  const locale = languageFor(wanted, locales) ?? locales[0]!;
  return { locale, texts: languages[locale]! };
}

// ── Intents ─────────────────────────────────────────────────────────────────────────────────────────

type LearntIntents = Pick<Knowledge, 'recognise' | 'modelVersion'>;

let own: LearntIntents | undefined;

/** By the project’s own examples; they are always the same, and learnt once a process. */
function ownIntents(): LearntIntents {
  own ??= { recognise: intentRecogniser(fitIntents(OWN_EXAMPLES)), modelVersion: undefined };
  return own;
}

/** The served model; what cannot be read is refused, and what is held goes on. */
function newestIntents({ models, hash, log }: KnowledgePorts): () => Promise<LearntIntents> {
  let held: LearntIntents | undefined;
  return async () => {
    const pointer = await models.served(INTENT_MODEL);
    if (pointer !== undefined && pointer.version !== held?.modelVersion) {
      try {
        const model = await readIntentModel((file) => models.read(INTENT_MODEL, pointer.version, file), hash);
        held = { recognise: intentRecogniser(model), modelVersion: pointer.version };
      } catch (error) {
        const isItsOwn =
          error instanceof IncompatibleModelError || error instanceof NotFoundError || error instanceof SyntaxError;
        if (!isItsOwn) throw error; // the store may answer next time
        log.warn('intents refused', { version: pointer.version, reason: error.message });
      }
    }
    held ??= ownIntents();
    return held;
  };
}
