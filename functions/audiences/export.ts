import { ConflictError } from '../../shared/domain/errors.ts';
import { personOfPartition } from '../../shared/domain/event.ts';
import type { Page } from '../../shared/domain/page.ts';
import type { Segment } from '../../shared/domain/segment.ts';
import { isoOf } from '../../shared/domain/time.ts';
import type { Match } from '../../shared/features/profile/roll-rows.ts';
import { traitsOf } from '../../shared/features/profile/traits.ts';
import type { EventsInOrder, StoredProfiles } from '../../shared/ports/people.ts';
import type { RollReader } from '../../shared/ports/rolls.ts';
import { allows } from '../../shared/privacy/consent.ts';
import { foldOn } from '../../shared/privacy/fold-on.ts';
import { isUsable } from '../../shared/privacy/usable-events.ts';
import { type HashedAddresses, hashedAddresses } from './addresses.ts';
import { type Allowed, type AllowedPorts, allowedOf } from './allowed.ts';
import { matches, newestRoll, pageOfMatches, type Search } from './matches.ts';

export interface ExportPorts extends AllowedPorts {
  readonly rolls: RollReader;
  readonly people: StoredProfiles & EventsInOrder;
  /** SHA-256 of a text's UTF-8 bytes, in hex. */
  readonly sha256: (text: string) => string;
}

export interface AudienceExport {
  readonly segmentId: string;
  readonly hash: 'sha256';
  /** In an order that says nothing of them. */
  readonly people: readonly HashedAddresses[];
  /** Members of this page who are not among them, by why. */
  readonly leftOut: LeftOut;
  readonly asOf: string;
  readonly nextCursor?: string;
}

export interface LeftOut {
  /** Erased, restricted, or refusing to be personalised for, since the night. */
  readonly withdrawn: number;
  readonly noConsent: number;
  /** Told no e-mail address and no telephone number with its country's code, or not for this. */
  readonly noAddress: number;
}

/** Fewer could be told from one another by who receives them. */
export const FEWEST = 20;
/** So many of a segment are looked at to find the fewest: more would take longer than a request may. */
const MOST_LOOKED_AT = 20_000;
const LOOKED_AT_ONCE = 100;
const FOLDED_AT_ONCE = 25;

/**
 * A page of a segment's people who may be handed to advertisers now, as hashes of their addresses; the same people give
 * the same.
 * @throws ConflictError when there are fewer than 20 of them; NotFoundError before the first night.
 */
export const exportAudience =
  (ports: ExportPorts) =>
  async ({ segmentId, rule }: Segment, asked: Page): Promise<AudienceExport> => {
    const { rolls } = ports;
    const roll = await newestRoll(rolls);
    const search = { rolls, roll, rule };
    await checkFewest(ports, search);
    const { page, nextCursor } = await pageOfMatches(search, asked);
    const { addresses, leftOut } = await addressesOf(ports, page);
    return {
      segmentId,
      hash: 'sha256',
      people: sorted(addresses),
      leftOut,
      asOf: isoOf(roll.asOfMs),
      ...(nextCursor !== undefined && { nextCursor }),
    };
  };

/**
 * The same of given people, all at once.
 * @throws ConflictError when there are fewer than 20 of them.
 */
export const exportPeople =
  (ports: ExportPorts) =>
  async (people: readonly Match[]): Promise<Pick<AudienceExport, 'hash' | 'people' | 'leftOut'>> => {
    const { addresses, leftOut } = await addressesOf(ports, people);
    const reached = new Set(addresses.map(nameOf)).size;
    if (reached < FEWEST) throw tooFew(reached);
    return { hash: 'sha256', people: sorted(addresses), leftOut };
  };

const sorted = (addresses: readonly HashedAddresses[]): readonly HashedAddresses[] =>
  addresses.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));

export const tooFew = (count: number, among = ''): ConflictError =>
  new ConflictError(`${count} people may be handed on${among}; the fewest are ${FEWEST}`);

/** By addresses: who has two ids is one. */
async function checkFewest(ports: ExportPorts, search: Search): Promise<void> {
  const reached = new Set<string>();
  let lookedAt = 0;
  for await (const found of matches(search)) {
    const people = found.first(MOST_LOOKED_AT - lookedAt);
    lookedAt += people.length;
    for (let start = 0; start < people.length; start += LOOKED_AT_ONCE) {
      const { addresses } = await addressesOf(ports, people.slice(start, start + LOOKED_AT_ONCE));
      for (const address of addresses) reached.add(nameOf(address));
      if (reached.size >= FEWEST) return;
    }
    if (lookedAt >= MOST_LOOKED_AT) break;
  }
  throw tooFew(reached.size, lookedAt >= MOST_LOOKED_AT ? ` among the first ${MOST_LOOKED_AT}` : '');
}

const nameOf = ({ email = '', phone = '' }: HashedAddresses): string => email || phone;

/** Of those who may be handed on now, and how many may not. */
export async function addressesOf(
  ports: ExportPorts,
  people: readonly Match[],
): Promise<{ readonly addresses: readonly HashedAddresses[]; readonly leftOut: LeftOut }> {
  const there = await allowedOf(ports, people);
  const granting = there.filter(({ record, market }) => allows('advertise', record, { regime: ports.regime, market }));
  const addresses: HashedAddresses[] = [];
  for (let start = 0; start < granting.length; start += FOLDED_AT_ONCE) {
    const some = granting.slice(start, start + FOLDED_AT_ONCE).map((person) => addressOf(ports, person));
    addresses.push(...(await Promise.all(some)).flatMap((address) => address ?? []));
  }
  return {
    addresses,
    leftOut: {
      withdrawn: people.length - there.length,
      noConsent: there.length - granting.length,
      noAddress: granting.length - addresses.length,
    },
  };
}

/** Of what the person told, only what nothing was refused of for this when it was told. */
async function addressOf({ people, sha256 }: ExportPorts, person: Allowed): Promise<HashedAddresses | undefined> {
  const { state, record } = await foldOn(people)(personOfPartition(person.partition));
  const told = state.traits.filter(([, , , refused]) => isUsable({ refused }, 'advertise'));
  return hashedAddresses(traitsOf(told, record), sha256);
}
