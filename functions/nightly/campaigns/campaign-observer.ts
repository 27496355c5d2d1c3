import { isEntered } from '../../../shared/decisioning/journeys/entries.ts';
import type { Campaign } from '../../../shared/domain/campaign.ts';
import type { JourneyEntry, Tally } from '../../../shared/domain/journey.ts';
import type { CampaignReports, CatalogMemory } from '../../../shared/ports/campaign-reports.ts';
import type { CatalogScan } from '../../../shared/ports/catalog.ts';
import type { Documents } from '../../../shared/ports/documents.ts';
import type { JourneyEntries } from '../../../shared/ports/journeys.ts';
import type { Log } from '../../../shared/ports/system.ts';
import type { Tallies } from '../../../shared/ports/tallies.ts';
import { allows, type ConsentRegime } from '../../../shared/privacy/consent.ts';
import type { ScanObserver } from '../snapshot/scan-observer.ts';
import { campaignCounts } from './campaign-counts.ts';
import { type CatalogChanges, catalogChanges } from './catalog-changes.ts';
import { entriesTonight } from './entries-tonight.ts';
import { type GatheredPerson, gather, marketOf, newlyMet, type Wanted } from './gathered-person.ts';

export interface CampaignObserverPorts {
  readonly campaigns: Pick<Documents<Campaign>, 'list'>;
  readonly catalog: CatalogScan;
  readonly memory: CatalogMemory;
  readonly journeys: JourneyEntries;
  readonly reports: Pick<CampaignReports, 'put'>;
  readonly tallies: Pick<Tallies, 'read'>;
  readonly regime: ConsentRegime;
  readonly log: Log;
}

const ENTER_AT_ONCE = 32;
/** What begins by how items have changed since the night before. */
const BY_ITEMS: ReadonlySet<string> = new Set(['price-drop', 'back-in-stock']);

/** What a scan gathers. */
interface Gathering {
  readonly takenAtMs: number;
  readonly campaigns: readonly Campaign[];
  readonly running: readonly Campaign[];
  /** Undefined: no campaign asks for them, and the catalog is not read for nothing. */
  readonly changes: CatalogChanges | undefined;
  readonly wanted: Wanted;
  readonly counts: ReadonlyMap<string, ReturnType<typeof campaignCounts>>;
  readonly liveTallies: ReadonlyMap<string, Tally>;
  /** Partitions of which a part may be to come. */
  readonly people: Map<string, GatheredPerson>;
  readonly entries: { readonly partition: string; readonly entry: JourneyEntry }[];
}

/**
 * Lets people enter the campaigns that begin by what a night alone sees: silences, birthdays, items that are cheaper or
 * back. And counts what came of every campaign, over all journeys that there are: of who was erased nothing is counted.
 */
export function campaignObserver(ports: CampaignObserverPorts): ScanObserver {
  let scan: Gathering | undefined;
  const at = (): Gathering => {
    if (scan === undefined) throw new Error('campaigns are looked at before the scan has begun');
    return scan;
  };

  const done = async (person: GatheredPerson): Promise<void> => {
    const { people, entries } = at();
    people.delete(person.partition);
    for (const entry of entriesOf(ports, at(), person)) entries.push({ partition: person.partition, entry });
    if (entries.length >= ENTER_AT_ONCE) await enterAll(ports, at());
  };

  return {
    async start({ takenAtMs }) {
      scan = await begun(ports, takenAtMs);
    },
    async see(part) {
      const { campaigns, people, wanted } = at();
      if (campaigns.length === 0) return;
      const person = people.get(part.partition) ?? newlyMet(part);
      people.set(part.partition, person);
      // A device’s events lie under its owner too.
      if (part.owner === part.partition) gather(person, part, wanted);
      if (part.mayContinue === undefined && part.journeys === undefined) await done(person);
    },
    async seeJourneys(part) {
      const { people, counts } = at();
      const person = people.get(part.partition);
      for (const kept of part.journeys) counts.get(kept.journey.campaignId)?.see(kept, person);
      if (part.mayContinue === undefined && person !== undefined) await done(person);
    },
    async finish() {
      const { people, campaigns, counts, liveTallies, changes, takenAtMs } = at();
      for (const person of [...people.values()]) await done(person);
      await enterAll(ports, at());
      for (const { campaignId } of campaigns) {
        const report = counts.get(campaignId)?.report(takenAtMs, liveTallies.get(campaignId) ?? {});
        if (report !== undefined) await ports.reports.put(report);
      }
      // Last: a night that is cut off before has noted nothing, and the next one sees the same changes.
      if (changes !== undefined) await ports.memory.write(changes.marks);
    },
  };
}

/** Whom a night may let in: who may be told things, is no bot, and is not a device that is somebody’s. */
function entriesOf(
  { regime }: CampaignObserverPorts,
  { running, changes, takenAtMs }: Gathering,
  person: GatheredPerson,
) {
  const { record, isBot, lastAtMs } = person;
  if (
    isBot ||
    lastAtMs === Number.NEGATIVE_INFINITY ||
    !allows('message', record, { regime, market: marketOf(person) })
  )
    return [];
  return entriesTonight(person, running, { nowMs: takenAtMs, changes });
}

async function enterAll({ journeys, log }: CampaignObserverPorts, { entries, takenAtMs }: Gathering): Promise<void> {
  const some = entries.splice(0);
  const entered = await Promise.all(some.map(({ partition, entry }) => journeys.enter(partition, entry, takenAtMs)));
  const count = entered.filter(Boolean).length;
  if (count > 0) log.info('people entered campaigns', { people: count });
}

async function begun(ports: CampaignObserverPorts, takenAtMs: number): Promise<Gathering> {
  const campaigns = (await ports.campaigns.list()).map(({ body }) => body);
  const running = campaigns.filter(isEntered);
  const areItemsWatched = campaigns.some(({ trigger }) => BY_ITEMS.has(trigger.on));
  const changes = areItemsWatched ? await catalogChanges(ports.catalog, await ports.memory.read()) : undefined;
  const liveTallies = new Map<string, Tally>();
  for (const { campaignId } of campaigns) liveTallies.set(campaignId, await ports.tallies.read(campaignId));
  const traits = running.flatMap(({ trigger }) => (trigger.on === 'birthday' ? [trigger.trait] : []));
  return {
    takenAtMs,
    campaigns,
    running,
    changes,
    wanted: {
      traits: new Set(traits),
      isItem: (itemId) => changes !== undefined && (changes.cheaper.has(itemId) || changes.back.has(itemId)),
    },
    counts: new Map(campaigns.map((campaign) => [campaign.campaignId, campaignCounts(campaign)])),
    liveTallies,
    people: new Map(),
    entries: [],
  };
}
