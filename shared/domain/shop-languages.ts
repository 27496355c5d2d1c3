import * as z from 'zod';
import { type InputDefect, invalid } from './errors.ts';
import { canonicalLocale, isSameWriting, localeSchema, UNDETERMINED } from './language.ts';

/** What the shop writes in, and what is to be made of it. */
export interface ShopLanguages {
  /** That the titles and descriptions of items are written in. */
  readonly language: string;
  /** Those that a machine translates into what the shop has not written in them itself. */
  readonly translateTo: readonly string[];
}

/** The document's id: a shop has one. */
export const SHOP_LANGUAGES = 'shop';

const MOST_TARGETS = 10;

export const shopLanguagesSchema = z.strictObject({
  language: localeSchema,
  translateTo: z.array(localeSchema).max(MOST_TARGETS).default([]),
});

/** As BCP 47 has them written. @throws InvalidInputError naming a language that stands there twice, or is the shop's own. */
export function checkedLanguages({ language, translateTo }: ShopLanguages): ShopLanguages {
  const defects = translateTo.flatMap((tag, i): InputDefect[] => {
    const pointer = `/translateTo/${i}`;
    if (isSameWriting(tag, language))
      return [{ pointer, reason: `"${tag}" is what the shop writes in: "${language}"` }];
    const twin = translateTo.slice(0, i).find((other) => isSameWriting(other, tag));
    return twin === undefined ? [] : [{ pointer, reason: `who reads "${tag}" reads "${twin}", which is there` }];
  });
  if (defects.length > 0) throw invalid(defects);
  const canonical = (tag: string): string => canonicalLocale(tag) ?? tag;
  return { language: canonical(language), translateTo: translateTo.map(canonical) };
}

/** What the shop writes in, as it is set now; "und" where nothing is. */
export const writtenIn =
  (languages: { find(id: string): Promise<{ readonly body: ShopLanguages } | undefined> }): (() => Promise<string>) =>
  async () =>
    (await languages.find(SHOP_LANGUAGES))?.body.language ?? UNDETERMINED;
