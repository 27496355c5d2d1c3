import { entriesOf } from '../../shared/decisioning/journeys/entries.ts';
import type { Campaign } from '../../shared/domain/campaign.ts';
import { type Event, partitionOf } from '../../shared/domain/event.ts';
import type { JourneyEntries } from '../../shared/ports/journeys.ts';
import type { Identities } from '../../shared/ports/people.ts';
import type { Clock } from '../../shared/ports/system.ts';
import type { TimelineWriter } from '../../shared/ports/timeline.ts';
import { isUsable } from '../../shared/privacy/usable-events.ts';

export interface EnterPorts {
  /** All campaigns, as they were a moment ago: asking for them costs nothing most of the time. */
  readonly campaigns: () => Promise<readonly Campaign[]>;
  readonly journeys: JourneyEntries;
  readonly identities: Pick<Identities, 'ownerOf'>;
  readonly clock: Clock;
}

/**
 * A timeline that lets people enter campaigns by what they do. An event is stored first; then its journeys begin, which
 * they do once however often the event comes. Where no campaign waits for such events nothing more is read or written.
 */
export function enteringCampaigns(timeline: TimelineWriter, ports: EnterPorts): TimelineWriter {
  return {
    async append(events) {
      await timeline.append(events);
      if (events.length === 0) return;
      const campaigns = await ports.campaigns();
      for (const event of events) await enter(ports, event, campaigns);
    },
    link: (link) => timeline.link(link),
  };
}

async function enter(
  { journeys, identities, clock }: EnterPorts,
  event: Event,
  campaigns: readonly Campaign[],
): Promise<void> {
  const entries = isUsable(event, 'message') ? entriesOf(event, campaigns) : [];
  if (entries.length === 0) return;
  const { userId, anonymousId = '' } = event;
  const owner = userId ?? (await identities.ownerOf(anonymousId));
  const partition = partitionOf(owner === undefined ? { anonymousId } : { userId: owner });
  for (const entry of entries) await journeys.enter(partition, entry, clock.nowMs());
}
