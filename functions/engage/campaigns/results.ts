import type { Campaign } from '../../../shared/domain/campaign.ts';
import type { Tally } from '../../../shared/domain/journey.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import type { CampaignReport, CampaignReports } from '../../../shared/ports/campaign-reports.ts';
import type { Tallies } from '../../../shared/ports/tallies.ts';

export interface ResultPorts {
  readonly reports: Pick<CampaignReports, 'find'>;
  readonly tallies: Tallies;
}

/** What came of a campaign, or of one variant of it. */
export interface Counts {
  /** How often something happened that may begin a journey. */
  readonly triggered: number;
  readonly entered: number;
  /** Journeys that have not ended. */
  readonly waiting: number;
  readonly sent: number;
  /** By reason; a message may be held for several. */
  readonly held: Readonly<Record<string, number>>;
  readonly dropped: Readonly<Record<string, number>>;
  readonly ended: Readonly<Record<string, number>>;
  /** As of the last night, as is the next. */
  readonly delivered: number;
  readonly opened: number;
  readonly clicked: number;
  readonly unsubscribed: number;
  /** Orders within the campaign’s window of a message. */
  readonly conversions: number;
  /** What these came to, in minor units by currency. */
  readonly revenue: Readonly<Record<string, number>>;
}

export interface Results extends Counts {
  readonly campaignId: string;
  readonly status: Campaign['status'];
  readonly conversionDays: number;
  /** When the last night looked; absent: none has, and nothing is told but what ticks have counted. */
  readonly asOf?: string;
  /** By variant or arm. */
  readonly variants: Readonly<Record<string, Counts>>;
}

/** What a night counted over everybody, and on top of it what ticks have counted since it began to look. */
export const resultsOf =
  ({ reports, tallies }: ResultPorts) =>
  async ({ campaignId, status, conversionDays }: Campaign): Promise<Results> => {
    const [report, live] = await Promise.all([reports.find(campaignId), tallies.read(campaignId)]);
    const tally = withSince(report, live);
    const variants = new Set(Object.keys(tally).map((name) => name.slice(0, name.indexOf('/'))));
    variants.delete('');
    return {
      campaignId,
      status,
      conversionDays,
      ...(report !== undefined && { asOf: isoOf(report.asOfMs) }),
      ...countsOf(tally, '', report),
      variants: Object.fromEntries(
        Array.from(variants)
          .sort()
          .map((name) => [name, countsOf(tally, name, report)]),
      ),
    };
  };

function withSince(report: CampaignReport | undefined, live: Tally): Tally {
  const sum: Record<string, number> = { ...report?.tally };
  for (const [name, count] of Object.entries(live))
    sum[name] = (sum[name] ?? 0) + count - (report?.liveTally[name] ?? 0);
  return sum;
}

function countsOf(tally: Tally, variant: string, report: CampaignReport | undefined): Counts {
  const of = (what: string): number => tally[`${variant}/${what}`] ?? 0;
  const by = (what: string): Record<string, number> => {
    const prefix = `${variant}/${what}:`;
    return Object.fromEntries(
      Object.entries(tally).flatMap(([name, count]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), count]] : [],
      ),
    );
  };
  const ended = by('ended');
  const begun = variant === '' ? of('triggered') : of('entered');
  return {
    triggered: begun,
    entered: of('entered'),
    waiting: begun - Object.values(ended).reduce((sum, count) => sum + count, 0),
    sent: of('sent'),
    held: by('held'),
    dropped: by('dropped'),
    ended,
    delivered: of('delivered'),
    opened: of('opened'),
    clicked: of('clicked'),
    unsubscribed: of('unsubscribed'),
    conversions: of('converted'),
    revenue: report?.revenue[variant] ?? {},
  };
}
