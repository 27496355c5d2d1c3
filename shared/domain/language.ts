/**
 * The language to speak: of those wanted, best first, the first that is spoken, by its whole locale or by the nearest
 * part of it. Case does not count, and a text that is no locale is passed over.
 *
 * @param wanted - e.g. zh-Hant-HK, for which zh-Hant-HK, zh-Hant and zh are looked for.
 */
export const languageFor = <Language extends string>(
  wanted: readonly string[],
  spoken: readonly Language[],
): Language | undefined =>
  wanted
    .flatMap(localeChain)
    .map((tag) => spoken.find((language) => language.toLowerCase() === tag))
    .find((language) => language !== undefined);

/** What to look for, best first, in lower case. */
function localeChain(locale: string): readonly string[] {
  if (!/^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*$/.test(locale)) return [];
  const parts = locale.toLowerCase().split(/[-_]/);
  return parts.map((_, cut) => parts.slice(0, parts.length - cut).join('-'));
}
