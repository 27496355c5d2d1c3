import type { ZodType } from 'zod';
import { messageSchema, ratingSchema } from '../../functions/assist/assistant/contract.ts';
import { localizeSchema } from '../../functions/assist/money/contract.ts';
import { lookalikeSchema } from '../../functions/audiences/contract.ts';
import { flagSchema } from '../../functions/console/contract.ts';
import { planSchema } from '../../functions/console/experiments/contract.ts';
import { requestSchema, rewardSchema } from '../../functions/decide/actions/contract.ts';
import { rankingSchema, recommendationSchema } from '../../functions/decide/contract.ts';
import { mergeBody, relationBody } from '../../functions/people/profile/contract.ts';

/** What validates the body of a route, by the route as infra/topology.ts writes it. Other bodies are told in prose alone. */
export const BODIES: Readonly<Record<string, ZodType>> = {
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
  'POST /v1/audiences:lookalike': lookalikeSchema,
  'POST /v1/profiles:merge': mergeBody,
  'PUT /v1/relations': relationBody,
};
