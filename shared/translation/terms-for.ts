import { languageFor } from '../domain/language.ts';
import type { Term, TermList } from '../domain/term.ts';
import type { Documents } from '../ports/documents.ts';

/** The shop's terms for a language, of the list that fits it best: zh-HK goes by those of zh-Hant. */
export async function termsFor(lists: Pick<Documents<TermList>, 'list'>, locale: string): Promise<readonly Term[]> {
  const documents = await lists.list();
  const best = languageFor(
    [locale],
    documents.map(({ id }) => id),
  );
  return documents.find(({ id }) => id === best)?.body.terms ?? [];
}
