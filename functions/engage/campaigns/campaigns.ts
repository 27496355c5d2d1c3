import type { Campaign, CampaignPlan } from '../../../shared/domain/campaign.ts';
import { ConflictError } from '../../../shared/domain/errors.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import type { Documents } from '../../../shared/ports/documents.ts';
import type { Clock } from '../../../shared/ports/system.ts';
import { keptDocuments, type Versioned } from '../kept-documents.ts';
import { checkReferences, type ReferencePorts } from './check-references.ts';

export interface CampaignPorts extends ReferencePorts {
  readonly campaigns: Documents<Campaign>;
  readonly clock: Clock;
}

/** As it is told. */
export type CampaignReply = Omit<Versioned<Campaign>, 'startedAtMs'> & { readonly startedAt?: string };

/** All are read by each tick, and by what captures events. */
const MOST_CAMPAIGNS = 200;

/** The shop’s campaigns: made, changed, started, paused and removed. */
export function shopCampaigns(ports: CampaignPorts) {
  const kept = keptDocuments(ports.campaigns, { what: 'campaign', most: MOST_CAMPAIGNS });
  const checked = checkReferences(ports);
  return {
    list: async (): Promise<readonly CampaignReply[]> => (await kept.list()).map(replyOf),

    find: kept.find,

    /** @throws InvalidInputError for what it names and there is none of; ConflictError when the id is another’s. */
    async make(plan: CampaignPlan): Promise<CampaignReply> {
      await checked(plan);
      return replyOf(await kept.add(plan.campaignId, { ...plan, status: 'draft' }));
    },

    /** @throws ConflictError while it runs, or when another version is there; NotFoundError; InvalidInputError. */
    async replace(plan: CampaignPlan, ifVersion: number | undefined): Promise<CampaignReply> {
      await checked(plan);
      const change = ({ status, startedAtMs }: Campaign): Campaign => {
        if (status === 'running') throw new ConflictError('the campaign is running: pause it, then change it');
        return { ...plan, status, ...(startedAtMs !== undefined && { startedAtMs }) };
      };
      return replyOf(await kept.change(plan.campaignId, change, ifVersion));
    },

    /** From now on people enter, and who waited goes on. Once more changes nothing. @throws InvalidInputError, as `make`. */
    async start(campaignId: string): Promise<CampaignReply> {
      await checked(await kept.find(campaignId));
      const startedAtMs = ports.clock.nowMs();
      return replyOf(
        await kept.change(campaignId, (campaign) => ({
          ...campaign,
          startedAtMs: campaign.startedAtMs ?? startedAtMs,
          status: 'running',
        })),
      );
    },

    /** Nobody enters, and whoever has waits where they are. Once more changes nothing. */
    pause: async (campaignId: string): Promise<CampaignReply> =>
      replyOf(
        await kept.change(campaignId, (campaign) => {
          if (campaign.status === 'draft') throw new ConflictError('the campaign never ran; there is nothing to pause');
          return { ...campaign, status: 'paused' };
        }),
      ),

    /** Who was under way in it is not written to any more. */
    remove: kept.remove,
  };
}

export const replyOf = ({ startedAtMs, ...campaign }: Versioned<Campaign>): CampaignReply => ({
  ...campaign,
  ...(startedAtMs !== undefined && { startedAt: isoOf(startedAtMs) }),
});
