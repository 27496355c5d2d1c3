import type { DecisionSignal } from '../../../shared/domain/decision-signal.ts';
import { signalsOf } from '../../../shared/domain/decision-signal.ts';
import { type Event, personOfPartition } from '../../../shared/domain/event.ts';
import type { PersonRecord } from '../../../shared/domain/person-record.ts';
import { DAY_MS, HOUR_MS } from '../../../shared/domain/time.ts';
import { contextOfEvent } from '../../../shared/features/context.ts';
import type { PersonRecords } from '../../../shared/ports/people.ts';
import type { Log } from '../../../shared/ports/system.ts';
import type { ScannedPerson } from '../../../shared/ports/timeline.ts';
import { allows, type ConsentRecord, type ConsentRegime } from '../../../shared/privacy/consent.ts';
import { isUsable } from '../../../shared/privacy/usable-events.ts';
import type { ObservedScan, ScanObserver } from '../snapshot/scan-observer.ts';
import { together } from '../snapshot/trainable.ts';
import type { DecisionWatcher } from './decision-watcher.ts';
import { type Gathered, type HeldPeople, heldPeople, NOTHING_GATHERED } from './held-people.ts';
import { joinDecisions } from './join-decisions.ts';

export interface DecisionPorts {
  readonly records: Pick<PersonRecords, 'get'>;
  readonly regime: ConsentRegime;
  readonly log: Log;
  /** How long after a decision something may come of it. */
  readonly rewardWindowHours: number;
  /** Told of everybody for whom something was decided. */
  readonly watchers: readonly DecisionWatcher[];
}

/** Of one person, the newest: who has more is no person. */
const MOST_LINES = 10_000;
/** Lines of decisions are kept no longer, and nothing older came of one. */
const MOST_DAYS = 90;
/** So many records of owners are read at once. */
const READ_AT_ONCE = 100;

/**
 * Joins what was decided for each person with what came of it, while the table is scanned, and tells the watchers.
 *
 * Somebody whose decisions and events all lie in one partition is told of as soon as it was read. Decisions that were
 * made on a device before somebody signed in lie apart from what they did then: those, and what came of decisions of
 * people who were on a device before, are held as texts until the scan ends; `heldPeople` says how many. All else takes
 * the memory of the partitions that the scan is in. A person without decisions costs a look at each event for whether it
 * was theirs before they signed in.
 *
 * What is restricted or refused for analytics is neither joined nor told; what is refused for learning, now or when it
 * happened, is told with `mayLearn` false. Bots are marked as far as earlier nights or an operator found them.
 */
export function decisionObserver(ports: DecisionPorts): ScanObserver {
  const { watchers, log } = ports;
  let scan: ObservedScan = { snapshotId: '', takenAtMs: 0 };
  let open = new Map<string, Gathered & { readonly owner: string }>();
  let held = heldPeople();
  let told = { people: 0, decisions: 0 };

  const tell = async (owner: string, gathered: Gathered): Promise<void> => {
    if (gathered.lines.length === 0) return;
    const { lines, signals, isBot, isLearnable, records, market } = gathered;
    const window = { rewardWindowMs: ports.rewardWindowHours * HOUR_MS, takenAtMs: scan.takenAtMs };
    const decisions = joinDecisions(lines, signals, window);
    if (decisions.length === 0) return;
    const mayLearn = isLearnable && allows('train', together(records), { regime: ports.regime, market });
    for (const watcher of watchers) await watcher.see({ owner, mayLearn, isBot, decisions });
    told = { people: told.people + 1, decisions: told.decisions + decisions.length };
  };

  /** The partition was read to its end. */
  const close = async (partition: string): Promise<void> => {
    const { owner, ...gathered } = open.get(partition) ?? { owner: partition, ...NOTHING_GATHERED };
    open.delete(partition);
    const isOwners = partition === owner;
    if (isOwners && !gathered.wasOnDevice) await tell(owner, gathered);
    else if (!held.add(owner, gathered) && isOwners) await tell(owner, gathered);
  };

  return {
    async start(begun) {
      scan = begun;
      open = new Map();
      held = heldPeople();
      told = { people: 0, decisions: 0 };
      for (const watcher of watchers) await watcher.start?.(begun);
    },

    async seeDecided(person) {
      if (!mayBeCounted(person.record)) return;
      const before = open.get(person.partition) ?? NOTHING_GATHERED;
      const lines = [...before.lines, ...person.decisions].slice(-MOST_LINES);
      open.set(person.partition, { ...withPerson(before, person), owner: person.owner, lines });
      if (person.events.length === 0 && !person.mayContinue) await close(person.partition);
    },

    async see(person) {
      const { partition, owner, events } = person;
      const before = open.get(partition);
      // What a device did its owner has too: of a device its decisions alone are wanted.
      if (partition === owner && mayBeCounted(person.record)) {
        const wasOnDevice = isOnDevice(person);
        if (before === undefined && !wasOnDevice) return;
        const gathered = withPerson(before ?? NOTHING_GATHERED, person);
        open.set(partition, {
          ...withEvents(gathered, recent(events, scan.takenAtMs), { wasOnDevice, regime: ports.regime }),
          owner,
        });
      }
      if (!person.mayContinue && open.has(partition)) await close(partition);
    },

    async finish() {
      for (const partition of [...open.keys()]) await close(partition);
      await tellHeld(held, ports.records, tell);
      for (const watcher of watchers) await watcher.finish?.();
      if (held.left() > 0) log.warn('decisions of devices were left out: too many to hold', { devices: held.left() });
      log.info('decisions joined', { ...told, held: held.count() });
    },
  };
}

