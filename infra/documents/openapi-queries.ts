import * as z from 'zod';
import { statusSchema } from '../../functions/assist/assistant/contract.ts';
import { cardQuerySchema, metricSchema, rangeSchema } from '../../functions/console/contract.ts';
import { partSchema } from '../../functions/decide/jobs/contract.ts';
import { exportFormatSchema } from '../../functions/people/privacy/contract.ts';
import { daySchema } from '../../shared/domain/day.ts';
import { marketSchema } from '../../shared/domain/item.ts';
import { localeSchema } from '../../shared/domain/language.ts';
import { pageSchema } from '../../shared/domain/page.ts';
import { bySchema } from '../../shared/domain/person-address.ts';

const by = z.object({ by: bySchema });
const day = z.object({ day: daySchema.optional() });
const market = z.object({ market: marketSchema.optional() });
const locale = z.object({ locale: localeSchema.default('en') });
const format = z.object({ format: exportFormatSchema, cursor: z.string().optional() });

/** Parameters behind the path, by the route as infra/topology.ts writes it; a route that is not here has none. */
export const QUERIES: Readonly<Record<string, z.ZodObject>> = {
  'GET /v1/items': pageSchema,
  'POST /v1/inventory/plans': pageSchema,
  'GET /v1/exchange-rates': day,
  'GET /v1/decisions/{decisionId}/explanation': locale,
  'GET /v1/me/decisions/{decisionId}/explanation': locale,
  'GET /v1/jobs/{jobId}/result': z.object({ part: partSchema }),
  'GET /v1/segments/{segmentId}/members': pageSchema,
  'POST /v1/audiences/{segmentId}': pageSchema,
  'GET /v1/profiles/{profileId}': by,
  'PATCH /v1/profiles/{profileId}': by,
  'GET /v1/profiles/{profileId}/segments': by,
  'GET /v1/profiles/{profileId}/predictions': by,
  'GET /v1/profiles/{profileId}/community': by,
  'GET /v1/profiles/{profileId}/devices': by,
  'GET /v1/profiles/{profileId}/events': by.extend(pageSchema.shape),
  'GET /v1/profiles/{profileId}/decisions': by.extend(pageSchema.shape),
  'GET /v1/profiles/{profileId}/consent': by.extend(market.shape),
  'PUT /v1/profiles/{profileId}/consent': by.extend(market.shape),
  'POST /v1/profiles/{profileId}/sessions': by,
  'PUT /v1/profiles/{profileId}/flag': by,
  'DELETE /v1/profiles/{profileId}/flag': by,
  'GET /v1/me/consent': market,
  'PUT /v1/me/consent': market,
  'GET /v1/me/decisions': pageSchema,
  'GET /v1/me/export': format,
  'GET /v1/privacy/requests/{requestId}/result': format,
  'GET /v1/conversations': pageSchema.extend({ status: statusSchema }),
  'GET /v1/events/quarantine': day.extend(pageSchema.shape),
  'GET /v1/operator/quarantine': day.extend(pageSchema.shape),
  'GET /v1/flags': day.extend(pageSchema.shape),
  'GET /v1/anomalies': z.object({ ...rangeSchema.shape, ...pageSchema.shape }),
  'GET /v1/reports/quality': day,
  'GET /v1/metrics': metricSchema,
  'GET /v1/models/{name}': cardQuerySchema,
  'GET /v1/models/{name}/versions/{version}': cardQuerySchema,
  'GET /v1/models/{name}/versions/{version}/diff': z.object({ against: z.string().optional() }),
};
