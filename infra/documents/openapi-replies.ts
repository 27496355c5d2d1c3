import type { ZodType } from 'zod';
import {
  countedSegmentReply,
  membersReply,
  previewReply,
  segmentReply,
  segmentsReply,
} from '../../functions/audiences/replies/contract.ts';
import { receiptReply } from '../../functions/capture/replies/contract.ts';
import { metricReply, modelsReply } from '../../functions/console/replies/contract.ts';
import { decisionReply, placementsReply, rankingReply } from '../../functions/decide/replies/contract.ts';
import {
  communityReply,
  consentReply,
  decisionLinesReply,
  devicesReply,
  membershipsReply,
  predictionsReply,
  profileReply,
} from '../../functions/people/replies/contract.ts';

const captures = [
  ...['batch', 'import', 'track', 'identify', 'page', 'screen', 'group', 'alias'],
  ...['b', 't', 'i', 'p', 's', 'g', 'a'],
].map((name) => `POST /v1/${name}`);

/** What is answered with 200, by the route as infra/topology.ts writes it; other answers are told in prose alone. */
export const REPLIES: Readonly<Record<string, ZodType>> = {
  ...Object.fromEntries([...captures, 'POST /beacon/v1/batch'].map((route) => [route, receiptReply])),
  'POST /v1/recommendations': decisionReply,
  'POST /v1/rankings': rankingReply,
  'GET /v1/placements': placementsReply,
  'GET /v1/metrics': metricReply,
  'GET /v1/models': modelsReply,
  'GET /v1/segments': segmentsReply,
  'POST /v1/segments': segmentReply,
  'GET /v1/segments/{segmentId}': countedSegmentReply,
  'POST /v1/segments:preview': previewReply,
  'GET /v1/segments/{segmentId}/members': membersReply,
  'GET /v1/profiles/{profileId}': profileReply,
  'PATCH /v1/profiles/{profileId}': profileReply,
  'GET /v1/profiles/{profileId}/segments': membershipsReply,
  'GET /v1/profiles/{profileId}/predictions': predictionsReply,
  'GET /v1/profiles/{profileId}/devices': devicesReply,
  'GET /v1/profiles/{profileId}/community': communityReply,
  'GET /v1/profiles/{profileId}/consent': consentReply,
  'PUT /v1/profiles/{profileId}/consent': consentReply,
  'GET /v1/profiles/{profileId}/decisions': decisionLinesReply,
  'GET /v1/me/consent': consentReply,
  'PUT /v1/me/consent': consentReply,
  'GET /v1/me/decisions': decisionLinesReply,
};
