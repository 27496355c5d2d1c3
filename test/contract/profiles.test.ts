import { describe, expect, it } from 'vitest';
import { profileStates } from '../../functions/nightly/states/profile-states.ts';
import { dynamoPersonRecords } from '../../shared/adapters/dynamodb/person-records.ts';
import {
  dynamoMemberships,
  dynamoPredictions,
  dynamoStoredProfiles,
} from '../../shared/adapters/dynamodb/stored-profiles.ts';
import { dynamoTimelineReader, dynamoTimelineWriter } from '../../shared/adapters/dynamodb/timeline.ts';
import { dynamoTimelineScan } from '../../shared/adapters/dynamodb/timeline-scan.ts';
import type { Event, JsonObject, PersonRef } from '../../shared/domain/event.ts';
import { EMPTY_PROFILE, type ProfileState } from '../../shared/features/profile/profile.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { foldAllowed } from '../../shared/privacy/fold-allowed.ts';
import { foldOn } from '../../shared/privacy/fold-on.ts';
import { anAnonymousEvent, anEvent } from '../support/events.ts';
import { silentLog } from '../support/system-ports.ts';
import { someTimeline } from '../support/timelines.ts';
import { useTestStores } from '../support/use-test-stores.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const HISTORY_DAYS = 60;

const stores = useTestStores();

/** The store of people as capture, the night and a reader see it, with a clock that the test turns. */
function openPeople(startMs = 1_795_000_000_000) {
  const time = { nowMs: startMs };
  const clock = { nowMs: () => time.nowMs };
  const table = stores.nameOf('people');
  const people = dynamoStoredProfiles(stores.dynamo, table, clock);
  const observer = profileStates({ profiles: people, regime: 'opt-out', log: silentLog });
  const newWriter = () => dynamoTimelineWriter(stores.dynamo, table, HISTORY_DAYS, clock);
  let writer = newWriter();
  return {
    time,
    people,
    predictions: dynamoPredictions(stores.dynamo, table),
    memberships: dynamoMemberships(stores.dynamo, table),
    records: dynamoPersonRecords(stores.dynamo, table),
    recent: (person: PersonRef) => dynamoTimelineReader(stores.dynamo, table, clock).recent(person, 100),
    append: (events: readonly Event[]) => writer.append(events),
    link: (anonymousId: string, userId: string) =>
      writer.link({ anonymousId, userId, linkedAtMs: time.nowMs, messageId: 'said' }),
    restart: () => {
      writer = newWriter();
    },
    /** @param meanwhile - what happens when the table is read and nothing of it is written yet. */
    async night(meanwhile: () => Promise<void> = async () => undefined) {
      await observer.start?.({ snapshotId: 's', takenAtMs: time.nowMs });
      for await (const page of dynamoTimelineScan(stores.dynamo, table, clock).scan(0, 1))
        for (const person of page) await observer.see(person);
      await meanwhile();
      await observer.finish?.();
    },
    online: async (person: PersonRef) => (await foldOn(people)(person)).state,
    async fromScratch(person: PersonRef): Promise<ProfileState> {
      let state = EMPTY_PROFILE;
      for await (const events of people.after(person, -1))
        for (const event of events) state = foldAllowed(state, event);
      return state;
    },
  };
}
type People = ReturnType<typeof openPeople>;

async function expectSame(people: People, person: PersonRef): Promise<void> {
  const [online, scratch] = [await people.online(person), await people.fromScratch(person)];
  expect(JSON.stringify(online)).toBe(JSON.stringify(scratch));
}

/** Some days' events, each stored within the hour; then a night. */
async function withNight(userId: string): Promise<People> {
  const people = openPeople();
  const startMs = people.time.nowMs;
  for (let day = 0; day < 4; day++) {
    people.time.nowMs = startMs + day * DAY_MS;
    const clientAtMs = people.time.nowMs - HOUR_MS;
    await people.append([
      anEvent({ userId, messageId: `${userId}${day}`, clientAtMs, atMs: clientAtMs, receivedAtMs: people.time.nowMs }),
    ]);
  }
  await people.night();
  return people;
}

