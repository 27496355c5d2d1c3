import * as z from 'zod';
import { check } from './check.ts';
import { localeSchema } from './language.ts';

const MOST_QUESTIONS = 50;
/** Of a question, as of a shopper’s. */
export const MOST_QUESTION_CHARACTERS = 2000;
const MOST_ANSWER_CHARACTERS = 2000;
const MOST_LANGUAGES = 50;

const textsSchema = z.strictObject({
  /** The question, and other ways to ask it. */
  questions: z.array(z.string().trim().min(1).max(MOST_QUESTION_CHARACTERS)).min(1).max(MOST_QUESTIONS),
  answer: z.string().trim().min(1).max(MOST_ANSWER_CHARACTERS),
});

const faqContentSchema = z.strictObject({
  /** By BCP 47 locale. */
  languages: z
    .record(localeSchema, textsSchema)
    .refine((texts) => Object.keys(texts).length > 0, 'want at least one language')
    .refine((texts) => Object.keys(texts).length <= MOST_LANGUAGES, `want at most ${MOST_LANGUAGES} languages`),
  /** Where the answer stands on the shop’s own site. */
  sourceUrl: z
    .url({ protocol: /^https$/ })
    .max(2000)
    .optional(),
});

/** A question that the shop has an answer to. */
export type FaqContent = z.infer<typeof faqContentSchema>;
export type FaqTexts = FaqContent['languages'][string];

const entryIdSchema = z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/, 'want 1 to 64 of A–Z, a–z, 0–9, _ . -');

/** @throws InvalidInputError */
export const parseFaqId = (id: string | undefined): string => check(entryIdSchema, id, '/entryId');
/** @throws InvalidInputError naming each wrong field. */
export const parseFaqContent = (body: unknown): FaqContent => check(faqContentSchema, body);
