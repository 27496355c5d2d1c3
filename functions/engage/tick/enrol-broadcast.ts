import { entryInto } from '../../../shared/decisioning/journeys/entries.ts';
import type { BroadcastProgress, Campaign } from '../../../shared/domain/campaign.ts';
import type { Documents } from '../../../shared/ports/documents.ts';
import type { JourneyEntries } from '../../../shared/ports/journeys.ts';
import type { Clock } from '../../../shared/ports/system.ts';
import { type AudiencePorts, audienceOf, NOBODY_YET } from '../campaigns/audience.ts';

export interface EnrolPorts extends AudiencePorts {
  readonly journeys: JourneyEntries;
  readonly progress: Documents<BroadcastProgress>;
  readonly clock: Clock;
}

/** People who enter at the same time. */
const AT_ONCE = 32;

/**
 * Lets the audience of a broadcast enter, part by part of the roll, as far as time reaches; the next tick goes on there.
 * Who had entered before a tick was cut off enters once all the same.
 * @param untilMs - nothing is begun from then on; in ms since 1970.
 */
export const enrolBroadcast =
  (ports: EnrolPorts) =>
  async (campaign: Campaign, untilMs: number): Promise<void> => {
    const { progress, clock } = ports;
    const { campaignId, audience, startedAtMs = 0 } = campaign;
    const stored = await progress.find(campaignId);
    const isOfThisStart = stored?.body.startedAtMs === startedAtMs;
    if (isOfThisStart && stored.body.isDone) return;
    let revision = stored?.revision ?? 0;
    const note = async (afterPlace: number, isDone: boolean): Promise<boolean> => {
      const next = await progress.put(campaignId, { startedAtMs, afterPlace, isDone }, revision);
      revision = next ?? revision;
      return next !== undefined;
    };
    const from = isOfThisStart ? stored.body.afterPlace : NOBODY_YET;
    for await (const found of audienceOf(ports, audience, from)) {
      const people = found.first(found.count);
      for (let start = 0; start < people.length; start += AT_ONCE) {
        if (clock.nowMs() >= untilMs) return;
        const some = people.slice(start, start + AT_ONCE);
        await Promise.all(
          some.map(({ partition }) => ports.journeys.enter(partition, entryOf(campaign), clock.nowMs())),
        );
        if (!(await note(some.at(-1)!.place, false))) return; // another tick is at it
      }
    }
    await note(Number.MAX_SAFE_INTEGER, true);
  };

/** A broadcast goes to each person once. */
const entryOf = (campaign: Campaign) =>
  entryInto(campaign, { entry: 'broadcast', triggeredAtMs: campaign.startedAtMs ?? 0, itemIds: [] });