it('a link hands on what was set by hand on the device, where that is newer', async () => {
  const people = openPeople();
  const set = (person: PersonRef, traits: JsonObject, atMs: number) =>
    people.records.update(person, (record) => ({
      ...record,
      traits: { ...record.traits, ...traits },
      traitsAtMs: { ...record.traitsAtMs, ...Object.fromEntries(Object.keys(traits).map((name) => [name, atMs])) },
    }));
  await set({ anonymousId: 'set' }, { city: 'Ulm', plan: 'old' }, 5);
  await set({ userId: 'setter' }, { plan: 'new' }, 6);
  await people.link('set', 'setter');

  const { record } = await people.people.read({ userId: 'setter' });
  expect(record).toMatchObject({ traits: { city: 'Ulm', plan: 'new' }, traitsAtMs: { city: 5, plan: 6 } });
});

describe('a profile read online', () => {
  it('goes on from the night’s state, which holds what is older than a day', async () => {
    const people = await withNight('steady');

    const { stored } = await people.people.read({ userId: 'steady' });

    expect(JSON.parse(stored?.body ?? '')).toMatchObject({ frequency: { events: 3 } });
    expect(stored?.throughMs).toBe(people.time.nowMs - DAY_MS);
    expect(await people.online({ userId: 'steady' })).toMatchObject({ frequency: { events: 4 } });
    await expectSame(people, { userId: 'steady' });
  });

  it('starts over for a late event, until a night has seen it', async () => {
    const people = await withNight('late');
    people.time.nowMs += 2 * HOUR_MS;
    const clientAtMs = people.time.nowMs - 3 * DAY_MS;
    await people.append([anEvent({ userId: 'late', messageId: 'late', clientAtMs, receivedAtMs: people.time.nowMs })]);

    expect((await people.people.read({ userId: 'late' })).stored).toBeUndefined();
    expect(await people.online({ userId: 'late' })).toMatchObject({ frequency: { events: 5 } });

    people.time.nowMs += 3 * HOUR_MS;
    await people.night();
    expect((await people.people.read({ userId: 'late' })).stored).toBeDefined();
    await expectSame(people, { userId: 'late' });
  });

  it('starts over for a late event that came while the night read on', async () => {
    const people = await withNight('meanwhile');
    people.time.nowMs += 5 * HOUR_MS;
    await people.night(async () => {
      people.time.nowMs += 10_000;
      const clientAtMs = people.time.nowMs - 2 * DAY_MS;
      await people.append([anEvent({ userId: 'meanwhile', clientAtMs, receivedAtMs: people.time.nowMs })]);
    });

    expect(await people.online({ userId: 'meanwhile' })).toMatchObject({ frequency: { events: 5 } });
    await expectSame(people, { userId: 'meanwhile' });
  });

  it('misses no event on either side of the watermark', async () => {
    const people = await withNight('edge');
    for (const [i, agoMs] of [-1, 0, 1, 60_000, 30 * 60_000].entries()) {
      const clientAtMs = people.time.nowMs - DAY_MS - agoMs;
      await people.append([anEvent({ userId: 'edge', messageId: `edge${i}`, clientAtMs })]);
      await expectSame(people, { userId: 'edge' });
    }
    people.time.nowMs += 3 * HOUR_MS;
    await people.night();
    expect((await people.people.read({ userId: 'edge' })).stored).toBeDefined();
    await expectSame(people, { userId: 'edge' });
  });

  it('starts over when the first of its events is kept no longer', async () => {
    const people = await withNight('expired');
    people.time.nowMs += (HISTORY_DAYS - 3) * DAY_MS + HOUR_MS;

    expect((await people.people.read({ userId: 'expired' })).stored).toBeUndefined();
    expect(await people.online({ userId: 'expired' })).toMatchObject({ frequency: { events: 3 } });
  });

  it('starts over for a state of another version', async () => {
    const people = await withNight('older');
    const { stored } = await people.people.read({ userId: 'older' });
    await people.people.put(new Map([['U#older', { ...stored!, version: 0, body: '"of another shape"' }]]));

    await expectSame(people, { userId: 'older' });
  });

  it('gains what a device did before and does after it is linked, each once', async () => {
    const people = await withNight('linked');
    const did = (messageId: string, agoMs: number) =>
      anAnonymousEvent('phone', {
        messageId,
        clientAtMs: people.time.nowMs - agoMs,
        receivedAtMs: people.time.nowMs - agoMs,
      });
    await people.append([did('before', 2 * DAY_MS), did('just now', HOUR_MS)]);
    await people.link('phone', 'linked');
    await people.append([did('after', 0)]);
    await people.link('phone', 'linked');

    expect(await people.online({ userId: 'linked' })).toMatchObject({ frequency: { events: 7 } });
    await expectSame(people, { userId: 'linked' });
  });

  it('goes on from the state of who identifies again and again', async () => {
    const people = await withNight('again');
    await people.append([anAnonymousEvent('tab', { clientAtMs: people.time.nowMs - 9 * DAY_MS })]);
    await people.link('tab', 'again');
    people.time.nowMs += 3 * HOUR_MS;
    await people.night();
    people.time.nowMs += 3 * HOUR_MS;
    people.restart();
    await people.link('tab', 'again');

    expect((await people.people.read({ userId: 'again' })).stored).toBeDefined();
    await expectSame(people, { userId: 'again' });
  });

  it('is kept of nobody who refuses it', async () => {
    const people = await withNight('refuses');
    const refusal = { granted: false, atMs: people.time.nowMs, source: 'self' } as const;
    await people.records.update({ userId: 'refuses' }, (record) => ({ ...record, consent: { profiling: refusal } }));
    await people.night();

    expect((await people.people.read({ userId: 'refuses' })).stored).toBeUndefined();
    expect((await people.recent({ userId: 'refuses' })).record?.consent.profiling).toEqual(refusal);
  });

  it('comes with what the night foresees, for as long as that is kept, and reads for decisions pass over it', async () => {
    const people = await withNight('foreseen');
    const prediction = {
      kind: 'trait',
      name: 'gender',
      value: 'f',
      probability: 0.8,
      predicted: true,
      modelVersion: 's',
      asOf: '2026-11-24T00:00:00.000Z',
    } as const;
    const membership = { segmentId: 'cluster-1', kind: 'cluster', words: 'order often', because: [] } as const;
    await people.predictions.put(new Map([['U#foreseen', [prediction]]]), people.time.nowMs + DAY_MS);
    await people.memberships.put(new Map([['U#foreseen', [membership]]]), people.time.nowMs + DAY_MS);

    const { predictions, memberships } = await people.people.read({ userId: 'foreseen' });
    expect([predictions, memberships]).toEqual([[prediction], [membership]]);
    expect((await people.recent({ userId: 'foreseen' })).events).toHaveLength(4);
    people.time.nowMs += DAY_MS + 1000;
    expect(await people.people.read({ userId: 'foreseen' })).toMatchObject({ predictions: [], memberships: [] });
  });

  it('is the one from scratch to the bit, whatever happens in whatever order', { timeout: 120_000 }, async () => {
    for (let seed = 1; seed <= 3; seed++) await somethingHappens(seed);
  });
});

