import type { CatalogEntry } from '../../../shared/domain/item.ts';
import { isSameWriting } from '../../../shared/domain/language.ts';
import {
  type MachineText,
  type MachineTexts,
  TEXT_PARTS,
  type TextPart,
} from '../../../shared/domain/machine-texts.ts';
import type { Term } from '../../../shared/domain/term.ts';
import type { Direction } from '../../../shared/ports/translations.ts';
import {
  keysFor,
  type MadeText,
  type TranslationPorts,
  translateOnce,
} from '../../../shared/translation/translate-once.ts';
import type { LanguageCounts } from './progress.ts';

/** From the shop's language into one that it wants. */
export interface Target extends Direction {
  readonly terms: readonly Term[];
}

type Languages = Record<string, Partial<Record<TextPart, MachineText>>>;

export interface MadeForItems {
  /** By item, what is to be laid beside it. */
  readonly texts: ReadonlyMap<string, MachineTexts['locales']>;
  /** By target. */
  readonly counts: Readonly<Record<string, LanguageCounts>>;
}

/** A row of the catalog holds 400 KB, of which the shop's own texts may want half. */
const MOST_BYTES = 200_000;
const MOST_EXAMPLES = 20;

/**
 * What machines make of the texts of items that the shop has not written in a language itself. Only a whole text is laid
 * beside an item: what the machine has no words for stays as the shop has it, and is counted.
 */
export const itemTranslations = (ports: TranslationPorts) => {
  const translate = translateOnce(ports);
  const madeFor = async (wanted: readonly Wanted[], { terms, ...direction }: Target): Promise<readonly MadeText[]> => {
    const keyOf = keysFor(ports, direction, terms);
    const stale = wanted.filter(({ text, laid }) => laid?.key !== keyOf(text));
    const texts = stale.map(({ text }) => text);
    const made = new Map((await translate(texts, direction, terms)).map((text, i) => [stale[i], text]));
    return wanted.map((one) => made.get(one) ?? { ...one.laid!, untranslated: [], isMachine: true });
  };
  return async (entries: readonly CatalogEntry[], targets: readonly Target[]): Promise<MadeForItems> => {
    const texts = new Map<string, Languages>(entries.map(({ item }) => [item.itemId, {}]));
    const counts: Record<string, LanguageCounts> = {};
    for (const target of targets) {
      const wanted = entries.flatMap((entry) => wantedOf(entry, target));
      const made = await madeFor(wanted, target);
      const left: string[] = [];
      made.forEach(({ text, key, untranslated }, i) => {
        const { itemId, part } = wanted[i]!;
        const languages = texts.get(itemId)!;
        if (untranslated.length > 0) left.push(untranslated[0]!);
        else languages[target.target] = { ...languages[target.target], [part]: { text, key } };
      });
      counts[target.target] = countsOf(made.length, left);
    }
    return { texts: new Map(Array.from(texts, ([itemId, languages]) => [itemId, fitting(languages)])), counts };
  };
};

const countsOf = (count: number, left: readonly string[]): LanguageCounts => ({
  translated: count - left.length,
  untranslated: left.length,
  examples: examplesOf(left),
});

const examplesOf = (left: readonly string[]): readonly string[] =>
  [...new Set(left.map((stretch) => stretch.slice(0, 100)))].slice(0, MOST_EXAMPLES);

/** Of two parts of a walk. */
export const sumOf = (
  counts: Readonly<Record<string, LanguageCounts>>,
  more: Readonly<Record<string, LanguageCounts>>,
): Readonly<Record<string, LanguageCounts>> =>
  Object.fromEntries(
    Object.entries(more).map(([target, { translated, untranslated, examples }]) => {
      const before = counts[target] ?? countsOf(0, []);
      return [
        target,
        {
          translated: before.translated + translated,
          untranslated: before.untranslated + untranslated,
          examples: examplesOf([...before.examples, ...examples]),
        },
      ];
    }),
  );

interface Wanted {
  readonly itemId: string;
  readonly part: TextPart;
  readonly text: string;
  /** What lies beside the item now. */
  readonly laid: MachineText | undefined;
}

function wantedOf({ item, translated }: CatalogEntry, { source, target }: Direction): readonly Wanted[] {
  if (isSameWriting(source, target)) return [];
  const { itemId, locales = {} } = item;
  return TEXT_PARTS.flatMap((part) => {
    const text = item[part];
    const isWritten = Object.keys(locales).some(
      (tag) => locales[tag]?.[part] !== undefined && isSameWriting(tag, target),
    );
    return text === undefined || text.trim() === '' || isWritten
      ? []
      : [{ itemId, part, text, laid: translated?.locales[target]?.[part] }];
  });
}

/** Without descriptions where all together are too much for a row. */
function fitting(languages: Languages): MachineTexts['locales'] {
  if (JSON.stringify(languages).length * 3 < MOST_BYTES) return languages;
  if (new TextEncoder().encode(JSON.stringify(languages)).length < MOST_BYTES) return languages;
  return Object.fromEntries(
    Object.entries(languages).flatMap(([tag, { title }]) => (title === undefined ? [] : [[tag, { title }]])),
  );
}
