import { CONTACT_POLICY_ID, type ContactPolicy } from '../../../shared/domain/contact-policy.ts';
import { type Experiment, HOLDOUT } from '../../../shared/domain/experiment.ts';
import { DAY_MS } from '../../../shared/domain/time.ts';
import { reportOf } from '../../../shared/evaluation/experiments/report.ts';
import { type CostOf, type InOneCurrency, type Outcome, outcomeOf } from '../../../shared/features/outcome.ts';
import type { CatalogScan } from '../../../shared/ports/catalog.ts';
import type { Documents } from '../../../shared/ports/documents.ts';
import type { ExperimentReports } from '../../../shared/ports/experiment-reports.ts';
import type { OfferClaims } from '../../../shared/ports/offers.ts';
import type { PersonRecords } from '../../../shared/ports/people.ts';
import type { Pseudonyms } from '../../../shared/ports/secrets.ts';
import type { SnapshotReader } from '../../../shared/ports/snapshots.ts';
import type { Log } from '../../../shared/ports/system.ts';
import type { ConsentRegime } from '../../../shared/privacy/consent.ts';
import { isUsable } from '../../../shared/privacy/usable-events.ts';
import type { DecisionWatcher } from '../decisions/decision-watcher.ts';
import type { ObservedScan, ScanObserver } from '../snapshot/scan-observer.ts';
import { allowedPeople } from './allowed-people.ts';
import { type CountedPeople, commonestCurrency, countPeople, DAYS_BEFORE } from './count-people.ts';
import { type CountedNow, countedNow, holdoutMonths } from './counted-now.ts';
import { exposuresOf } from './exposures.ts';
import { clicksPer, type ShownDecision, shownOf } from './shown-decisions.ts';
import { spentByOwner } from './spent-on.ts';

export interface ExperimentPorts {
  readonly experiments: Pick<Documents<Experiment>, 'list'>;
  readonly reports: ExperimentReports;
  readonly catalog: CatalogScan;
  /** What the shop says that messages cost. */
  readonly contactPolicies: Pick<Documents<ContactPolicy>, 'find'>;
  readonly claims: Pick<OfferClaims, 'costs'>;
  readonly records: Pick<PersonRecords, 'get'>;
  readonly snapshots: Pick<SnapshotReader, 'readFlagged'>;
  /** What a snapshot that begins now calls a person. */
  readonly namesInSnapshot: () => Promise<Pseudonyms['ofPerson']>;
  readonly regime: ConsentRegime;
  /** Of all people, who are held out; in [0, 1]. */
  readonly holdoutShare: number;
  readonly inOneCurrency: InOneCurrency;
  /** What the holdout's money is told in; absent: what most is paid in. */
  readonly baseCurrency?: string | undefined;
  readonly log: Log;
}

/**
 * Counts what people did who met experiments, while the table is scanned, and writes what is known of each. Where none
 * runs and nobody is held out it reads and keeps nothing. What is counted is counted anew each night; only the looks of
 * the nights before go on. Bots are left out, as far as the observers before this one have found them.
 * @returns what is told of everybody, which writes; and what is told of decisions, which must be told before that ends.
 */
export function experimentObserver(ports: ExperimentPorts): {
  readonly people: ScanObserver;
  readonly decisions: DecisionWatcher;
} {
  let watch: Watch | undefined;
  const people: ScanObserver = {
    async start(scan) {
      const all = (await ports.experiments.list()).map(({ body }) => body);
      const now = [...countedNow(all, scan.takenAtMs), ...holdoutMonths(ports.holdoutShare, scan.takenAtMs)];
      watch = now.length === 0 ? undefined : await newWatch(scan, now, ports);
    },

    seeDecided({ partition, owner, record, decisions }) {
      if (watch === undefined) return;
      watch.allowed.hear(owner, record);
      if (partition !== owner) watch.allowed.hearLater(owner);
      for (const { variants, decidedAt, claim } of decisions) {
        const atMs = Date.parse(decidedAt);
        if (variants !== undefined) watch.exposures.add(owner, { variants, atMs });
        watch.spent.give(owner, atMs, claim);
      }
    },

    seeTold({ owner, told }) {
      watch?.spent.tell(owner, told);
    },

    seeJourneys({ partition, owner, record, journeys }) {
      if (watch === undefined) return;
      for (const { atMs, claim } of journeys.flatMap(({ sends }) => sends)) watch.spent.give(owner, atMs, claim);
      const met = journeys.flatMap((kept) => kept.met ?? []);
      if (met.length === 0) return;
      watch.allowed.hear(owner, record);
      if (partition !== owner || record === undefined) watch.allowed.hearLater(owner);
      for (const one of met) watch.exposures.add(owner, one);
    },

    see({ partition, owner, record, events: all }) {
      if (watch === undefined) return;
      const { allowed, outcomes, costOf, sinceMs } = watch;
      const events = all.filter((event) => isUsable(event, 'keep'));
      allowed.hear(owner, record);
      allowed.learnMarket(owner, events);
      if (partition !== owner) return; // the owner has its events too
      for (const event of events) {
        const outcome = event.atMs < sinceMs ? undefined : outcomeOf(event, costOf, ports.inOneCurrency);
        if (outcome !== undefined) outcomes.add(owner, event.messageId, outcome);
      }
    },

    async finish() {
      if (watch === undefined) return;
      const found = watch;
      watch = undefined; // all that was gathered goes with it
      await report(found, ports);
    },
  };
  const decisions: DecisionWatcher = {
    see({ owner, decisions: all }) {
      for (const decision of all) {
        const experiments = watch?.exposures.bearing(decision.variants, decision.decidedAtMs) ?? [];
        if (experiments.length > 0) watch?.shown.push(shownOf(owner, decision, experiments));
      }
    },
  };
  return { people, decisions };
}

