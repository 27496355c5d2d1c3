import type { Event } from '../../../shared/domain/event.ts';
import { kindOf } from '../../../shared/domain/interaction.ts';
import type { PersonRecord } from '../../../shared/domain/person-record.ts';
import type { RelationAddress } from '../../../shared/domain/relation.ts';
import type { StoredProfile } from '../../../shared/domain/stored-profile.ts';
import { WATERMARK_LAG_MS } from '../../../shared/domain/stored-profile.ts';
import { DAY_MS } from '../../../shared/domain/time.ts';
import { paidOf } from '../../../shared/features/profile/money.ts';
import { EMPTY_PROFILE, PROFILE_VERSION, type ProfileState } from '../../../shared/features/profile/profile.ts';
import { stringHash } from '../../../shared/math/string-hash.ts';
import type { StoredProfiles } from '../../../shared/ports/people.ts';
import type { Log } from '../../../shared/ports/system.ts';
import type { ScannedPerson } from '../../../shared/ports/timeline.ts';
import { allows, type ConsentRegime } from '../../../shared/privacy/consent.ts';
import { foldAllAllowed } from '../../../shared/privacy/fold-allowed.ts';
import { isUsable } from '../../../shared/privacy/usable-events.ts';
import type { ObservedScan, ScanObserver } from '../snapshot/scan-observer.ts';
import { NO_OUTCOME, withCategories, withOutcome } from './outcome.ts';
import { type KnownOrder, OUTCOME_DAYS, type Outcome, type PersonState, type StateWatcher } from './state-watcher.ts';

export interface ProfileStatesPorts {
  readonly profiles: Pick<StoredProfiles, 'put' | 'drop'>;
  readonly regime: ConsentRegime;
  readonly log: Log;
  /** Told of everybody's state, whether it is written this night or not. */
  readonly watchers?: readonly StateWatcher[];
}

/** A person's events so far. */
interface Folding {
  readonly state: ProfileState;
  /** As it was at the end of the time before outcomes; absent: no event is that old. */
  readonly past?: ProfileState;
  readonly outcome: Outcome;
  readonly orders: readonly KnownOrder[];
  readonly boughtOf: readonly string[];
  /** Nothing was refused of any event that learning wants. */
  readonly isLearnable: boolean;
  readonly eventCount: number;
  readonly record: PersonRecord | undefined;
  readonly relations?: readonly RelationAddress[];
  readonly expiresAtMs: number;
}

const NOTHING: Folding = {
  state: EMPTY_PROFILE,
  outcome: NO_OUTCOME,
  orders: [],
  boughtOf: [],
  isLearnable: true,
  eventCount: 0,
  record: undefined,
  expiresAtMs: Number.POSITIVE_INFINITY,
};
const WRITTEN_AT_ONCE = 100;
/** Characters, of 3 bytes at most: a row of the store holds 400 KB. Who has more is folded from the first event. */
const MAX_STATE_LENGTH = 100_000;
const DAYS_A_WEEK = 7;

/**
 * Folds everybody's events up to a day before the scan, and keeps what that gives. A person whose newest event is older
 * than a week is written once a week: an old state is as right as a new one, and who was away has little to add to it.
 * Who refuses to be personalised for is kept no state of.
 */
