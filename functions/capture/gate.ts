import { type ConsentRegister, mergedConsent, PURPOSES, type Purpose } from '../../shared/domain/consent.ts';
import { type Event, type PersonRef, partitionOf } from '../../shared/domain/event.ts';
import { type PersonRecord, withConsent } from '../../shared/domain/person-record.ts';
import { HOUR_MS } from '../../shared/domain/time.ts';
import type { LinkedRecords, Standing, Standings } from '../../shared/ports/people.ts';
import { allows, type ConsentRegime, refusedPurposes, strictestConsent } from '../../shared/privacy/consent.ts';

/** Something that came of a person, as far as consent goes. */
export interface Subject {
  /** Absent ids are not known. */
  readonly userId?: string | undefined;
  readonly anonymousId?: string | undefined;
  /** alias only: a device. */
  readonly previousId?: string | undefined;
  /** What it says itself. */
  readonly said: ConsentRegister;
  readonly market: string | undefined;
  /** Whether what it says is to be kept; not of what could not be understood. */
  readonly isStatement: boolean;
}

/** What consent makes of a subject: why it may not be stored, or the purposes that it must not be used for. */
export type Passage =
  | { readonly declined: 'suppressed' | 'consent_refused' }
  | { readonly refused: NonNullable<Event['refused']> };

export interface Gate {
  pass(subject: Subject): Passage;
  /** Keeps what subjects say of consent, where it is news; also of those that are not stored. */
  keepStatements(): Promise<void>;
}

export interface GatePorts {
  readonly standings: Standings;
  readonly records: LinkedRecords;
  readonly regime: ConsentRegime;
}

/** What is on record is said again at most so often: browsers say it with every event. */
const SAID_AGAIN_MS = HOUR_MS;

/**
 * One look at all people of a request. What any of its subjects says counts for all of the same person: a withdrawal
 * wins over the order in which events come.
 */
export async function openGate(
  subjects: readonly Subject[],
  gpc: boolean,
  { standings, records, regime }: GatePorts,
): Promise<Gate> {
  const people = new Map(subjects.flatMap(idsOf).map((person) => [partitionOf(person), person]));
  const standingOf = people.size === 0 ? new Map<string, Standing>() : await standings.of([...people.values()]);
  const ownerOf = new Map<string, string>();
  for (const { anonymousId } of people.values()) {
    const owner = anonymousId === undefined ? undefined : standingOf.get(partitionOf({ anonymousId }))?.owner;
    if (anonymousId !== undefined && owner !== undefined) ownerOf.set(anonymousId, owner);
  }
  /** A device's owner is asked where no user is named. */
  const concernedBy = (subject: Subject): readonly string[] => {
    const ids = idsOf(subject);
    const owner = subject.userId === undefined ? ownerOf.get(subject.anonymousId ?? '') : undefined;
    return [...ids, ...(owner === undefined ? [] : [{ userId: owner }])].map(partitionOf);
  };
  const saidOf = statementsByPartition(subjects, concernedBy);
  const isSuppressed = (subject: Subject): boolean =>
    concernedBy(subject).some((partition) => standingOf.get(partition)?.isSuppressed);

  return {
    pass(subject) {
      if (isSuppressed(subject)) return { declined: 'suppressed' };
      const ofRecords = concernedBy(subject).map((partition) =>
        mergedConsent(standingOf.get(partition)?.record?.consent ?? {}, saidOf.get(partition) ?? {}),
      );
      const consent = strictestConsent([subject.said, ...ofRecords]);
      // Nobody's silence: what names nobody may be mended and sent again.
      const isNobodys = idsOf(subject).length === 0;
      const situation = { regime: isNobodys ? 'opt-out' : regime, market: subject.market, gpc } as const;
      if (!allows('keep', { consent }, situation)) return { declined: 'consent_refused' };
      return { refused: refusedPurposes(consent, situation) };
    },
    async keepStatements() {
      for (const { person, said, subject } of statementsByPerson(subjects)) {
        const isNews = idsOf(person).some((id) => hasNews(standingOf.get(partitionOf(id))?.record, said));
        if (isNews && !isSuppressed(subject)) await records.update(person, (record) => withConsent(record, said));
      }
    },
  };
}

/** Each id on its own. */
const idsOf = ({ userId, anonymousId, previousId }: Partial<Subject>): readonly PersonRef[] => [
  ...(userId === undefined ? [] : [{ userId }]),
  ...[anonymousId, previousId].flatMap((device) => (device === undefined ? [] : [{ anonymousId: device }])),
];

function statementsByPartition(
  subjects: readonly Subject[],
  concernedBy: (subject: Subject) => readonly string[],
): ReadonlyMap<string, ConsentRegister> {
  const saidOf = new Map<string, ConsentRegister>();
  for (const subject of subjects) {
    if (!subject.isStatement) continue;
    for (const partition of concernedBy(subject)) {
      saidOf.set(partition, mergedConsent(saidOf.get(partition) ?? {}, subject.said));
    }
  }
  return saidOf;
}

interface PersonStatement {
  readonly person: PersonRef;
  readonly said: ConsentRegister;
  readonly subject: Subject;
}

/** By the ids that were named together. */
function statementsByPerson(subjects: readonly Subject[]): Iterable<PersonStatement> {
  const statements = new Map<string, PersonStatement>();
  for (const subject of subjects) {
    const { userId, anonymousId, said } = subject;
    if (!subject.isStatement || Object.keys(said).length === 0) continue;
    const key = JSON.stringify([userId, anonymousId]);
    const person = { ...(userId !== undefined && { userId }), ...(anonymousId !== undefined && { anonymousId }) };
    statements.set(key, { person, subject, said: mergedConsent(statements.get(key)?.said ?? {}, said) });
  }
  return statements.values();
}

const hasNews = (record: PersonRecord | undefined, said: ConsentRegister): boolean =>
  PURPOSES.some((purpose) => isNews(purpose, record?.consent ?? {}, said));

function isNews(purpose: Purpose, known: ConsentRegister, said: ConsentRegister): boolean {
  const [before, now] = [known[purpose], said[purpose]];
  if (now === undefined || (before !== undefined && before.atMs > now.atMs)) return false;
  return before?.granted !== now.granted || now.atMs - before.atMs >= SAID_AGAIN_MS;
}
