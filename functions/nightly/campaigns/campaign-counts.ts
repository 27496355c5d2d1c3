import { type ArmRecord, armShares } from '../../../shared/decisioning/journeys/arm-shares.ts';
import type { Campaign } from '../../../shared/domain/campaign.ts';
import type { CampaignSend, KeptJourney, Tally } from '../../../shared/domain/journey.ts';
import { DAY_MS } from '../../../shared/domain/time.ts';
import type { CampaignReport } from '../../../shared/ports/campaign-reports.ts';
import type { GatheredPerson, Order } from './gathered-person.ts';

/** What came of one campaign, counted journey by journey. */
export function campaignCounts({ campaignId, conversionDays, steps }: Campaign) {
  const tally: Record<string, number> = {};
  const revenue: Record<string, Record<string, number>> = {};
  const arms = new Map<string, { sent: number; converted: number }>();
  const add = (name: string, more = 1) => {
    tally[name] = (tally[name] ?? 0) + more;
  };
  return {
    /** @param person - what is known of whose it is; undefined: no event of theirs is there. */
    see(kept: KeptJourney, person: GatheredPerson | undefined): void {
      for (const [name, count] of Object.entries(kept.tally)) add(name, count);
      const orders = ordersBySend(kept.sends, person?.orders ?? [], conversionDays * DAY_MS);
      for (const [i, send] of kept.sends.entries()) {
        const variants = ['', ...(send.variant === undefined ? [] : [send.variant])];
        const bought = orders[i]!;
        for (const variant of variants) {
          for (const what of person?.outcomes.get(send.messageId) ?? []) add(`${variant}/${what}`);
          if (bought.length > 0) add(`${variant}/converted`, bought.length);
          for (const { amount, currency } of bought) {
            if (currency === undefined) continue;
            const of = revenue[variant] ?? {};
            revenue[variant] = { ...of, [currency]: (of[currency] ?? 0) + amount };
          }
        }
        for (const { stepId, arm } of send.drawn ?? []) {
          const record = arms.get(`${stepId} ${arm}`) ?? { sent: 0, converted: 0 };
          arms.set(`${stepId} ${arm}`, record);
          record.sent++;
          if (bought.length > 0) record.converted++;
        }
      }
    },

    report(asOfMs: number, liveTally: Tally): CampaignReport {
      const shares = steps.flatMap((step) => {
        if (!('arms' in step)) return [];
        const records: readonly ArmRecord[] = step.arms.map(
          ({ arm }) => arms.get(`${step.stepId} ${arm}`) ?? { sent: 0, converted: 0 },
        );
        return [[step.stepId, armShares(records, `${campaignId} ${step.stepId}`)] as const];
      });
      return { campaignId, asOfMs, tally, liveTally, revenue, armShares: Object.fromEntries(shares) };
    },
  };
}

/** Of each message the orders that count as its doing: each order is that of the last message before it, within the window. */
function ordersBySend(
  sends: readonly CampaignSend[],
  orders: readonly Order[],
  windowMs: number,
): readonly (readonly Order[])[] {
  const found: Order[][] = sends.map(() => []);
  for (const order of orders) {
    const last = sends.findLastIndex(({ atMs }) => atMs < order.atMs && order.atMs <= atMs + windowMs);
    if (last >= 0) found[last]!.push(order);
  }
  return found;
}
