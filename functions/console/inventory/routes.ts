import { parsePage } from '../../../shared/domain/page.ts';
import { LEAST_LEVEL, MOST_DAYS, MOST_LEVEL } from '../../../shared/model/demand.ts';
import { type Endpoints, type Guard, ok } from '../../../shared/runtime/http/http-handler.ts';
import { jsonOf } from '../../../shared/runtime/http/request.ts';
import { parseHorizon, parsePlan } from './contract.ts';
import { forecastOf } from './forecast.ts';
import { type PlanPorts, planOf } from './plan.ts';

const LIMITS = { days: MOST_DAYS, levels: [LEAST_LEVEL, MOST_LEVEL] } as const;

/** What may be asked for of each item, and what to order for it. */
export function inventoryRoutes(ports: PlanPorts, forCatalog: Guard): Endpoints {
  const [forecast, plan] = [forecastOf(ports), planOf(ports)];
  return {
    'GET /v1/items/{itemId}/forecast': forCatalog(async ({ parameters, query }) =>
      ok(await forecast(parameters['itemId'] ?? '', parseHorizon(query, LIMITS))),
    ),
    'POST /v1/inventory/plans': forCatalog(async (request) =>
      ok(await plan(parsePlan(jsonOf(request), LIMITS), parsePage(request.query))),
    ),
  };
}
