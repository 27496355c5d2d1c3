import * as z from 'zod';
import { parseActionRecord } from '../../shared/domain/action-record.ts';
import { check } from '../../shared/domain/check.ts';
import { parseDecisionRecord } from '../../shared/domain/decision-record.ts';
import { DATASET_FORMATS } from '../../shared/evaluation/datasets/format.ts';
import { CONTENT_FIELDS } from '../../shared/features/content.ts';
import { HISTORY_KINDS } from '../../shared/features/history.ts';
import { MOST_QUERY_PLACES } from '../../shared/model/graph/sessions.ts';
import { EXPLAINED_EVENTS } from '../../shared/model/recommender-graph.ts';
import { MAX_ROUNDING } from '../../shared/model/rounding.ts';
import { SOURCES } from '../../shared/model/sources.ts';

const weights = z.array(z.number().min(0)).length(HISTORY_KINDS.length);

const share = z.number().min(0).max(0.9);
const count = z.int().min(1).max(10_000);
const decay = z.union([z.literal('linear'), z.number().min(0)]);
const recencyExponent = z.number();

const sequenceSchema = z.strictObject({
  distanceExponent: z.number(),
  backwardWeight: z.number().min(0),
  repeatWeight: z.number().min(0),
  rowExponent: z.number(),
  columnExponent: z.number(),
  recencyExponent,
  neighbourCount: count,
  maxDistance: count,
});
const togetherSchema = z.strictObject({
  rowExponent: z.number(),
  columnExponent: z.number(),
  historyExponent: z.number(),
  neighbourCount: count,
  recencyExponent,
});
const factorsSchema = z.strictObject({
  dimensions: z.int().min(1).max(512),
  iterations: count,
  stepCount: count,
  observedWeight: z.number().positive(),
  unobservedWeight: z.number().positive(),
  zeroPairs: z.enum(['all', 'unobserved']),
  regularization: z.number().positive(),
  frequencyExponent: z.number(),
  initialScale: z.number().positive(),
  seed: z.int().min(0),
  recencyExponent,
});
const linearSchema = z.strictObject({
  ridge: z.number().positive(),
  ridgeExponent: z.number(),
  neighbourCount: count,
  maxItems: z.int().min(1),
  keepNegative: z.boolean(),
  recencyExponent,
});
const sessionsSchema = z.strictObject({
  sessionsPerItem: count,
  neighbourCount: count,
  historyLimit: z.int().min(1).max(MOST_QUERY_PLACES),
  sessionLimit: count,
  queryDecay: decay,
  matchDecay: decay,
  idfExponent: z.number().min(0),
  lengthExponent: z.number().min(0),
  ageScale: z.number().positive(),
  distanceScale: z.number().positive(),
  backwardWeight: z.number().min(0),
});
const embeddingSchema = z.strictObject({
  dimensions: z.int().min(4).max(512).multipleOf(4),
  historyLimit: z.int().min(1).max(200),
  epochs: count,
  positionLimit: z.int().min(1),
  batchSize: z.int().min(1).max(65_536),
  negatives: z.int().min(1).max(65_536),
  learningRate: z.number().positive(),
  eventDropout: share,
  vectorDropout: share,
  seed: z.int().min(0),
});

const contentSchema = z.strictObject({
  fieldWeights: z.array(z.number().min(0)).length(CONTENT_FIELDS.length),
  idfExponent: z.number().min(0),
  postingLimit: z.int().min(1),
  neighbourCount: count,
  recencyExponent,
});

/** Settings as a night's manifest or an evaluation's report gives them. */
const settingsSchema = z.strictObject({
  historyLimit: z.int().min(EXPLAINED_EVENTS).max(1000),
  historyKindWeights: weights,
  targetKindWeights: weights,
  sequence: sequenceSchema.nullable(),
  together: togetherSchema.nullable(),
  factors: factorsSchema.nullable(),
  linear: linearSchema.nullable(),
  sessions: sessionsSchema.nullable(),
  embeddings: embeddingSchema.nullable(),
  content: contentSchema.nullable(),
  blend: z.partialRecord(z.enum(SOURCES), z.strictObject({ weight: z.number(), floor: z.number().positive() })),
});

const nightInput = z.object({ settings: settingsSchema.optional(), settleSeconds: z.int().min(0).max(900).optional() });
const dataset = z.string().regex(/^[\w.-]+$/, 'want a folder name under datasets/');
const datasetInput = z.strictObject({
  dataset,
  format: z.enum(DATASET_FORMATS).exclude(['ratings']).optional(),
  listsFor: z.int().min(0).optional(),
  settings: settingsSchema.optional(),
});

const replayInput = z.strictObject({
  record: z.unknown(),
  tolerance: z.number().min(0).max(0.01).default(MAX_ROUNDING),
});

const taskInput = z.strictObject({
  dataset,
  task: z.string(),
  options: z.record(z.string(), z.string()).default({}),
});

const ratingsInput = z.strictObject({ dataset });

/** Two alike hide nobody; more than a thousand are few shops' consenting people. */
const anonymiseInput = z.strictObject({ dataset, k: z.int().min(3).max(1000) });

/** What an operator may say to a night. @throws InvalidInputError naming the field. */
export const parseNightInput = (value: unknown) => check(nightInput, value);

/** @throws InvalidInputError naming the field. */
export const parseDatasetInput = (value: unknown) => check(datasetInput, value);

/** @throws InvalidInputError naming the field. */
export const parseTaskInput = (value: unknown) => check(taskInput, value);

/** @throws InvalidInputError naming the field. */
export const parseRatingsInput = (value: unknown) => check(ratingsInput, value);

/** @throws InvalidInputError naming the field. */
export const parseAnonymiseInput = (value: unknown) => check(anonymiseInput, value);

/** @throws InvalidInputError naming the field. */
export const parseReplayInput = (value: unknown) => {
  const { record, tolerance } = check(replayInput, value);
  const isAction = typeof record === 'object' && record !== null && Object.hasOwn(record, 'point');
  return { record: isAction ? parseActionRecord(record) : parseDecisionRecord(record), tolerance };
};