/** A scan that is under way. */
interface Watch {
  readonly scan: ObservedScan & { readonly nameOf: Pseudonyms['ofPerson'] };
  readonly now: readonly CountedNow[];
  readonly allowed: ReturnType<typeof allowedPeople>;
  readonly exposures: ReturnType<typeof exposuresOf>;
  readonly shown: ShownDecision[];
  readonly outcomes: ReturnType<typeof outcomesByOwner>;
  readonly spent: ReturnType<typeof spentByOwner>;
  readonly costOf: CostOf;
  /** What happened before counts for none of the experiments. */
  readonly sinceMs: number;
}

async function newWatch(scan: ObservedScan, now: readonly CountedNow[], ports: ExperimentPorts): Promise<Watch> {
  const costs = new Map<string, ReturnType<CostOf>>();
  const sinceMs = Math.min(...now.map(({ fromMs }) => fromMs));
  for await (const page of ports.catalog.scan(0, 1)) for (const { item } of page) costs.set(item.itemId, item.cost);
  return {
    scan: { ...scan, nameOf: await ports.namesInSnapshot() },
    now,
    allowed: allowedPeople(ports.regime),
    exposures: exposuresOf(now),
    shown: [],
    outcomes: outcomesByOwner(),
    costOf: (itemId) => costs.get(itemId),
    spent: spentByOwner(sinceMs),
    sinceMs: sinceMs - DAYS_BEFORE * DAY_MS,
  };
}

/** What people did, each event once: a client that sends again may write another time. */
function outcomesByOwner() {
  const byOwner = new Map<string, Map<string, Outcome>>();
  return {
    add(owner: string, messageId: string, outcome: Outcome): void {
      const known = byOwner.get(owner) ?? new Map<string, Outcome>();
      if (!known.has(messageId)) known.set(messageId, outcome);
      byOwner.set(owner, known);
    },
    of: (owner: string): readonly Outcome[] => [...(byOwner.get(owner)?.values() ?? [])],
  };
}

async function report(watch: Watch, ports: ExperimentPorts): Promise<void> {
  const { reports, records, snapshots, inOneCurrency, baseCurrency, log } = ports;
  const { scan, now, allowed, exposures, shown, outcomes, spent } = watch;
  await allowed.hearOwners(records);
  const bots = await snapshots.readFlagged(scan.snapshotId);
  const isCounted = (owner: string) => allowed.isAllowed(owner) && !bots.has(scan.nameOf(owner));
  const { costs } = (await ports.contactPolicies.find(CONTACT_POLICY_ID))?.body ?? {};
  for (const [e, { experiment: planned, mark, overlaps }] of now.entries()) {
    const own = new Map([...exposures.of(e)].filter(([owner]) => isCounted(owner)));
    if (mark === HOLDOUT && own.size === 0) continue; // a month in which nobody was held out yet
    const ofExperiment = shown.filter(({ experiments }) => experiments.includes(e));
    const shownTo = Map.groupBy(ofExperiment, ({ owner }) => owner);
    const experiment = withCurrency(planned, baseCurrency, () => Array.from(own.keys(), outcomes.of));
    const people: CountedPeople = {
      exposures: own,
      outcomesOf: outcomes.of,
      decisionsOf: (owner) => shownTo.get(owner) ?? [],
      ctrPer: clicksPer(ofExperiment),
      inOneCurrency,
      spentOn: await spent.of(own.keys(), ports.claims, scan.takenAtMs),
      messageMinor: costs?.currency === experiment.currency ? costs.minorPerMessage : {},
    };
    const counted = countPeople(experiment, people, scan.takenAtMs);
    const before = await reports.read(experiment.experimentId);
    const found = reportOf(experiment, counted, { takenAtMs: scan.takenAtMs, overlaps }, before);
    await reports.write(found);
    const { experimentId, withheld, looks, flags } = found;
    log.info('experiment counted', {
      experimentId,
      people: own.size,
      withheld,
      looks: looks.length,
      flags: flags.map(({ code }) => code).join(' '),
    });
  }
}

/** The holdout is no marketer’s, so none has said what its money is told in: the deployment's, or what most is paid in. */
function withCurrency(
  experiment: Experiment,
  baseCurrency: string | undefined,
  outcomes: () => readonly (readonly Outcome[])[],
): Experiment {
  if (experiment.currency !== '') return experiment;
  return { ...experiment, currency: baseCurrency ?? commonestCurrency(outcomes()) };
}
