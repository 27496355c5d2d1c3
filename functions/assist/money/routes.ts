import { parseIfMatch } from '../../../shared/domain/if-match.ts';
import { isJsonObject } from '../../../shared/domain/interaction.ts';
import { parseMarket, parseMarketSettings } from '../../../shared/domain/market.ts';
import { parseTextsToLocalize } from '../../../shared/domain/texts-to-localize.ts';
import { type Endpoints, type Guard, ok } from '../../../shared/runtime/http/http-handler.ts';
import { type HttpRequest, jsonOf } from '../../../shared/runtime/http/request.ts';
import { localizeTexts, type LocalizePorts as TextPorts } from '../../../shared/translation/localize-texts.ts';
import { type MarketReply, parseLocalizeRequest, parseRatesDay } from './contract.ts';
import { type LocalizePorts, localize } from './localize.ts';
import { findMarket, listMarkets, removeMarket, type StoredMarkets, setMarket } from './markets.ts';
import { importRates, type RatesPorts, tellRates } from './rates.ts';

export interface MoneyPorts extends RatesPorts, LocalizePorts, TextPorts {
  readonly markets: StoredMarkets;
}

/** What the shop says of markets and rates, and what prices are there. */
export function moneyRoutes(
  ports: MoneyPorts,
  { forCatalog, forShop }: { readonly forCatalog: Guard; readonly forShop: Guard },
): Endpoints {
  const { markets } = ports;
  const [list, find, set, remove] = [
    listMarkets(markets),
    findMarket(markets),
    setMarket(markets),
    removeMarket(markets),
  ];
  const [take, tell] = [importRates(ports), tellRates(ports)];
  const [localized, texts] = [localize(ports), localizeTexts(ports)];
  return {
    'GET /v1/markets': forCatalog(async () => ok({ markets: await list() })),
    'GET /v1/markets/{market}': forCatalog(async (request) => withETag(await find(marketIn(request)))),
    'PUT /v1/markets/{market}': forCatalog(async (request) => {
      const over = parseIfMatch(request.headers['if-match']);
      return withETag(await set(marketIn(request), parseMarketSettings(jsonOf(request)), over));
    }),
    'DELETE /v1/markets/{market}': forCatalog(async (request) => {
      await remove(marketIn(request));
      return { status: 204 };
    }),
    'POST /v1/exchange-rates': forCatalog(async ({ body }) => ok(await take(body))),
    'GET /v1/exchange-rates': forCatalog(async ({ query }) => ok(await tell(parseRatesDay(query['day'])))),
    'POST /v1/localize': forShop(async (request) => {
      const body = jsonOf(request);
      if (isJsonObject(body) && 'text' in body) return ok({ texts: await texts(parseTextsToLocalize(body)) });
      return ok(await localized(parseLocalizeRequest(body)));
    }),
  };
}

const marketIn = ({ parameters }: HttpRequest) => parseMarket(parameters['market']);
const withETag = (reply: MarketReply) => ok(reply, { etag: `"${reply.version}"` });
