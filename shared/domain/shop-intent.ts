import * as z from 'zod';
import { check } from './check.ts';
import { MOST_QUESTION_CHARACTERS } from './faq.ts';

/** What the assistant knows to do of itself; a shop adds examples to these, and intents of its own. */
export const OWN_INTENTS = [
  'greeting',
  'thanks',
  'person',
  'order-status',
  'returns',
  'product-search',
  'recommendation',
] as const;
export type OwnIntent = (typeof OWN_INTENTS)[number];

/** That a text asks something which the shop’s FAQ answers; learnt from the FAQ, and no name for an intent of a shop. */
export const FAQ_INTENT = 'faq';

const MOST_EXAMPLES = 500;

const intentContentSchema = z.strictObject({
  /** What shoppers say who want this, in any language. */
  examples: z.array(z.string().trim().min(1).max(MOST_QUESTION_CHARACTERS)).min(1).max(MOST_EXAMPLES),
  /** Where they lead: an entry of the FAQ, or a person of the shop. Absent of the assistant’s own intents. */
  leadsTo: z.union([z.strictObject({ entryId: z.string().min(1).max(64) }), z.literal('person')]).optional(),
});

/** Labelled examples of the shop, and what they lead to. */
export type IntentContent = z.infer<typeof intentContentSchema>;

const nameSchema = z
  .string()
  .regex(/^[a-z0-9-]{1,64}$/, 'want 1 to 64 of a–z, 0–9 and -')
  .refine((name) => name !== FAQ_INTENT, `"${FAQ_INTENT}" is learnt from the FAQ`);

/** @throws InvalidInputError */
export const parseIntentName = (name: string | undefined): string => check(nameSchema, name, '/name');

/** @throws InvalidInputError also where an intent of the shop leads nowhere, or one of the assistant’s elsewhere. */
export function parseIntentContent(name: string, body: unknown): IntentContent {
  const isOwn = isOwnIntent(name);
  return check(
    intentContentSchema.refine(({ leadsTo }) => (leadsTo === undefined) === isOwn, {
      path: ['leadsTo'],
      message: isOwn
        ? `the assistant knows what to do of ${name}: leave it out`
        : 'want {"entryId": …} of an entry of the FAQ, or "person"',
    }),
    body,
  );
}

export const isOwnIntent = (name: string): name is OwnIntent => OWN_INTENTS.some((own) => own === name);
