import * as z from 'zod';
import { messageSchema, ratingSchema } from '../../functions/assist/assistant/contract.ts';
import { localizeSchema } from '../../functions/assist/money/contract.ts';
import {
  lookalikeSchema,
  newLookalikesSchema,
  newSegmentSchema,
  previewSchema,
} from '../../functions/audiences/contract.ts';
import { MAX_BATCH_ITEMS } from '../../functions/catalog/contract.ts';
import { flagSchema } from '../../functions/console/contract.ts';
import { planSchema } from '../../functions/console/experiments/contract.ts';
import { requestSchema, rewardSchema } from '../../functions/decide/actions/contract.ts';
import { rankingSchema, recommendationSchema } from '../../functions/decide/contract.ts';
import { consentSchema, mergeBody, relationBody, traitsBody } from '../../functions/people/profile/contract.ts';
import { itemContentSchema, itemSchema } from '../../shared/domain/item.ts';

/** What validates the body of a route, by the route as infra/topology.ts writes it. Other bodies are told in prose alone. */
export const BODIES: Readonly<Record<string, z.ZodType>> = {
  'PUT /v1/items/{itemId}': itemContentSchema,
  'POST /v1/items:batch': z.strictObject({ items: z.array(itemSchema).min(1).max(MAX_BATCH_ITEMS) }),
  'POST /v1/recommendations': recommendationSchema,
  'POST /v1/rankings': rankingSchema,
  'POST /v1/decisions': requestSchema,
  'POST /v1/decisions/{decisionId}/reward': rewardSchema,
  'POST /v1/localize': localizeSchema,
  'POST /v1/assistant/messages': messageSchema,
  'POST /v1/assistant/messages/{messageId}/rating': ratingSchema,
  'POST /v1/experiments': planSchema,
  'PUT /v1/experiments/{experimentId}': planSchema,
  'PUT /v1/profiles/{profileId}/flag': flagSchema,
  'POST /v1/segments': z.union([newSegmentSchema, newLookalikesSchema]),
  'POST /v1/segments:preview': previewSchema,
  'POST /v1/audiences:lookalike': lookalikeSchema,
  'POST /v1/profiles:merge': mergeBody,
  'PUT /v1/relations': relationBody,
  'PATCH /v1/profiles/{profileId}': traitsBody,
  'PUT /v1/profiles/{profileId}/consent': consentSchema,
  'PATCH /v1/me': traitsBody,
  'PUT /v1/me/consent': consentSchema,
};
