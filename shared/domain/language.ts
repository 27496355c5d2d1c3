import * as z from 'zod';

/** A BCP 47 tag such as "zh-Hant-HK"; "_" for "-" and any case are read too, and kept as they were written. */
export const localeSchema = z
  .string()
  .max(35)
  .refine((tag) => localeOf(tag) !== undefined, 'want a BCP 47 tag such as "de", "pt-BR" or "zh-Hant"');

/** Stands where nobody said what language a text is in (BCP 47: undetermined). */
export const UNDETERMINED = 'und';

/** What somebody wants to read, best first: asked of many texts, each language that they are in is weighed once. */
export interface LanguageWish {
  /** Of the languages that a text is in, the one to read; of equally good ones the first by name; undefined: none fits. */
  best<Tag extends string>(spoken: Iterable<Tag>): Tag | undefined;
  /** 0 is what is wanted most; undefined: not wanted at all. */
  rankOf(tag: string): number | undefined;
}

/**
 * The chain of each wanted locale in turn: itself, its language with its script, its language. Scripts and regions that
 * a tag leaves out are filled in by likely subtags, on both sides: zh-TW is zh-Hant-TW, so that it is read in zh-Hant
 * before zh, and zh, which is zh-Hans-CN, is found in zh-CN. A text that is no locale is passed over.
 *
 * Source: Unicode Technical Standard 35, "Likely Subtags"; the data are those of the runtime's ICU.
 *
 * @param wanted - locales, best first.
 */
export function languageWish(wanted: readonly string[]): LanguageWish {
  const links = wanted.flatMap(chainOf);
  const ranks = new Map<string, number | undefined>();
  const rankOf = (tag: string): number | undefined => {
    if (!ranks.has(tag)) ranks.set(tag, rankIn(links, tag));
    return ranks.get(tag);
  };
  return {
    rankOf,
    best<Tag extends string>(spoken: Iterable<Tag>) {
      let best: Tag | undefined;
      let least = Number.POSITIVE_INFINITY;
      for (const tag of spoken) {
        const rank = rankOf(tag);
        if (rank === undefined || rank > least || (rank === least && tag >= best!)) continue;
        [best, least] = [tag, rank];
      }
      return best;
    },
  };
}

/** The language to speak: see `languageWish`. */
export const languageFor = <Language extends string>(
  wanted: readonly string[],
  spoken: readonly Language[],
): Language | undefined => languageWish(wanted).best(spoken);

/** Whether who reads one reads the other as it stands: the same language in the same script, wherever. */
export function isSameWriting(one: string, other: string): boolean {
  const [a, b] = [localeOf(one)?.maximize(), localeOf(other)?.maximize()];
  return a !== undefined && b !== undefined && a.language === b.language && a.script === b.script;
}

/** A tag as BCP 47 has it written: ZH_hant is zh-Hant. Undefined: it is no locale. */
export const canonicalLocale = (tag: string): string | undefined => localeOf(tag)?.baseName;

/** A step of a chain: a locale as it is written, and with all that it leaves out. */
interface Link {
  readonly tag: string;
  readonly full: string;
}

function chainOf(wanted: string): readonly Link[] {
  const locale = localeOf(wanted);
  if (locale === undefined) return [];
  const { language, script } = locale.maximize();
  const written = script === undefined ? language : `${language}-${script}`;
  return [locale.baseName, written, language].map((tag) => ({ tag, full: fullOf(new Intl.Locale(tag)) }));
}

/** Of each link first the tag that says the same by itself, then those that mean it. */
function rankIn(links: readonly Link[], tag: string): number | undefined {
  const locale = localeOf(tag);
  if (locale === undefined) return undefined;
  const [name, full] = [locale.baseName, fullOf(locale)];
  const at = links.findIndex((link) => link.full === full);
  return at < 0 ? undefined : 2 * at + (links[at]!.tag === name ? 0 : 1);
}

const fullOf = (locale: Intl.Locale): string => locale.maximize().baseName;

function localeOf(tag: string): Intl.Locale | undefined {
  if (!/^[a-z]{2,3}(?:[-_][a-z0-9]{1,8})*$/i.test(tag)) return undefined;
  try {
    return new Intl.Locale(tag.replaceAll('_', '-'));
  } catch {
    return undefined; // shaped like one, as "zh-a" is
  }
}
