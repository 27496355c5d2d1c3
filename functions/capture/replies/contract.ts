import * as z from 'zod';

const countSchema = z.int().min(0);

/** What the sender of events is told; see `Receipt`. */
export const receiptReply = z
  .strictObject({
    success: z.literal(true),
    accepted: countSchema,
    duplicate: countSchema,
    quarantined: countSchema,
    declined: countSchema,
    /** One for each event that was not accepted. */
    verdicts: z.array(
      z.strictObject({
        /** Its place in the request, from 0. */
        index: countSchema,
        messageId: z.string(),
        verdict: z.enum(['duplicate', 'quarantined', 'declined']),
        code: z.string().optional(),
        pointer: z.string().optional(),
        reason: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'Receipt' });
