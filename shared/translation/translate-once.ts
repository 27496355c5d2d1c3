import { InvalidInputError } from '../domain/errors.ts';
import { isSameWriting } from '../domain/language.ts';
import { type Term, termsIn } from '../domain/term.ts';
import type { Hash } from '../ports/system.ts';
import type { Direction, KeptTranslations, Translation, Translator } from '../ports/translations.ts';

export interface TranslationPorts {
  readonly translator: Translator;
  readonly kept: KeptTranslations;
  readonly hash: Pick<Hash, 'sha256'>;
}

/** What became of a text. */
export interface MadeText extends Translation {
  /** By which it is found again, and known to be out of date. */
  readonly key: string;
  readonly isMachine: boolean;
}

/** Texts that are translated at the same time: what an account of Amazon Translate takes without being asked to wait. */
const PARALLEL = 4;

/**
 * Texts in another language, in their order, each translated once and kept. Another text, another machine, or other terms
 * that stand in the text make another key, so that it is made anew; terms that stand elsewhere change nothing.
 *
 * An empty text stays as it is. So does one that names somebody's address: nothing personal is handed over or kept.
 * @throws UnavailableError when the machine does not answer; what was made until then is kept.
 */
export const translateOnce =
  (ports: TranslationPorts) =>
  async (texts: readonly string[], direction: Direction, terms: readonly Term[]): Promise<readonly MadeText[]> => {
    const keyOf = keysFor(ports, direction, terms);
    const wanted = new Map(texts.filter((text) => isForMachine(text, direction)).map((text) => [keyOf(text), text]));
    const made = new Map(await ports.kept.find([...wanted.keys()]));
    const left = [...wanted].filter(([key]) => !made.has(key));
    const worker = async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        const [key, text] = next;
        const translation = await translated(ports.translator, text, direction, terms);
        if (translation === undefined) continue;
        await ports.kept.keep(key, translation);
        made.set(key, translation);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, worker));
    return texts.map((text) => {
      const key = keyOf(text);
      const translation = made.get(key);
      if (translation !== undefined) return { ...translation, key, isMachine: translation.text !== text };
      return { text, key, untranslated: isReadable(text, direction) ? [] : [text], isMachine: false };
    });
  };

/** Of one direction. */
export function keysFor(
  { translator, hash }: Pick<TranslationPorts, 'translator' | 'hash'>,
  { source, target }: Direction,
  terms: readonly Term[],
): (text: string) => string {
  return (text) => {
    const said = termsIn(text, terms).flatMap(({ term }) => [term.term, term.translation ?? '']);
    return hash.sha256('translation', translator.name, source, target, text, ...said).slice(0, 32);
  };
}

/** Whether who reads the target reads the text as it is. */
const isReadable = (text: string, { source, target }: Direction): boolean =>
  !/\p{L}/u.test(text) || isSameWriting(source, target);

const isForMachine = (text: string, direction: Direction): boolean => !isReadable(text, direction) && !isPersonal(text);

/** An e-mail address, or a phone number as it is dialled from abroad. */
const isPersonal = (text: string): boolean => /[^\s@]@[^\s@]+\.\p{L}|\+\d[\d ()./-]{6,}\d/u.test(text);

/** Undefined for what the machine cannot translate: the text stays, and says so. */
async function translated(
  translator: Translator,
  text: string,
  direction: Direction,
  terms: readonly Term[],
): Promise<Translation | undefined> {
  try {
    return await translator.translate(text, direction, terms);
  } catch (error) {
    if (error instanceof InvalidInputError) return undefined;
    throw error;
  }
}
