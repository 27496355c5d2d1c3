import { type PersonRef, personOfPartition } from '../../shared/domain/event.ts';
import type { Page } from '../../shared/domain/page.ts';
import type { Segment } from '../../shared/domain/segment.ts';
import { isoOf } from '../../shared/domain/time.ts';
import type { RollReader } from '../../shared/ports/rolls.ts';
import { type AllowedPorts, allowedOf } from './allowed.ts';
import { newestRoll, pageOfMatches } from './matches.ts';

export interface MembersPorts extends AllowedPorts {
  readonly rolls: RollReader;
}

export interface MembersReply {
  readonly segmentId: string;
  readonly members: readonly PersonRef[];
  readonly asOf: string;
  readonly nextCursor?: string;
}

/** A page of a segment's people; short where some may not be spoken of any more. @throws NotFoundError before the first night. */
export const membersOf =
  ({ rolls, ...allowed }: MembersPorts) =>
  async ({ segmentId, rule }: Segment, asked: Page): Promise<MembersReply> => {
    const roll = await newestRoll(rolls);
    const { page, nextCursor } = await pageOfMatches({ rolls, roll, rule }, asked);
    const people = await allowedOf(allowed, page);
    return {
      segmentId,
      members: people.map(({ partition }) => personOfPartition(partition)),
      asOf: isoOf(roll.asOfMs),
      ...(nextCursor !== undefined && { nextCursor }),
    };
  };
