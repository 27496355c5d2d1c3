import type { Campaign } from '../../domain/campaign.ts';
import type { Event } from '../../domain/event.ts';
import { interactionsOf, kindOf } from '../../domain/interaction.ts';
import type { JourneyEntry } from '../../domain/journey.ts';
import { DAY_MS, HOUR_MS } from '../../domain/time.ts';

/** What came later than that after it happened begins nothing: a shop that imports its past would write to everybody. */
const MOST_DELAY_MS = 6 * HOUR_MS;

/** What an event begins: a cart that may be abandoned, or the time after an order. */
export function entriesOf(event: Event, campaigns: readonly Campaign[]): readonly JourneyEntry[] {
  const wanted = TRIGGER_OF_KIND.get(kindOf(event) ?? 'view');
  if (wanted === undefined || event.receivedAtMs - event.atMs > MOST_DELAY_MS) return [];
  return campaigns
    .filter((campaign) => isEntered(campaign) && campaign.trigger.on === wanted)
    .map((campaign) =>
      entryInto(campaign, {
        entry: event.messageId,
        // A clock that runs ahead must not shut the door on what comes next.
        triggeredAtMs: Math.min(event.atMs, event.receivedAtMs),
        itemIds: wanted === 'post-purchase' ? interactionsOf(event).map(({ itemId }) => itemId) : [],
      }),
    );
}

const TRIGGER_OF_KIND = new Map([
  ['cart', 'abandoned-cart'],
  ['purchase', 'post-purchase'],
]);

/** Whether people may enter it now. */
export const isEntered = ({ status }: Pick<Campaign, 'status'>): boolean => status === 'running';

/** An entry by the campaign’s rule of who may enter again. */
export function entryInto(
  { campaignId, reentry }: Pick<Campaign, 'campaignId' | 'reentry'>,
  began: Pick<JourneyEntry, 'entry' | 'triggeredAtMs' | 'itemIds'>,
): JourneyEntry {
  const endedByMs = reentry === 'never' ? undefined : began.triggeredAtMs - reentry.afterDays * DAY_MS;
  return { campaignId, ...began, endedByMs };
}
