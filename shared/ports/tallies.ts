import type { Tally } from '../domain/journey.ts';

/** What was counted of campaigns, as it happens: a count that was cut off is missing until a night has counted anew. */
export interface Tallies {
  add(campaignId: string, more: Tally): Promise<void>;
  read(campaignId: string): Promise<Tally>;
}