/** What is restricted is used for nothing; of who withdrew from analytics nothing is counted. */
const mayBeCounted = (record: PersonRecord | undefined): boolean =>
  record?.restrictedAtMs === undefined && record?.consent.analytics?.granted !== false;

/** Whether a user did some of it before they signed in: then decisions of theirs may lie with the device. */
const isOnDevice = ({ partition, events }: Pick<ScannedPerson, 'partition' | 'events'>): boolean =>
  partition.startsWith('U#') && events.some(({ userId }) => userId === undefined);

function withPerson(before: Gathered, { record, flag }: ScannedPerson): Gathered {
  return {
    ...before,
    ...(record !== undefined && { records: [consentOf(record)] }),
    isBot: before.isBot || flag?.verdict === 'bot',
  };
}

const recent = (events: readonly Event[], takenAtMs: number): readonly Event[] => {
  const fromMs = takenAtMs - MOST_DAYS * DAY_MS;
  return (events[0]?.atMs ?? fromMs) >= fromMs ? events : events.filter(({ atMs }) => atMs >= fromMs);
};

/** Of what is kept of somebody no more than is asked for. */
const consentOf = ({ consent, restrictedAtMs }: PersonRecord): ConsentRecord => ({
  consent,
  ...(restrictedAtMs !== undefined && { restrictedAtMs }),
});

function withEvents(
  before: Gathered,
  events: readonly Event[],
  { wasOnDevice, regime }: { readonly wasOnDevice: boolean; readonly regime: ConsentRegime },
): Gathered {
  const signals: DecisionSignal[] = [...before.signals];
  const counted = new Set(signals.map(({ messageId }) => messageId)); // a client that sends again may write another time
  let { isLearnable, market } = before;
  for (const event of events) {
    const found = signalsOf(event);
    if (found.length === 0 || counted.has(event.messageId) || !isUsable(event, 'keep')) continue;
    counted.add(event.messageId);
    signals.push(...found);
    isLearnable &&= isUsable(event, 'train');
  }
  const newest = events.at(-1);
  if (regime === 'by-market' && newest !== undefined) market = contextOfEvent(newest).market ?? market;
  return { ...before, signals, isLearnable, wasOnDevice: before.wasOnDevice || wasOnDevice, ...(market && { market }) };
}

/** What the owners say of their data now counts too: their partition may have had nothing to hold. */
async function tellHeld(
  held: HeldPeople,
  records: DecisionPorts['records'],
  tell: (owner: string, gathered: Gathered) => Promise<void>,
): Promise<void> {
  let some: (readonly [string, Gathered])[] = [];
  const tellSome = async (): Promise<void> => {
    const [people, wanted] = [some, some.map(([owner]) => personOfPartition(owner))];
    some = [];
    const recordOf = people.length === 0 ? new Map<string, PersonRecord>() : await records.get(wanted);
    for (const [owner, gathered] of people) {
      const record = recordOf.get(owner);
      const all = record === undefined ? gathered.records : [...gathered.records, consentOf(record)];
      if (mayBeCounted(record)) await tell(owner, { ...gathered, records: all });
    }
  };
  for (const person of held.decided()) {
    if (some.push(person) === READ_AT_ONCE) await tellSome();
  }
  await tellSome();
}
