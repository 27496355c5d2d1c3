import type { Tally } from '../domain/journey.ts';

/** What came of a campaign, as a night counted it over everybody. */
export interface CampaignReport {
  readonly campaignId: string;
  /** When the night began to look, in ms since 1970. */
  readonly asOfMs: number;
  /** Over all journeys; names as of `Tally`, and also delivered, opened, clicked, unsubscribed, converted. */
  readonly tally: Tally;
  /** What the ticks had counted when the night began to look: what they count since comes on top. */
  readonly liveTally: Tally;
  /** Of what was bought within the campaign’s window of a message, in minor units; by variant, "" over all, and currency. */
  readonly revenue: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** By step, of its arms in their order: with which probability each is drawn until the next night. */
  readonly armShares: Readonly<Record<string, readonly number[]>>;
}

export interface CampaignReports {
  /** Undefined: no night has looked since it began. */
  find(campaignId: string): Promise<CampaignReport | undefined>;
  put(report: CampaignReport): Promise<void>;
}

/** An item as a night found it. */
export interface ItemMark {
  readonly isForSale: boolean;
  /** Its price, in minor units. */
  readonly amount?: number;
  readonly currency?: string;
}
export type CatalogMarks = Readonly<Record<string, ItemMark>>;

/** What the last night noted of the catalog, so that the next one knows what has changed. */
export interface CatalogMemory {
  /** Undefined: no night has noted anything. */
  read(): Promise<CatalogMarks | undefined>;
  write(marks: CatalogMarks): Promise<void>;
}
