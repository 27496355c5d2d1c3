import { describe, expect, it } from 'vitest';
import { botObserver } from '../../../../../functions/nightly/bots/bot-observer.ts';
import { readTrainingData } from '../../../../../functions/nightly/histories/training-data.ts';
import { memorySnapshots } from '../../../../../shared/adapters/memory/snapshots.ts';
import { sha256Hash } from '../../../../../shared/adapters/system/hash.ts';
import type { FoundBot, PersonFlag } from '../../../../../shared/domain/flag.ts';
import type { PersonKey } from '../../../../../shared/domain/person-key.ts';
import { EMPTY_RECORD } from '../../../../../shared/domain/person-record.ts';
import type { ScannedPerson } from '../../../../../shared/ports/timeline.ts';
import { anEvent } from '../../../../support/events.ts';
import { rowsOf } from '../../../../support/served-shop.ts';
import { silentLog } from '../../../../support/system-ports.ts';
import { writtenSnapshot } from '../../../../support/written-snapshot.ts';

const AT = Date.UTC(2026, 10, 24, 1, 30);
const robot = (userId: string, more: Partial<ScannedPerson> = {}): ScannedPerson => ({
  partition: `U#${userId}`,
  owner: `U#${userId}`,
  events: [anEvent({ userId, context: { userAgent: 'python-requests/2.32.3' } })],
  ...more,
});
const flag = (verdict: PersonFlag['verdict'], by: PersonFlag['by']): PersonFlag => ({
  verdict,
  by,
  reasons: [],
  atMs: AT - 86_400_000,
});

/** What a night finds, and whom it leaves out. */
async function night(...people: readonly ScannedPerson[]) {
  const found: { readonly day: string; readonly bots: readonly FoundBot[] }[] = [];
  const snapshots = memorySnapshots();
  const observer = botObserver({
    flags: { found: async (day, bots) => void found.push({ day, bots }) },
    snapshots,
    namesInSnapshot: async () => (partition) => partition.toLowerCase() as PersonKey,
    log: silentLog,
  });
  // A scan that failed halfway leaves nothing behind.
  await observer.start?.({ snapshotId: 'failed', takenAtMs: AT });
  await observer.see(robot('from-a-scan-that-failed'));
  await observer.start?.({ snapshotId: 's', takenAtMs: AT });
  for (const person of people) await observer.see(person);
  await observer.finish?.();
  return { found, leftOut: [...(await snapshots.readFlagged('s'))] };
}

describe('the bots of a night', () => {
  it('are flagged under the day, and left out by the name that they have in the snapshot', async () => {
    expect(await night(robot('Robot'), robot('quiet', { events: [anEvent()] }))).toEqual({
      found: [{ day: '2026-11-24', bots: [{ partition: 'U#Robot', reasons: ['user-agent'] }] }],
      leftOut: ['u#robot'],
    });
  });

  it('are the user’s whose device it was', async () => {
    const { found } = await night(robot('x', { partition: 'A#device', owner: 'U#owner' }));
    expect(found[0]?.bots).toMatchObject([{ partition: 'U#owner' }]);
  });

  it('do not override an operator, who may leave out whom no night would', async () => {
    const { found, leftOut } = await night(
      robot('cleared', { flag: flag('human', 'operator') }),
      robot('banned', { flag: flag('bot', 'operator'), events: [anEvent()] }),
    );
    expect(found[0]?.bots).toEqual([]);
    expect(leftOut).toEqual(['u#banned']);
  });

  it('stay left out on the nights that do not find them again', async () => {
    const { found, leftOut } = await night(robot('before', { flag: flag('bot', 'night'), events: [anEvent()] }));
    expect(found[0]?.bots).toEqual([]);
    expect(leftOut).toEqual(['u#before']);
  });

  it('are not looked for among those who refuse profiling or are restricted', async () => {
    const refusal = { granted: false, atMs: AT, source: 'self' } as const;
    const [event] = robot('at-capture').events;
    const { leftOut } = await night(
      robot('refused', { record: { ...EMPTY_RECORD, consent: { profiling: refusal } } }),
      robot('restricted', { record: { ...EMPTY_RECORD, restrictedAtMs: AT } }),
      robot('at-capture', { events: [{ ...event!, refused: ['profiling'] }] }),
    );
    expect(leftOut).toEqual([]);
  });
});

describe('training data', () => {
  it('are without those who are flagged, as if they had never come', async () => {
    const people = rowsOf(['a', 'b'], ['b', 'c'], ['a', 'c']);
    const [first] = people;
    const read = async (rows: typeof people, flagged: readonly PersonKey[]) => {
      const snapshots = await writtenSnapshot(rows);
      await snapshots.writeFlagged('s', flagged);
      return readTrainingData(snapshots, 's', sha256Hash);
    };
    const all = await read(people, []);
    const without = await read(people, [first!.personKey as PersonKey]);
    expect(all.people.personKeys).toContain(first!.personKey);
    expect(without.people.personKeys).not.toContain(first!.personKey);
    const neverCame = await read(
      people.filter(({ personKey }) => personKey !== first!.personKey),
      [],
    );
    expect(without.people.personKeys).toEqual(neverCame.people.personKeys);
    expect(without.fingerprint).toBe(neverCame.fingerprint);
  });
});
