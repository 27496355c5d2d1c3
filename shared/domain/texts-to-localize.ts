import * as z from 'zod';
import { check } from './check.ts';
import { localeSchema } from './language.ts';

/** Texts of the shop's own, that name nobody. */
const textsToLocalizeSchema = z.strictObject({
  text: z.array(z.string().max(10_000)).min(1).max(100),
  locale: localeSchema,
});

export type TextsToLocalize = z.infer<typeof textsToLocalizeSchema>;

export interface LocalizedText {
  readonly text: string;
  /** BCP 47; "und" where the shop has not said what it writes in. */
  readonly contentLanguage: string;
  readonly machineTranslated?: true;
  /** What the machine has no word for, so that the text stays as it is. */
  readonly untranslated?: readonly string[];
}

/** @throws InvalidInputError naming each wrong field. */
export const parseTextsToLocalize = (body: unknown): TextsToLocalize => check(textsToLocalizeSchema, body);
