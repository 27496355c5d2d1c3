import type { Term } from '../domain/term.ts';

/** From what into what, as BCP 47 tags. */
export interface Direction {
  readonly source: string;
  readonly target: string;
}

/** What a machine made of a text. */
export interface Translation {
  readonly text: string;
  /** Stretches that it left as they were for want of knowing better; none: it has translated all of it. */
  readonly untranslated: readonly string[];
}

/** A machine that translates. */
export interface Translator {
  /** Another machine makes another text of it. */
  readonly name: string;
  /**
   * @param terms - of the target: each stands in the translation as it says.
   * @throws InvalidInputError for a direction that it does not know, or a text of which it lost a term;
   * UnavailableError when it does not answer now.
   */
  translate(text: string, direction: Direction, terms: readonly Term[]): Promise<Translation>;
}

/** What machines made, each once; goes by itself when it has not been made anew for long. */
export interface KeptTranslations {
  find(keys: readonly string[]): Promise<ReadonlyMap<string, Translation>>;
  keep(key: string, translation: Translation): Promise<void>;
}
