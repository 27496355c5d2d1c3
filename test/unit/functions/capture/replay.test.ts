import { describe, expect, it } from 'vitest';
import type { Mending } from '../../../../functions/capture/contract.ts';
import { replay } from '../../../../functions/capture/replay.ts';
import { sha256Hash } from '../../../../shared/adapters/system/hash.ts';
import { InvalidInputError, NotFoundError } from '../../../../shared/domain/errors.ts';
import type { Event, QuarantinedEvent } from '../../../../shared/domain/event.ts';
import { memoryPeople } from '../../../support/memory-people.ts';

const CAME = 1_795_000_000_000;
const quarantined = (body: string): QuarantinedEvent => ({
  messageId: 'kept',
  receivedAtMs: CAME,
  code: 'no_event_name',
  pointer: '/event',
  reason: 'x',
  body,
});

/** A quarantine of one event, and what comes out of it. */
function open(body: string) {
  const stored: Event[] = [];
  const people = memoryPeople();
  let kept: QuarantinedEvent | 'replayed' | undefined = quarantined(body);
  const again = replay({
    standings: people.standings,
    records: people.linked,
    regime: 'opt-out',
    timeline: { append: async (events) => void stored.push(...events), link: async () => undefined },
    quarantine: { append: async () => expect.unreachable('what is quarantined stays as it is') },
    replays: {
      find: async (_, messageId) => (messageId === 'kept' ? kept : undefined),
      settle: async () => {
        kept = 'replayed';
      },
    },
    clock: { nowMs: () => CAME + 86_400_000 },
    hash: sha256Hash,
  });
  return {
    stored,
    people,
    take: (mending?: Mending, id = 'kept') => again('2026-11-18', id, mending),
    isKept: () => kept !== 'replayed',
  };
}

const BAD = JSON.stringify({ type: 'track', userId: 'u', properties: { a: { b: 1, c: 2 }, list: [1, 2] } });

describe('a replay', () => {
  it('of somebody who refused meanwhile stores nothing, and what was kept goes', async () => {
    const { take, stored, isKept, people } = open(BAD);
    const refusal = { granted: false, atMs: CAME, source: 'self' } as const;
    await people.records.update({ userId: 'u' }, (record) => ({ ...record, consent: { analytics: refusal } }));

    expect(await take({ kind: 'patch', patch: { event: 'Product Viewed' } })).toMatchObject({ declined: 1 });
    expect([stored.length, isKept()]).toEqual([0, false]);
  });

  it('of what still cannot be taken says why, and leaves it where it lies', async () => {
    const { take, stored, isKept } = open(BAD);
    expect(await take()).toMatchObject({ quarantined: 1, verdicts: [{ code: 'no_event_name' }] });
    expect(stored).toEqual([]);
    expect(isKept()).toBe(true);
  });

  it('merges a patch: null removes, objects key by key, all else replaces', async () => {
    const { take, stored } = open(BAD);
    await take({ kind: 'patch', patch: { event: 'E', properties: { a: { b: null, d: 3 }, list: [9] } } });
    expect(stored).toMatchObject([{ name: 'E', properties: { a: { c: 2, d: 3 }, list: [9] } }]);
    expect(stored[0]?.properties['a']).not.toHaveProperty('b');
  });

  it('takes the event as of when it came, under the id by which it was kept, once', async () => {
    const { take, stored, isKept } = open(BAD);
    const patch = { kind: 'patch', patch: { event: 'E' } } as const;
    expect(await take(patch)).toMatchObject({ accepted: 1 });
    expect(stored).toMatchObject([{ messageId: 'kept', receivedAtMs: CAME, clientAtMs: CAME }]);
    expect(isKept()).toBe(false);
    expect(await take(patch)).toMatchObject({ accepted: 0, duplicate: 1 });
    expect(stored).toHaveLength(1);
  });

  it('of an event that was cut wants the whole event', async () => {
    const { take, stored } = open(BAD.slice(0, 40));
    await expect(take()).rejects.toThrow(InvalidInputError);
    await take({ kind: 'event', event: { type: 'track', event: 'E', userId: 'u' } });
    expect(stored).toMatchObject([{ name: 'E' }]);
  });

  it('of an event that is not there is refused', async () => {
    await expect(open(BAD).take(undefined, 'never')).rejects.toThrow(NotFoundError);
  });
});
