import { ConflictError, NotFoundError } from '../../shared/domain/errors.ts';
import type { Segment } from '../../shared/domain/segment.ts';
import { isoOf } from '../../shared/domain/time.ts';
import type { Match } from '../../shared/features/profile/roll-rows.ts';
import type { AudienceExports } from '../../shared/ports/audience-exports.ts';
import type { HashedAddresses } from './addresses.ts';
import { addressesOf, type ExportPorts, FEWEST, type LeftOut, tooFew } from './export.ts';
import { matches, newestRoll } from './matches.ts';

export interface DiffPorts extends ExportPorts {
  readonly exports: AudienceExports;
}

/** What has changed of an audience since an export: applied to that, it gives the one that this makes. */
export interface AudienceDiff {
  readonly segmentId: string;
  readonly hash: 'sha256';
  /** By which the next diff is asked for; the same people have the same. */
  readonly exportId: string;
  /** The export that it starts from; absent: from nobody. */
  readonly after?: string;
  readonly added: readonly HashedAddresses[];
  /** Who left the segment, withdrew consent, changed their address or was erased. */
  readonly removed: readonly HashedAddresses[];
  readonly unchanged: number;
  readonly leftOut: LeftOut;
  readonly asOf: string;
}

/** More would take longer than a request may. */
const MOST_MEMBERS = 20_000;

/**
 * Who may be handed to advertisers now and was not in an export, and who was and may not any more. Asked again from the
 * same export it gives the same, or what is true by then; nothing has to be remembered but the id of what was applied.
 * An audience that has become too small to be handed on is removed as a whole.
 *
 * @param after - `exportId` of what was applied last; undefined: nothing was.
 * @throws ConflictError when there are too few to begin with, or too many members; NotFoundError when the export is
 * kept no more, and the audience has to be begun anew.
 */
export const audienceDiff =
  (ports: DiffPorts) =>
  async ({ segmentId, rule }: Segment, after?: string): Promise<AudienceDiff> => {
    const roll = await newestRoll(ports.rolls);
    const before = await entriesAfter(ports, segmentId, after);
    const members: Match[] = [];
    for await (const found of matches({ rolls: ports.rolls, roll, rule })) {
      if (members.length + found.count > MOST_MEMBERS)
        throw new ConflictError(`the segment has more than ${MOST_MEMBERS} members, the limit of a diff: use :export`);
      members.push(...found.first(found.count));
    }
    const { addresses, leftOut } = await addressesOf(ports, members);
    const reached = [...new Set(addresses.map(entryOf))].sort();
    if (reached.length < FEWEST && before.length === 0) throw tooFew(reached.length);
    const now = reached.length < FEWEST ? [] : reached;
    const exportId = ports.sha256(JSON.stringify([segmentId, now])).slice(0, 32);
    await ports.exports.put(segmentId, exportId, now);
    const [known, current] = [new Set(before), new Set(now)];
    return {
      segmentId,
      hash: 'sha256',
      exportId,
      ...(after !== undefined && { after }),
      added: now.filter((entry) => !known.has(entry)).map(addressesIn),
      removed: before.filter((entry) => !current.has(entry)).map(addressesIn),
      unchanged: now.filter((entry) => known.has(entry)).length,
      leftOut,
      asOf: isoOf(roll.asOfMs),
    };
  };

async function entriesAfter(
  ports: DiffPorts,
  segmentId: string,
  after: string | undefined,
): Promise<readonly string[]> {
  if (after === undefined) return [];
  const entries = await ports.exports.find(segmentId, after);
  if (entries === undefined)
    throw new NotFoundError('this export of the segment is kept no more: empty the audience, and ask without after');
  return entries;
}

/** A person as one text: their hashes, the e-mail’s first. */
const entryOf = ({ email = '', phone = '' }: HashedAddresses): string => `${email}/${phone}`;
function addressesIn(entry: string): HashedAddresses {
  const [email, phone] = entry.split('/');
  return { ...(email && { email }), ...(phone && { phone }) };
}
