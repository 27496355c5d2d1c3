import * as z from 'zod';
import { CONSENT_SOURCES, PURPOSES } from '../../../shared/domain/consent.ts';
import { BEHAVIOURS } from '../../../shared/domain/prediction.ts';
import { SEGMENT_KINDS } from '../../../shared/domain/segment.ts';

const rangeShape = { low: z.number(), high: z.number() };
const evidence = z.enum(['person', 'segment']);
const foreseenShape = { predicted: z.literal(true), modelVersion: z.string(), asOf: z.iso.datetime() };

const predictionSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('trait'),
      name: z.string(),
      ...foreseenShape,
      value: z.string(),
      probability: z.number().min(0).max(1),
    }),
    z.strictObject({
      kind: z.literal('behaviour'),
      name: z.enum(BEHAVIOURS),
      ...foreseenShape,
      category: z.string().optional(),
      horizonDays: z.int(),
      probability: z.number().min(0).max(1),
      interval: z.strictObject(rangeShape),
      evidence,
      contributions: z.array(
        z.strictObject({ feature: z.string(), value: z.number().optional(), logOdds: z.number() }),
      ),
    }),
    z.strictObject({
      kind: z.literal('value'),
      name: z.literal('lifetime-value'),
      ...foreseenShape,
      horizonDays: z.int(),
      orders: z.strictObject({ ...rangeShape, expected: z.number() }),
      /** In the minor unit of the currency. */
      value: z.strictObject({ ...rangeShape, expected: z.number(), currency: z.string() }).nullable(),
      aliveProbability: z.number().min(0).max(1),
      evidence,
    }),
    z.strictObject({
      kind: z.literal('community'),
      name: z.literal('community'),
      ...foreseenShape,
      community: z.int(),
      members: z.int(),
      influence: z.number(),
      relations: z.int(),
      evidence,
    }),
  ])
  .meta({ id: 'Prediction' });

const memberships = z.array(
  z.strictObject({
    segmentId: z.string(),
    kind: z.enum(SEGMENT_KINDS),
    words: z.string(),
    because: z.array(z.string()),
  }),
);
const unforeseen = z.array(z.strictObject({ name: z.enum(BEHAVIOURS), because: z.string() }));
const devices = z.array(z.strictObject({ anonymousId: z.string(), linkedAt: z.iso.datetime(), messageId: z.string() }));
const source = z.enum(CONSENT_SOURCES);

/** See `ProfileReply`. */
export const profileReply = z
  .strictObject({
    profileId: z.string(),
    by: z.enum(['userId', 'anonymousId']),
    traits: z.record(z.string(), z.unknown()),
    /** By name, as docs/api.md lists them; absent where the person does not allow it. */
    features: z.record(z.string(), z.unknown()).optional(),
    segments: memberships,
    predictions: z.array(predictionSchema),
    unforeseen,
    consent: z.partialRecord(z.enum(PURPOSES), z.strictObject({ granted: z.boolean(), atMs: z.int(), source })),
    devices,
    restricted: z.literal(true).optional(),
    asOf: z.iso.datetime(),
  })
  .meta({ id: 'Profile' });

const { profileId, asOf } = profileReply.shape;
export const membershipsReply = z.strictObject({ profileId, segments: memberships, asOf });
export const predictionsReply = z.strictObject({
  profileId,
  predictions: profileReply.shape.predictions,
  unforeseen,
  asOf,
});
export const devicesReply = z.strictObject({ profileId, devices });
export const communityReply = z.strictObject({
  profileId,
  community: z.strictObject({ number: z.int(), members: z.int() }).nullable(),
  influence: z.number().nullable(),
  relations: z.int(),
  evidence: z.enum([...evidence.options, 'none']),
  asOf,
});

/** See `ConsentView`. */
export const consentReply = z
  .strictObject({
    regime: z.enum(['opt-out', 'opt-in', 'by-market']),
    purposes: z.partialRecord(z.enum(PURPOSES), z.strictObject({ granted: z.boolean(), at: z.iso.datetime(), source })),
    /** By use: may the house do it now? */
    uses: z.record(z.string(), z.boolean()),
  })
  .meta({ id: 'Consent' });

/** What was decided for a person, newest first; see `DecisionLine`. */
export const decisionLinesReply = z
  .strictObject({
    decisions: z.array(
      z.strictObject({
        decisionId: z.string(),
        decidedAt: z.iso.datetime(),
        placement: z.string(),
        itemIds: z.array(z.string()),
        probabilities: z.array(z.number()).optional(),
        policy: z.string().optional(),
        variants: z.record(z.string(), z.string()).optional(),
        features: z.array(z.number()).optional(),
        claim: z.record(z.string(), z.unknown()).optional(),
      }),
    ),
    nextCursor: z.string().optional(),
  })
  .meta({ id: 'DecisionLines' });