/** Twenty-five things, drawn: events in time and late, retries, links, nights, pauses; looked at after each. */
async function somethingHappens(seed: number): Promise<void> {
  const people = openPeople(1_795_000_000_000 + seed * 400 * DAY_MS);
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const [user, device] = [{ userId: `u${seed}` }, { anonymousId: `d${seed}` }];
  let sent: readonly Event[] = [];
  const send = async (agoMs: number): Promise<void> => {
    const person = below(2) === 0 ? user : device;
    const events = someTimeline(person, seed * 1000 + sent.length, 1 + below(3), people.time.nowMs).map((event) => {
      const clientAtMs = people.time.nowMs - below(agoMs);
      return { ...event, clientAtMs, atMs: clientAtMs, receivedAtMs: people.time.nowMs };
    });
    sent = [...sent, ...events];
    await people.append(events);
  };
  const things: readonly (() => Promise<void>)[] = [
    () => send(HOUR_MS),
    () => send(HOUR_MS),
    () => send(20 * DAY_MS),
    () => people.append(sent.filter(() => below(10) === 0).map((e) => ({ ...e, receivedAtMs: people.time.nowMs }))),
    () => people.link(device.anonymousId, user.userId),
    () => people.night(),
    () => people.night(() => send(5 * DAY_MS)),
    async () => people.restart(),
    async () => {
      people.time.nowMs += below(4 * HOUR_MS);
    },
    async () => {
      people.time.nowMs += below(12 * DAY_MS);
    },
  ];
  for (let step = 0; step < 25; step++) {
    await things[below(things.length)]!();
    await expectSame(people, user);
    await expectSame(people, device);
  }
}
