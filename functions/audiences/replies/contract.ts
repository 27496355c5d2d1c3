import * as z from 'zod';
import { SEGMENT_KINDS } from '../../../shared/domain/segment.ts';

const countSchema = z.int().min(0);
const personSchema = z.union([z.strictObject({ userId: z.string() }), z.strictObject({ anonymousId: z.string() })]);

/** See `SegmentReply`. */
export const segmentReply = z
  .strictObject({
    segmentId: z.string(),
    words: z.string(),
    kind: z.enum(SEGMENT_KINDS),
    /** Conditions put together by all, any, not, as the shop wrote them; absent of clusters and lookalikes. */
    rule: z.record(z.string(), z.unknown()).optional(),
    /** Of lookalikes: whom they are like, and how many there are at most. */
    seedSegmentId: z.string().optional(),
    size: countSchema.optional(),
  })
  .meta({ id: 'Segment' });

export const segmentsReply = z.strictObject({ segments: z.array(segmentReply) });

/** As of the last night, less those who withdrew up to `consentAsOf`. */
const countShape = { count: countSchema, asOf: z.iso.datetime(), consentAsOf: z.iso.datetime() };

export const countedSegmentReply = segmentReply
  .extend({
    ...z.strictObject(countShape).partial().shape,
    seeds: countSchema.optional(),
    /** Why nobody is in it. */
    because: z.string().optional(),
  })
  .meta({ id: 'CountedSegment' });

export const previewReply = z.strictObject({ ...countShape, sample: z.array(personSchema).max(5) });

export const membersReply = z
  .strictObject({
    segmentId: z.string(),
    members: z.array(personSchema),
    asOf: z.iso.datetime(),
    nextCursor: z.string().optional(),
  })
  .meta({ id: 'SegmentMembers' });
