import { describe, expect, it } from 'vitest';
import { profileStates } from '../../../../../functions/nightly/states/profile-states.ts';
import type { PersonRecord } from '../../../../../shared/domain/person-record.ts';
import type { StoredProfile } from '../../../../../shared/domain/stored-profile.ts';
import { EMPTY_PROFILE, foldProfile } from '../../../../../shared/features/profile/profile.ts';
import type { ScannedPerson } from '../../../../../shared/ports/timeline.ts';
import { anEvent } from '../../../../support/events.ts';
import { silentLog } from '../../../../support/system-ports.ts';

const DAY_MS = 86_400_000;
const TAKEN_AT_MS = 1_795_000_000_000;

function aNight(regime: 'opt-out' | 'opt-in' = 'opt-out') {
  const written = new Map<string, StoredProfile>();
  const dropped: string[] = [];
  const observer = profileStates({
    profiles: {
      put: async (profiles) => profiles.forEach((profile, pk) => void written.set(pk, profile)),
      drop: async (partitions) => void dropped.push(...partitions),
    },
    regime,
    log: silentLog,
  });
  const begin = () => observer.start?.({ snapshotId: 's', takenAtMs: TAKEN_AT_MS });
  return { observer, begin, written, dropped };
}

const eventsAgo = (...days: readonly number[]) =>
  days.map((ago) => anEvent({ messageId: `m${ago}`, clientAtMs: TAKEN_AT_MS - ago * DAY_MS }));
const aPerson = (fields: Partial<ScannedPerson>): ScannedPerson => ({
  partition: 'U#u',
  owner: 'U#u',
  events: eventsAgo(3, 2),
  ...fields,
});

describe('the night’s profiles', () => {
  it('hold what the parts of a partition hold, also when others come in between', async () => {
    const { observer, begin, written } = aNight();
    await begin();
    await observer.see(aPerson({ events: eventsAgo(5, 4), firstExpiryMs: 900, mayContinue: true }));
    await observer.see(aPerson({ partition: 'U#v', owner: 'U#v' }));
    await observer.see(aPerson({ events: eventsAgo(3), firstExpiryMs: 700, mayContinue: true }));
    await observer.see(aPerson({ events: eventsAgo(2, 0.5), firstExpiryMs: 800 }));
    await observer.finish?.();

    const whole = eventsAgo(5, 4, 3, 2).reduce(foldProfile, EMPTY_PROFILE);
    expect(written.get('U#u')).toMatchObject({ body: JSON.stringify(whole), expiresAtMs: 700 });
    expect([...written.keys()].sort()).toEqual(['U#u', 'U#v']);
  });

  it('hold who was the last of a page and had no more', async () => {
    const { observer, begin, written } = aNight();
    await begin();
    await observer.see(aPerson({ mayContinue: true }));
    await observer.finish?.();
    expect(written.has('U#u')).toBe(true);
  });

  it('forget what a failed scan had seen', async () => {
    const { observer, begin, written } = aNight();
    await begin();
    await observer.see(aPerson({ mayContinue: true }));
    await begin();
    await observer.see(aPerson({}));
    await observer.finish?.();
    expect(JSON.parse(written.get('U#u')!.body)).toMatchObject({ frequency: { events: 2 } });
  });

  it('leave out devices with an owner, who has their events', async () => {
    const { observer, begin, written } = aNight();
    await begin();
    await observer.see(aPerson({ partition: 'A#d' }));
    await observer.finish?.();
    expect(written.size).toBe(0);
  });

  it('are dropped of who refuses, and of the silent where silence is no consent', async () => {
    const refusal = { granted: false, atMs: 1, source: 'self' } as const;
    const record: PersonRecord = { consent: { personalisation: refusal }, traits: {}, traitsAtMs: {} };
    for (const [regime, person] of [
      ['opt-out', aPerson({ record })],
      ['opt-in', aPerson({})],
    ] as const) {
      const { observer, begin, written, dropped } = aNight(regime);
      await begin();
      await observer.see(person);
      await observer.finish?.();
      expect([written.size, dropped]).toEqual([0, ['U#u']]);
    }
  });

  it('leave out events that were not allowed when they were captured, but for what was told in them', async () => {
    const { observer, begin, written } = aNight();
    await begin();
    const [first, second] = eventsAgo(3, 2);
    const told = anEvent({ type: 'identify', traits: { city: 'Ulm' }, clientAtMs: 0, refused: ['profiling'] });
    await observer.see(
      aPerson({
        events: [told, { ...first!, refused: ['profiling'] }, { ...second!, refused: ['marketing'] }],
      }),
    );
    await observer.finish?.();
    const state = JSON.parse(written.get('U#u')!.body);
    expect(state).toMatchObject({ frequency: { events: 1 }, traits: [['city', 'Ulm', told.atMs, ['profiling']]] });
  });

  it('of people who stay away are written once in seven nights', async () => {
    const counts = new Map<string, number>();
    for (let night = 0; night < 7; night++) {
      const { observer, written } = aNight();
      await observer.start?.({ snapshotId: 's', takenAtMs: TAKEN_AT_MS + night * DAY_MS });
      for (let i = 0; i < 200; i++)
        await observer.see(aPerson({ partition: `U#${i}`, owner: `U#${i}`, events: eventsAgo(40) }));
      await observer.finish?.();
      for (const pk of written.keys()) counts.set(pk, (counts.get(pk) ?? 0) + 1);
    }
    expect([...counts.values()]).toEqual(new Array(200).fill(1));
  });
});
