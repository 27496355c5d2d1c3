import { advance, afterMessage, countedSince, over } from '../../../shared/decisioning/journeys/advance.ts';
import { entryInto } from '../../../shared/decisioning/journeys/entries.ts';
import { messageIdOf, type Passage } from '../../../shared/decisioning/journeys/message-id.ts';
import type { Campaign } from '../../../shared/domain/campaign.ts';
import { partitionOf, personOfPartition } from '../../../shared/domain/event.ts';
import type { KeptJourney, Tally } from '../../../shared/domain/journey.ts';
import type { Catalog } from '../../../shared/ports/catalog.ts';
import type { JourneyAddress, JourneyEntries, Journeys, StoredJourney } from '../../../shared/ports/journeys.ts';
import type { Identities } from '../../../shared/ports/people.ts';
import type { Clock, Hash } from '../../../shared/ports/system.ts';
import { allows } from '../../../shared/privacy/consent.ts';
import { type Chances, factsOf, itemsAbout } from '../campaigns/journey-facts.ts';
import { type MetPerson, type MetPersonPorts, meetPerson } from '../campaigns/met-person.ts';
import { type TellPorts, tell } from './tell.ts';

export interface AdvancePorts extends MetPersonPorts, TellPorts {
  readonly journeys: Journeys & JourneyEntries;
  readonly identities: Pick<Identities, 'ownerOf'>;
  readonly catalog: Pick<Catalog, 'get'>;
  readonly clock: Clock;
  readonly hash: Hash;
}

/** What holds for all journeys of a tick. */
export interface TickSituation {
  /** By id; absent: it was removed. */
  readonly campaigns: ReadonlyMap<string, Campaign>;
  /** Of people whose own is not known. */
  readonly timeZone: string;
  /** By campaign and step. */
  readonly armShares: (campaignId: string) => Readonly<Record<string, readonly number[]>>;
  readonly chances: Chances;
}

/** Who is at a message is left alone for so long: longer than it takes to send one. A tick that was cut off is made up for then. */
const LEASE_MS = 2 * 60_000;
/** Who is in a campaign that is paused is looked at again then. */
const PAUSED_MS = 15 * 60_000;

/**
 * Takes one journey as far as it goes now.
 *
 * Nothing is done twice: before a message goes out, the journey is written as being at it, where it is still as it was
 * read, so of two ticks one goes on. Who is cut off between that and what became of the message leaves a journey that is
 * due again after the lease; the message is then tried again under the same id, by which it is sent once at most.
 *
 * @returns what was counted, once it is written.
 */
export const advanceJourney =
  (ports: AdvancePorts, situation: TickSituation) =>
  async (address: JourneyAddress): Promise<Tally> => {
    const { journeys, clock } = ports;
    const stored = await journeys.get(address);
    const nowMs = clock.nowMs();
    if (stored?.dueAtMs === undefined || stored.dueAtMs > nowMs) return {};
    const campaign = situation.campaigns.get(address.campaignId);
    if (campaign === undefined) return ended(ports, stored, 'campaign removed', nowMs);
    if (campaign.status !== 'running') {
      await journeys.put(stored, stored, nowMs + PAUSED_MS);
      return {};
    }
    const owner = await ownerOf(ports, stored);
    return owner === undefined
      ? goOn(ports, situation, campaign, stored)
      : handOver(ports, campaign, stored, owner, nowMs);
  };

async function goOn(
  ports: AdvancePorts,
  situation: TickSituation,
  campaign: Campaign,
  stored: StoredJourney,
): Promise<Tally> {
  const { journeys, clock, hash } = ports;
  const nowMs = clock.nowMs();
  const passage: Passage = { ...stored.journey, partition: stored.partition };
  const met = await meetPerson(ports)(personOfPartition(stored.partition), nowMs);
  const refusal = refusalOf(ports, met);
  if (refusal !== undefined) return ended(ports, stored, refusal, nowMs);
  const items = await itemsAbout(ports.catalog, met, stored.journey);
  const { timeZone, armShares, chances } = situation;
  const facts = factsOf(passage, { met, items, timeZone, armShares: armShares(campaign.campaignId), chances, hash });
  let [before, kept, written]: [StoredJourney, KeptJourney, Tally] = [stored, stored, stored.tally];
  for (;;) {
    const next = advance(campaign, kept, facts, nowMs);
    const dueAtMs = 'send' in next ? nowMs + LEASE_MS : 'dueAtMs' in next ? next.dueAtMs : undefined;
    const revision = await journeys.put(before, next.kept, dueAtMs);
    if (revision === undefined) return countedSince(stored.tally, written); // somebody else goes on with it, or it is erased
    written = next.kept.tally;
    if (!('send' in next)) return countedSince(stored.tally, written);
    before = { ...before, ...next.kept, revision };
    const messageId = messageIdOf(passage, next.send.stepId, hash.sha256);
    const at = { plan: campaign, step: next.send, journey: next.kept.journey, messageId, met, facts, items };
    const told = await tell(ports)(at, nowMs);
    kept = afterMessage(campaign, next.kept, { step: next.send, messageId, ...told }, nowMs);
    if (kept.journey.waitsUntilMs !== undefined && kept.journey.stepId === next.send.stepId) {
      const isHeld = await journeys.put(before, kept, kept.journey.waitsUntilMs);
      return countedSince(stored.tally, isHeld === undefined ? written : kept.tally);
    }
  }
}

/** Who may not be told anything is not followed through a campaign either. */
function refusalOf({ regime }: AdvancePorts, { record, market }: MetPerson): string | undefined {
  if (record?.restrictedAtMs !== undefined) return 'restricted';
  return allows('message', record, { regime, market }) ? undefined : 'consent refused';
}

/** Whose device it has become since; undefined: it is the person’s own journey. */
async function ownerOf({ identities }: AdvancePorts, { partition }: StoredJourney): Promise<string | undefined> {
  const { anonymousId } = personOfPartition(partition);
  const userId = anonymousId === undefined ? undefined : await identities.ownerOf(anonymousId);
  return userId === undefined ? undefined : partitionOf({ userId });
}

/** What a device began and nothing was said of yet, its owner goes on with. First theirs begins: so it is not lost. */
async function handOver(
  ports: AdvancePorts,
  campaign: Campaign,
  stored: StoredJourney,
  owner: string,
  nowMs: number,
): Promise<Tally> {
  if (stored.journey.status === 'new') await ports.journeys.enter(owner, entryInto(campaign, stored.journey), nowMs);
  return ended(ports, stored, 'signed in', nowMs);
}

async function ended(
  { journeys }: AdvancePorts,
  stored: StoredJourney,
  because: string,
  nowMs: number,
): Promise<Tally> {
  const { kept } = over(stored, because, nowMs);
  const isPut = (await journeys.put(stored, kept, undefined)) !== undefined;
  return isPut ? countedSince(stored.tally, kept.tally) : {};
}
