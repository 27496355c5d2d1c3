import { ConflictError, NotFoundError } from '../../../shared/domain/errors.ts';
import type { MarketSettings } from '../../../shared/domain/market.ts';
import type { Documents, StoredDocument } from '../../../shared/ports/documents.ts';
import type { MarketReply } from './contract.ts';

export type StoredMarkets = Documents<MarketSettings>;

/** All that the shop has said of markets, by their codes. */
export const listMarkets = (markets: StoredMarkets) => async (): Promise<readonly MarketReply[]> =>
  (await markets.list()).map(told);

/** @throws NotFoundError where the shop has said nothing of it. */
export const findMarket =
  (markets: StoredMarkets) =>
  async (market: string): Promise<MarketReply> => {
    const stored = await markets.find(market);
    if (stored === undefined) throw nothingSaid(market);
    return told(stored);
  };

/**
 * @param over - the version that it takes the place of; undefined: whichever is there.
 * @throws ConflictError when another version is there.
 */
export const setMarket =
  (markets: StoredMarkets) =>
  async (market: string, settings: MarketSettings, over?: number): Promise<MarketReply> => {
    const before = over ?? (await markets.find(market))?.revision ?? 0;
    const version = await markets.put(market, settings, before);
    if (version === undefined)
      throw new ConflictError(
        `version ${before} of market ${market} is not there any more: read it again, and change that`,
      );
    return { ...settings, market, version };
  };

/** @throws NotFoundError where the shop has said nothing of it. */
export const removeMarket =
  (markets: StoredMarkets) =>
  async (market: string): Promise<void> => {
    if (!(await markets.remove(market))) throw nothingSaid(market);
  };

const told = ({ id, body, revision }: StoredDocument<MarketSettings>): MarketReply => ({
  ...body,
  market: id,
  version: revision,
});

const nothingSaid = (market: string) => new NotFoundError(`the shop has said nothing of market ${market}`);
