import { isSameWriting, languageFor, UNDETERMINED } from '../domain/language.ts';
import { SHOP_LANGUAGES, type ShopLanguages } from '../domain/shop-languages.ts';
import type { TermList } from '../domain/term.ts';
import type { LocalizedText, TextsToLocalize } from '../domain/texts-to-localize.ts';
import type { Documents } from '../ports/documents.ts';
import { termsFor } from './terms-for.ts';
import { type TranslationPorts, translateOnce } from './translate-once.ts';

export interface LocalizePorts extends TranslationPorts {
  readonly languages: Pick<Documents<ShopLanguages>, 'find'>;
  readonly terms: Pick<Documents<TermList>, 'list'>;
}

/**
 * The shop's texts for a reader, in their order: in the language of those it has declared that fits the locale best, or
 * as they are where none does. Never part of a decision: a text that is not kept yet waits for the machine.
 * @throws UnavailableError when the machine does not answer now.
 */
export const localizeTexts = (ports: LocalizePorts) => {
  const translate = translateOnce(ports);
  return async ({ text: texts, locale }: TextsToLocalize): Promise<readonly LocalizedText[]> => {
    const shop = (await ports.languages.find(SHOP_LANGUAGES))?.body ?? NOTHING_SET;
    const target = languageFor([locale], [shop.language, ...shop.translateTo]) ?? shop.language;
    if (isSameWriting(target, shop.language) || target === UNDETERMINED)
      return texts.map((text) => ({ text, contentLanguage: shop.language }));
    const terms = await termsFor(ports.terms, target);
    const made = await translate(texts, { source: shop.language, target }, terms);
    return made.map(({ text, untranslated, isMachine }, i) => {
      if (untranslated.length > 0) return { text: texts[i]!, contentLanguage: shop.language, untranslated };
      return { text, contentLanguage: target, ...(isMachine && { machineTranslated: true }) };
    });
  };
};

const NOTHING_SET: ShopLanguages = { language: UNDETERMINED, translateTo: [] };
