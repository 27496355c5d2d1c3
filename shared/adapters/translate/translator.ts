import { TranslateClient, TranslateTextCommand } from '@aws-sdk/client-translate';
import { invalidAt, UnavailableError } from '../../domain/errors.ts';
import { languageFor } from '../../domain/language.ts';
import type { Direction, Translator } from '../../ports/translations.ts';
import { type Piece, piecesOf, unmarked } from './marked-pieces.ts';

/** A call that is asked to wait is made again after longer and longer, and the next ones are made less often. */
const PATIENT = { retryMode: 'adaptive', maxAttempts: 6 } as const;

/**
 * Amazon Translate. Terms are put into the text as they are to be read, in marks within which the service translates
 * nothing, and each is looked for in what comes back: a text that lost one is refused, never told.
 */
export function amazonTranslator(client = new TranslateClient(PATIENT)): Translator {
  return {
    name: 'amazon-translate',
    async translate(text, direction, terms) {
      const parts: string[] = [];
      for (const piece of piecesOf(text, direction.source, terms))
        parts.push(await translatedPiece(client, piece, direction));
      return { text: parts.join(''), untranslated: [] };
    },
  };
}

async function translatedPiece(client: TranslateClient, piece: Piece, direction: Direction): Promise<string> {
  if (piece.marked === '') return piece.before + piece.after;
  const answer = await answerTo(client, piece.marked, direction);
  const text = unmarked(piece, answer);
  if (text === undefined) throw invalidAt('/text', 'Amazon Translate lost a term of it');
  return text;
}

async function answerTo(client: TranslateClient, Text: string, { source, target }: Direction): Promise<string> {
  try {
    const { TranslatedText = '' } = await client.send(
      new TranslateTextCommand({ Text, SourceLanguageCode: codeOf(source), TargetLanguageCode: codeOf(target) }),
    );
    return TranslatedText;
  } catch (cause) {
    const { name } = cause as Error;
    if (NEVER.has(name)) throw invalidAt('/text', `Amazon Translate does not take it from ${source} to ${target}`);
    throw new UnavailableError(`Amazon Translate does not answer now (${name})`, 60, { cause });
  }
}

/** What no later call would change. */
const NEVER = new Set([
  'UnsupportedLanguagePairException',
  'TextSizeLimitExceededException',
  'InvalidRequestException',
  'ValidationException',
]);

/**
 * Where the service has more than one of a language; else it knows it by the language alone.
 * Source: docs.aws.amazon.com/translate/latest/dg/what-is-languages.html
 */
const WITH_PLACE = ['zh', 'zh-TW', 'fr', 'fr-CA', 'es', 'es-MX', 'pt', 'pt-PT', 'fa', 'fa-AF'];

const codeOf = (locale: string): string => {
  const known = languageFor([locale], WITH_PLACE);
  const { language } = new Intl.Locale(locale);
  return known ?? (language === 'nb' ? 'no' : language);
};