export function profileStates({ profiles, regime, log, watchers = [] }: ProfileStatesPorts): ScanObserver {
  let scan: ObservedScan = { snapshotId: '', takenAtMs: 0 };
  let unfinished = new Map<string, Folding>();
  let written = new Map<string, StoredProfile>();
  let refused: string[] = [];
  let writtenCount = 0;

  const close = async (partition: string, folding: Folding): Promise<void> => {
    const { state, record } = folding;
    if (!allows('personalise', record, { regime, market: state.places.lastMarket })) {
      refused.push(partition);
      return;
    }
    const seen = personState(partition, folding, { regime, throughMs: scan.takenAtMs - WATERMARK_LAG_MS });
    for (const watcher of watchers) await watcher.see(seen);
    if (folding.eventCount > 0 && isDue(partition, state, scan.takenAtMs)) {
      const stored = storedProfile(folding, scan.takenAtMs);
      if (stored.body.length <= MAX_STATE_LENGTH) written.set(partition, stored);
      else refused.push(partition);
    }
  };

  const flush = async (): Promise<void> => {
    const [put, drop] = [written, refused];
    written = new Map();
    refused = [];
    writtenCount += put.size;
    await Promise.all([profiles.put(put), profiles.drop(drop)]);
  };

  return {
    start(begun) {
      scan = begun;
      unfinished = new Map();
      written = new Map();
      refused = [];
      writtenCount = 0;
      for (const watcher of watchers) watcher.start(begun);
    },
    async see(person) {
      const { partition } = person;
      if (partition !== person.owner) return; // the owner has its events too
      const folding = folded(unfinished.get(partition) ?? NOTHING, person, scan.takenAtMs - WATERMARK_LAG_MS);
      if (person.mayContinue) {
        unfinished.set(partition, folding);
        return;
      }
      unfinished.delete(partition);
      await close(partition, folding);
      if (written.size + refused.length >= WRITTEN_AT_ONCE) await flush();
    },
    async finish() {
      for (const [partition, folding] of unfinished) await close(partition, folding);
      unfinished = new Map();
      await flush();
      for (const watcher of watchers) await watcher.finish();
      log.info('profiles folded', { written: writtenCount });
    },
  };
}

function folded(before: Folding, person: ScannedPerson, throughMs: number): Folding {
  const { events, record, firstExpiryMs } = person;
  const relations = person.relations ?? before.relations;
  let { outcome, boughtOf, isLearnable } = before;
  const orders = [...before.orders];
  const known = events.filter(({ clientAtMs }) => clientAtMs <= throughMs);
  const pastMs = throughMs - OUTCOME_DAYS * DAY_MS;
  const pastCount = 1 + known.findLastIndex(({ clientAtMs }) => clientAtMs <= pastMs);
  const then = foldAllAllowed(before.state, known.slice(0, pastCount));
  const past = pastCount > 0 ? then : before.past;
  for (const event of known) {
    isLearnable &&= isUsable(event, 'train');
    if (kindOf(event) === 'purchase' && isUsable(event, 'personalise')) {
      orders.push(orderOf(event));
      boughtOf = withCategories(boughtOf, event);
    }
    if (event.clientAtMs > pastMs) outcome = withOutcome(outcome, event, throughMs);
  }
  return {
    state: foldAllAllowed(then, known.slice(pastCount)),
    ...(past !== undefined && { past }),
    outcome,
    orders,
    boughtOf,
    isLearnable,
    eventCount: before.eventCount + known.length,
    record: record ?? before.record,
    ...(relations && { relations }),
    expiresAtMs: Math.min(before.expiresAtMs, firstExpiryMs ?? Number.POSITIVE_INFINITY),
  };
}

function orderOf({ clientAtMs, properties }: Event): KnownOrder {
  const paid = paidOf(properties);
  return { day: Math.floor(clientAtMs / DAY_MS), ...(paid && { paid }) };
}

/** What watchers are shown of a person; their past only where it may be learnt from. */
function personState(
  partition: string,
  { state, past, outcome, orders, boughtOf, isLearnable, record, relations }: Folding,
  { regime, throughMs }: { readonly regime: ConsentRegime; readonly throughMs: number },
): PersonState {
  const mayLearn = isLearnable && allows('train', record, { regime, market: state.places.lastMarket });
  const atMs = throughMs - OUTCOME_DAYS * DAY_MS;
  const known = past !== undefined && mayLearn && { past: { state: past, atMs, ...outcome } };
  const told = { atMs: throughMs, record, orders, boughtOf, mayLearn, ...(relations && { relations }) };
  return { partition, state, ...told, ...known };
}

const storedProfile = ({ state, expiresAtMs }: Folding, takenAtMs: number): StoredProfile => ({
  version: PROFILE_VERSION,
  takenAtMs,
  throughMs: takenAtMs - WATERMARK_LAG_MS,
  ...(Number.isFinite(expiresAtMs) && { expiresAtMs }),
  body: JSON.stringify(state),
});

/** Everybody who was there lately, and a seventh of all others. */
function isDue(partition: string, { frequency }: ProfileState, takenAtMs: number): boolean {
  if (frequency.lastMs > takenAtMs - (DAYS_A_WEEK + 2) * DAY_MS) return true;
  return stringHash(partition) % DAYS_A_WEEK === Math.floor(takenAtMs / DAY_MS) % DAYS_A_WEEK;
}
