import { isEntered } from '../../../shared/decisioning/journeys/entries.ts';
import type { BroadcastProgress, Campaign } from '../../../shared/domain/campaign.ts';
import { NotFoundError } from '../../../shared/domain/errors.ts';
import type { Experiment } from '../../../shared/domain/experiment.ts';
import type { Tally } from '../../../shared/domain/journey.ts';
import type { CampaignReports } from '../../../shared/ports/campaign-reports.ts';
import type { Documents } from '../../../shared/ports/documents.ts';
import { JOURNEY_SHARDS, type JourneyAddress } from '../../../shared/ports/journeys.ts';
import type { Log } from '../../../shared/ports/system.ts';
import type { Tallies } from '../../../shared/ports/tallies.ts';
import { type AdvancePorts, advanceJourney, type TickSituation } from './advance-journey.ts';
import { type EnrolPorts, enrolBroadcast } from './enrol-broadcast.ts';
import { type SendHeldPorts, sendHeld } from './send-held.ts';

export interface TickPorts extends AdvancePorts, SendHeldPorts, Omit<EnrolPorts, 'journeys'> {
  readonly journeys: AdvancePorts['journeys'];
  readonly campaigns: Pick<Documents<Campaign>, 'list'>;
  readonly experiments: Pick<Documents<Experiment>, 'list'>;
  /** Of all people, to whom no campaign speaks; in [0, 1]. */
  readonly holdoutShare: number;
  readonly progress: Documents<BroadcastProgress>;
  readonly reports: Pick<CampaignReports, 'find'>;
  readonly tallies: Tallies;
  /** Of people whose own is not known. */
  readonly timeZone: () => Promise<string>;
  readonly send: AdvancePorts['send'] & SendHeldPorts['send'];
  readonly log: Log;
  /** How long a tick takes journeys; the next one goes on. */
  readonly tickSeconds: number;
}

export interface TickOutput {
  /** Journeys that were taken. */
  readonly taken: number;
  /** Journeys that failed, and are tried again. */
  readonly failed: number;
}

/** Journeys that are asked for at once. */
const PAGE = 25;

/**
 * Takes whatever is due: lets audiences enter broadcasts, then goes on with journeys and sends what was held, all shards at a
 * time, until none is due or time is nearly up. Two ticks at a time do no harm.
 */
export const tick = (ports: TickPorts) => async (): Promise<TickOutput> => {
  const { clock, journeys } = ports;
  const untilMs = clock.nowMs() + ports.tickSeconds * 1000;
  const campaigns = new Map((await ports.campaigns.list()).map(({ id, body }) => [id, body]));
  for (const campaign of campaigns.values())
    if (isEntered(campaign) && campaign.trigger.on === 'broadcast') await enrolled(ports, campaign, untilMs);
  const goOn = advanceJourney(ports, await situationOf(ports, campaigns));
  const going = Promise.all(
    Array.from({ length: JOURNEY_SHARDS }, async (_, shard) => {
      let [taken, failed] = [0, 0];
      // What an index names is older than what was written; and who failed is not asked for again and again.
      const met = new Set<string>();
      while (clock.nowMs() < untilMs) {
        const due = await journeys.due(shard, clock.nowMs(), PAGE + failed);
        const fresh = due.filter((address) => !met.has(nameOf(address)));
        if (fresh.length === 0) break;
        const more = new Map<string, Tally>();
        for (const address of fresh) {
          if (clock.nowMs() >= untilMs) break;
          met.add(nameOf(address));
          const tally = await goOn(address).catch((error: unknown) => {
            failed++;
            ports.log.warn('journey failed', { campaignId: address.campaignId, failure: nameOfError(error) });
            return {};
          });
          taken++;
          more.set(address.campaignId, summed(more.get(address.campaignId) ?? {}, tally));
        }
        for (const [campaignId, tally] of more) await ports.tallies.add(campaignId, tally);
      }
      return { taken, failed };
    }),
  );
  const [counts] = await Promise.all([going, sendHeld(ports)(untilMs)]);
  const output = counts.reduce((sum, one) => ({ taken: sum.taken + one.taken, failed: sum.failed + one.failed }));
  if (output.taken > 0) ports.log.info('tick', { ...output });
  return output;
};

async function enrolled(ports: TickPorts, campaign: Campaign, untilMs: number): Promise<void> {
  try {
    await enrolBroadcast(ports)(campaign, untilMs);
  } catch (error) {
    // Before the first night there is nobody to let in: the tick after it will.
    if (!(error instanceof NotFoundError)) throw error;
    ports.log.warn('broadcast waits', { campaignId: campaign.campaignId, because: error.message });
  }
}

/** What nights have learnt of arms, and which experiments run, is looked up where a campaign goes by it. */
async function situationOf(ports: TickPorts, campaigns: ReadonlyMap<string, Campaign>): Promise<TickSituation> {
  const withArms = [...campaigns.values()].filter(({ steps }) => steps.some((step) => 'arms' in step));
  const shares = new Map(
    await Promise.all(
      withArms.map(
        async ({ campaignId }) => [campaignId, (await ports.reports.find(campaignId))?.armShares ?? {}] as const,
      ),
    ),
  );
  const isTried = [...campaigns.values()].some(({ steps }) => steps.some((step) => 'experiment' in step));
  const experiments = isTried ? (await ports.experiments.list()).map(({ body }) => body) : [];
  return {
    campaigns,
    timeZone: await ports.timeZone(),
    armShares: (campaignId) => shares.get(campaignId) ?? {},
    chances: {
      running: experiments.filter(({ status }) => status === 'running'),
      holdoutShare: ports.holdoutShare,
    },
  };
}

export const summed = (a: Tally, b: Tally): Tally => {
  const sum: Record<string, number> = { ...a };
  for (const [name, count] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
};

const nameOf = ({ partition, campaignId }: JourneyAddress): string => `${campaignId} ${partition}`;
const nameOfError = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
