import { type TermPlace, termsIn } from '../../domain/term.ts';
import type { Translator } from '../../ports/translations.ts';

/**
 * Translates what the shop has a term for, and says what it left as it was: it knows no language. Numbers and signs are
 * the same in all.
 */
export const glossaryTranslator: Translator = {
  name: 'glossary',
  async translate(text, _direction, terms) {
    const places = termsIn(text, terms);
    return { text: replaced(text, places), untranslated: wordsBetween(text, places) };
  },
};

function replaced(text: string, places: readonly TermPlace[]): string {
  let made = '';
  let at = 0;
  for (const { from, to, term } of places) {
    made += text.slice(at, from) + (term.translation ?? text.slice(from, to));
    at = to;
  }
  return made + text.slice(at);
}

/** Each stretch once, in the order in which they stand. */
function wordsBetween(text: string, places: readonly TermPlace[]): readonly string[] {
  const ends = [0, ...places.map(({ to }) => to)];
  const begins = [...places.map(({ from }) => from), text.length];
  const stretches = ends.map((end, i) => text.slice(end, begins[i]).trim());
  return [...new Set(stretches.filter((stretch) => /\p{L}/u.test(stretch)))];
}
