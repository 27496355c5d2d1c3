import { ConflictError, NotFoundError } from '../../../shared/domain/errors.ts';
import type { JsonObject, PersonRef } from '../../../shared/domain/event.ts';
import { partitionOf } from '../../../shared/domain/event.ts';
import { type PersonRecord, withTraitsSet } from '../../../shared/domain/person-record.ts';
import type { AskedOfUs, PrivacyRequest } from '../../../shared/domain/privacy-request.ts';
import type { RequestLedger } from '../../../shared/ports/erasure.ts';
import type { Identities, PersonRecords } from '../../../shared/ports/people.ts';
import type { Clock, Hash, Ids } from '../../../shared/ports/system.ts';
import { canonicalJson } from '../../../shared/privacy/canonical-json.ts';
import { closureOf } from '../../../shared/privacy/closure.ts';
import { type ErasePorts, erase } from './erase.ts';
import { type ExportPorts, exportOfAll, type PersonExport } from './export.ts';

export interface PrivacyPorts extends ErasePorts, ExportPorts {
  readonly ledger: RequestLedger;
  readonly identities: Identities;
  readonly records: PersonRecords;
  /** The keyed hash of a text, with the secret of suppressions. */
  readonly keyedHash: (text: string) => Promise<string>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly hash: Hash;
}

/** What is asked in a person's name: taken, carried out, told of. */
export interface PrivacyRequests {
  /**
   * Carries a request out as far as it can be at once. The same again under the same key continues or repeats it.
   * @throws ConflictError when another request came under that key.
   */
  ask(asked: AskedOfUs, idempotencyKey: string | undefined): Promise<PrivacyRequest>;
  /** @throws NotFoundError */
  find(requestId: string): Promise<PrivacyRequest>;
  /** What a request of type access gives, as it is now. @throws NotFoundError when it is no such request, or overdue. */
  result(requestId: string, cursor?: string): Promise<PersonExport>;
}

export function privacyRequests(ports: PrivacyPorts): PrivacyRequests {
  const { ledger, identities, keyedHash, clock, ids, hash } = ports;

  const entryFor = async (asked: AskedOfUs, people: readonly PersonRef[], key?: string): Promise<PrivacyRequest> => {
    const { requestId, ...content } = asked;
    const nowMs = clock.nowMs();
    return {
      requestId:
        requestId ?? (key === undefined ? ids.next() : `k-${hash.sha256('privacy request', key).slice(0, 32)}`),
      type: asked.type,
      requestedAtMs: nowMs,
      dueAtMs: oneMonthAfter(nowMs),
      fingerprint: await keyedHash(`request ${canonicalJson(content)}`),
      subjects: await Promise.all(people.map((person) => keyedHash(partitionOf(person)))),
      ...(asked.openDsr && { openDsr: asked.openDsr }),
    };
  };

  const find = async (requestId: string): Promise<PrivacyRequest> => {
    const request = await ledger.get(requestId);
    if (request === undefined) throw new NotFoundError('no such request');
    return request;
  };

  return {
    find,

    async ask(asked, idempotencyKey) {
      const people = await closureOf(identities, asked.subject);
      const entry = await entryFor(asked, people, idempotencyKey);
      const isNew = await ledger.add(entry, people);
      const request = isNew ? entry : await find(entry.requestId);
      if (request.fingerprint !== entry.fingerprint)
        throw new ConflictError('another request came under this id or Idempotency-Key');
      if (request.completedAtMs !== undefined || request.erasedAtMs !== undefined) return request;
      // Links may have gone already when an erasure is taken up again: what was found first counts too.
      const first = isNew ? [] : ((await ledger.peopleOf(request.requestId)) ?? []);
      return carryOut(ports, request, [...people, ...first], asked.traits);
    },

    async result(requestId, cursor) {
      const request = await find(requestId);
      const people = request.type === 'access' ? await ledger.peopleOf(requestId) : undefined;
      if (people === undefined) throw new NotFoundError('the request has no result, or its time is over');
      return exportOfAll(ports)(await closureOf(identities, people), cursor);
    },
  };
}

/** An erasure is completed by the night; the ids of an access stay for as long as its result may be fetched. */
async function carryOut(
  ports: PrivacyPorts,
  request: PrivacyRequest,
  people: readonly PersonRef[],
  traits: JsonObject | undefined,
): Promise<PrivacyRequest> {
  const { ledger, clock } = ports;
  if (request.type === 'delete') {
    const removed = await erase(ports)(people);
    const waitsFor = 'the next night: snapshots and models are made without the person';
    const erased = { ...request, removed, erasedAtMs: clock.nowMs(), waitsFor };
    await ledger.put(erased);
    return erased;
  }
  await change(ports, request, people, traits ?? {});
  const done = { ...request, completedAtMs: clock.nowMs() };
  await ledger.put(done);
  if (request.type !== 'access') await ledger.close(request.requestId);
  return done;
}

async function change(
  { records, suppressions, clock }: PrivacyPorts,
  { type }: PrivacyRequest,
  people: readonly PersonRef[],
  traits: JsonObject,
): Promise<void> {
  const nowMs = clock.nowMs();
  const inEachRecord = async (change: (record: PersonRecord) => PersonRecord) => {
    for (const person of people) await records.update(person, change);
  };
  switch (type) {
    case 'suppress':
      return suppressions.suppress(people);
    case 'unsuppress':
      await suppressions.release(people);
      return;
    case 'restrict':
      return inEachRecord((record) => (record.restrictedAtMs ? record : { ...record, restrictedAtMs: nowMs }));
    case 'unrestrict':
      return inEachRecord(({ restrictedAtMs: _, ...record }) => record);
    case 'correct':
      return inEachRecord((record) => withTraitsSet(record, traits, nowMs));
  }
}

/** The same day of the next month, or its last day. */
function oneMonthAfter(ms: number): number {
  const date = new Date(ms);
  const day = date.getUTCDate();
  date.setUTCMonth(date.getUTCMonth() + 1);
  if (date.getUTCDate() !== day) date.setUTCDate(0);
  return date.getTime();
}
