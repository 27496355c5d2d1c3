import * as z from 'zod';

/** A BCP 47 tag such as "zh-Hant-HK"; "_" for "-" and any case are read too, and kept as they were written. */
export const localeSchema = z
  .string()
  .max(35)
  .refine((tag) => chainOf(tag) !== undefined, 'want a BCP 47 tag such as "de", "pt-BR" or "zh-Hant"');

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
  const links = wanted.flatMap((tag) => chainOf(tag) ?? []);
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
  const [a, b] = [chainOf(one), chainOf(other)];
  return a !== undefined && b !== undefined && a[1].full === b[1].full;
}

/** A tag as BCP 47 has it written: ZH_hant is zh-Hant. Undefined: it is no locale. */
export const canonicalLocale = (tag: string): string | undefined => chainOf(tag)?.[0].tag;

/** A locale, its language with its script, its language. */
type Chain = readonly [Link, Link, Link];

/** A locale as it is written, and with all that it leaves out. */
interface Link {
  readonly tag: string;
  readonly full: string;
}

/** Of each link first the tag that says the same by itself, then those that mean it. */
function rankIn(links: readonly Link[], spoken: string): number | undefined {
  const [said] = chainOf(spoken) ?? [];
  const at = said === undefined ? -1 : links.findIndex(({ full }) => full === said.full);
  return at < 0 ? undefined : 2 * at + (links[at]!.tag === said?.tag ? 0 : 1);
}

/** To ask ICU of a tag takes 20 µs, and a decision takes a thousand: what it said is kept. */
const KNOWN = new Map<string, Chain | undefined>();
/** Who calls may make up as many tags as they like; a shop has few. */
const MOST_KNOWN = 1000;

function chainOf(tag: string): Chain | undefined {
  if (KNOWN.has(tag)) return KNOWN.get(tag);
  const chain = readChain(tag);
  if (KNOWN.size >= MOST_KNOWN) KNOWN.clear();
  KNOWN.set(tag, chain);
  return chain;
}

function readChain(tag: string): Chain | undefined {
  if (!/^[a-z]{2,3}(?:[-_][a-z0-9]{1,8})*$/i.test(tag)) return undefined;
  try {
    const locale = new Intl.Locale(tag.replaceAll('_', '-'));
    const { language, script } = locale.maximize();
    const written = script === undefined ? language : `${language}-${script}`;
    const link = (name: string): Link => ({ tag: name, full: new Intl.Locale(name).maximize().baseName });
    return [link(locale.baseName), link(written), link(language)];
  } catch {
    return undefined; // shaped like one, as "zh-a" is
  }
}

/**
 * The locales of an Accept-Language header, best first; of equally wanted ones the one that was named first.
 * Source: RFC 9110, 12.5.4.
 */
export function acceptedLocales(header: string | undefined): readonly string[] {
  const asked = (header ?? '').split(',').map((part) => {
    const [tag = '', ...parameters] = part.trim().split(';');
    const quality = parameters.map((it) => /^\s*q=([\d.]+)$/.exec(it)?.[1]).find((it) => it !== undefined);
    return { tag, quality: Number(quality ?? 1) };
  });
  return asked
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag);
}
