/**
 * An English word without its commonest endings, so that its forms are one: `cancelled`, `cancelling` and `cancels` are
 * `cancel`. What it gives need be no word; it is only compared with others that it gave.
 *
 * Source: Harman (1991), "How effective is suffixing?", on why few rules do; the rules are its S-stemmer's and -ed, -ing.
 */
export function stem(word: string): string {
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
  return withoutEnding(word)
    .replace(/([b-df-hj-np-tv-z])\1$/, '$1')
    .replace(/(?<=....)e$/, '')
    .replace(/y$/, 'i');
}

function withoutEnding(word: string): string {
  if (/[aeiouy].*ing$/.test(word) && word.length > 5) return word.slice(0, -3);
  if (/[aeiouy].*ed$/.test(word) && word.length > 4) return word.slice(0, -2);
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(sh|ch|x|ss)es$/.test(word)) return word.slice(0, -2);
  return /[^us]s$/.test(word) ? word.slice(0, -1) : word;
}
