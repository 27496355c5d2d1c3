import type { Offer } from '../../domain/offer.ts';
import { fulfils } from '../../domain/segment.ts';

/** For whom and when an offer is asked for. */
export interface OfferSituation {
  readonly nowMs: number;
  /** ISO 3166; undefined: not known, and then an offer for some markets is for none. */
  readonly market: string | undefined;
  /** What is known of the person, by the name of a number; NaN: nothing. */
  readonly valueNamed: (name: string) => number;
  /** What is expected to be earned by an order of theirs, before the offer; undefined: not known. */
  readonly marginMinor?: number;
}

/** Why an offer may not be given, whatever its budget: its time, market, people or margin; undefined: it may. */
export function whyNotOffered(offer: Offer, situation: OfferSituation): string | undefined {
  const { fromMs = Number.NEGATIVE_INFINITY, untilMs = Number.POSITIVE_INFINITY, markets, rule } = offer;
  const { nowMs, market, valueNamed, marginMinor } = situation;
  if (nowMs < fromMs) return 'not-yet';
  if (nowMs >= untilMs) return 'over';
  if (markets !== undefined && !(market !== undefined && markets.includes(market))) return 'not-in-market';
  if (rule !== undefined && !fulfils(rule, valueNamed)) return 'not-for-them';
  if (marginMinor !== undefined && marginMinor - offer.costMinor < offer.leastMarginMinor) return 'too-little-margin';
  return undefined;
}
