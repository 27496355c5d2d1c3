import { check } from '../../../shared/domain/check.ts';
import { canonicalLocale, localeSchema } from '../../../shared/domain/language.ts';
import { checkedLanguages, type ShopLanguages, shopLanguagesSchema } from '../../../shared/domain/shop-languages.ts';
import { refuseClashes, type TermList, termListSchema } from '../../../shared/domain/term.ts';

/** @throws InvalidInputError naming each wrong field. */
export const parseShopLanguages = (body: unknown): ShopLanguages => checkedLanguages(check(shopLanguagesSchema, body));

/** @throws InvalidInputError naming each wrong field. */
export function parseTermList(body: unknown): TermList {
  const list = check(termListSchema, body) as TermList;
  refuseClashes(list);
  return list;
}

/** As BCP 47 has it written. @throws InvalidInputError */
export function parseLocale(locale: string | undefined): string {
  const tag = check(localeSchema, locale, '/locale');
  return canonicalLocale(tag) ?? tag;
}
