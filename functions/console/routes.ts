import { parseDay } from '../../shared/domain/day.ts';
import { parsePage } from '../../shared/domain/page.ts';
import { utcDay } from '../../shared/domain/time.ts';
import type { Anomalies } from '../../shared/ports/anomalies.ts';
import type { PersonFlags } from '../../shared/ports/flags.ts';
import type { ModelCards } from '../../shared/ports/model-cards.ts';
import type { QualityReports } from '../../shared/ports/quality-reports.ts';
import type { ShopMetrics } from '../../shared/ports/shop-metrics.ts';
import type { Clock } from '../../shared/ports/system.ts';
import type { QuarantineReader } from '../../shared/ports/timeline.ts';
import { forOperator } from '../../shared/runtime/http/access.ts';
import { type Endpoint, type Endpoints, type Guard, ok } from '../../shared/runtime/http/http-handler.ts';
import { type HttpRequest, type HttpResponse, jsonOf, personIn } from '../../shared/runtime/http/request.ts';
import { anomaliesOf } from './anomalies.ts';
import { parseCardFormat, parseDays, parseFlag, parseMetricQuery } from './contract.ts';
import type { ReturnsQuery, ReturnsReply } from './experiments/returns.ts';
import { sayFlag } from './flags.ts';
import { metricOf } from './metrics.ts';
import { type CardAddress, listModels, readCard, readCardPlot, readCardWords, readDifference } from './models.ts';
import { qualityReport } from './quality.ts';

export interface ConsoleRoutePorts {
  readonly quarantine: QuarantineReader;
  readonly flags: PersonFlags;
  readonly reports: QualityReports;
  readonly anomalies: Anomalies;
  readonly cards: ModelCards;
  readonly metrics: ShopMetrics;
  /** What was earned by what was tried. */
  readonly returns: (query: ReturnsQuery) => Promise<ReturnsReply>;
  readonly clock: Clock;
}

/** What is kept of the traffic, what the night said of a day's events, of the shop's numbers and of its models, and who is a bot. */
export function consoleRoutes(ports: ConsoleRoutePorts, forOperations: Guard): Endpoints {
  const { quarantine, flags, reports, anomalies, cards, metrics, returns, clock } = ports;
  const today = () => utcDay(clock.nowMs());
  const dayIn = ({ query }: HttpRequest) => parseDay(query['day'] ?? today());
  const quarantined: Endpoint = async (request) => ok(await quarantine.list(dayIn(request), parsePage(request.query)));
  const say = sayFlag(flags, clock);
  const card: Endpoint = async (request) => {
    const address = cardIn(request);
    if (parseCardFormat(request.query) === 'json') return ok(await readCard(cards)(address));
    return textOf('text/markdown; charset=utf-8', await readCardWords(cards)(address));
  };
  const plot: Endpoint = async (request) =>
    textOf('image/svg+xml', await readCardPlot(cards)(cardIn(request), request.parameters['plot'] ?? ''));
  return {
    'GET /v1/events/quarantine': forOperations(quarantined),
    'GET /v1/operator/quarantine': forOperator(quarantined),
    'PUT /v1/profiles/{profileId}/flag': forOperations(async (request) =>
      ok(await say(personIn(request), parseFlag(jsonOf(request)).verdict)),
    ),
    'DELETE /v1/profiles/{profileId}/flag': forOperations(async (request) => {
      await flags.remove(personIn(request));
      return { status: 204 };
    }),
    'GET /v1/flags': forOperations(async (request) => ok(await flags.list(dayIn(request), parsePage(request.query)))),
    'GET /v1/anomalies': forOperations(async ({ query }) =>
      ok(await anomaliesOf(anomalies)(parseDays(query), parsePage(query))),
    ),
    'GET /v1/reports/quality': forOperations(async (request) => ok(await qualityReport(reports)(dayIn(request)))),
    'GET /v1/metrics': forOperations(async ({ query }) =>
      ok(await metricOf(metrics, returns)(parseMetricQuery(query, today()))),
    ),
    'GET /v1/models': forOperations(async () => ok(await listModels(cards)())),
    'GET /v1/models/{name}': forOperations(card),
    'GET /v1/models/{name}/plots/{plot}': forOperations(plot),
    'GET /v1/models/{name}/versions/{version}': forOperations(card),
    'GET /v1/models/{name}/versions/{version}/diff': forOperations(async ({ parameters, query }) => {
      const { name = '', version = '' } = parameters;
      return ok(await readDifference(cards)({ name, version }, query['against']));
    }),
    'GET /v1/models/{name}/versions/{version}/plots/{plot}': forOperations(plot),
  };
}

const cardIn = ({ parameters: { name = '', version } }: HttpRequest): CardAddress => ({
  name,
  ...(version !== undefined && { version }),
});

const textOf = (type: string, text: string): HttpResponse => ({
  status: 200,
  headers: { 'content-type': type },
  text,
});
