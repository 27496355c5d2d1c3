import type { Event } from '../../../shared/domain/event.ts';
import type { IdentityLink } from '../../../shared/domain/identity-link.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import type { Identities } from '../../../shared/ports/people.ts';
import type { Clock, Ids } from '../../../shared/ports/system.ts';
import type { TimelineWriter } from '../../../shared/ports/timeline.ts';
import type { Merge } from './contract.ts';

export interface MergePorts {
  readonly timeline: TimelineWriter;
  readonly identities: Identities;
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface MergeReply extends Merge {
  readonly linkedAt: string;
  /** The event that said it. */
  readonly messageId: string;
}

/** Says, as an alias event does, that a device is a user's. Said before, it gives what was said then. */
export const mergeProfiles =
  ({ timeline, identities, clock, ids }: MergePorts) =>
  async ({ anonymousId, userId }: Merge): Promise<MergeReply> => {
    const find = async () => (await identities.devicesOf(userId)).find((link) => link.anonymousId === anonymousId);
    const isMerged = (await identities.ownerOf(anonymousId)) === userId;
    const before = isMerged ? await find() : undefined;
    if (before !== undefined) return replyOf(before);

    const nowMs = clock.nowMs();
    const said = { anonymousId, userId, linkedAtMs: nowMs, messageId: ids.next() };
    await timeline.append([aliasEvent(said)]);
    await timeline.link(said);
    return replyOf((await find()) ?? said);
  };

/** A merge is an event like any other: without it, what is known could not be computed again. */
const aliasEvent = ({ anonymousId, userId, linkedAtMs, messageId }: IdentityLink): Event => ({
  messageId,
  type: 'alias',
  userId,
  previousId: anonymousId,
  atMs: linkedAtMs,
  clientAtMs: linkedAtMs,
  receivedAtMs: linkedAtMs,
  properties: {},
  traits: {},
  context: {},
});

const replyOf = ({ anonymousId, userId, linkedAtMs, messageId }: IdentityLink): MergeReply => ({
  anonymousId,
  userId,
  linkedAt: isoOf(linkedAtMs),
  messageId,
});
