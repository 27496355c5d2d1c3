import * as z from 'zod';

export const MAX_IMAGE_BYTES = 3 * 1024 * 1024;
const [LEAST_NUMBERS, MOST_NUMBERS] = [8, 2048];
/** Names that begin so are of what is computed here. */
const OWN_PREFIX = 'rapport-';

const embeddingSchema = z.strictObject({
  /** What computed it: numbers of different models are never compared. */
  model: z
    .string()
    .min(1)
    .max(100)
    .refine((name) => !name.startsWith(OWN_PREFIX), `want a name that does not begin with "${OWN_PREFIX}"`),
  values: z
    .array(z.number())
    .min(LEAST_NUMBERS)
    .max(MOST_NUMBERS)
    .refine((values) => values.some((value) => value !== 0), 'want a number that is not 0'),
});

/** What a shop says of how an item looks: a file in base64, or numbers that a model of its own made of one. */
export const itemImageSchema = z
  .strictObject({
    file: z
      .base64()
      .min(1)
      .max(Math.ceil(MAX_IMAGE_BYTES / 3) * 4, `want at most ${MAX_IMAGE_BYTES} bytes, in base64`)
      .optional(),
    embedding: embeddingSchema.optional(),
  })
  .refine(
    ({ file, embedding }) => (file === undefined) !== (embedding === undefined),
    'want either "file" or "embedding"',
  );

export type ItemImage = z.infer<typeof itemImageSchema>;

/** What is kept of how an item looks, and all that is: no pixel. */
export interface ImageEmbedding {
  /** What computed it. */
  readonly model: string;
  /** Numbers in [−127, 127], in proportion to those that were computed. */
  readonly values: readonly number[];
}

/** @param values - finite, not all 0. */
export function imageEmbedding(model: string, values: ArrayLike<number>): ImageEmbedding {
  const numbers = Array.from(values);
  const largest = numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { model, values: numbers.map((value) => Math.round((127 * value) / largest) || 0) };
}
