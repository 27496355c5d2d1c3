import * as z from 'zod';
import { check } from '../../shared/domain/check.ts';
import { HISTORY_KINDS } from '../../shared/features/history.ts';

const weights = z.array(z.number().min(0)).length(HISTORY_KINDS.length);

/** Settings as a night's manifest or an evaluation's report gives them. */
const settingsSchema = z.strictObject({
  distanceExponent: z.number(),
  backwardWeight: z.number().min(0),
  repeatWeight: z.number().min(0),
  rowExponent: z.number(),
  columnExponent: z.number(),
  recencyExponent: z.number(),
  neighbourCount: z.int().min(1).max(1000),
  maxDistance: z.int().min(1).max(1000),
  historyLimit: z.int().min(1).max(1000),
  popularityWeight: z.number().min(0),
  targetKindWeights: weights,
  historyKindWeights: weights,
});

const nightInput = z.object({ settings: settingsSchema.optional() });
const ofDataset = {
  dataset: z.string().regex(/^[\w.-]+$/, 'want a folder name under datasets/'),
  listsFor: z.int().min(0).optional(),
  settings: settingsSchema.optional(),
};
/** Each form of data has the protocol that its publications use. */
const datasetInput = z.discriminatedUnion('format', [
  z.strictObject({ format: z.literal('sequences'), protocol: z.literal('leave-one-out'), ...ofDataset }),
  z.strictObject({ format: z.literal('sessions'), protocol: z.literal('next-click'), ...ofDataset }),
]);

/** What an operator may say to a night. @throws InvalidInputError naming the field. */
export const parseNightInput = (value: unknown) => check(nightInput, value);

/** @throws InvalidInputError naming the field. */
export const parseDatasetInput = (value: unknown) => check(datasetInput, value);
