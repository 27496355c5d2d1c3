import { describe, expect, it } from 'vitest';
import { friendObserver } from '../../../../../functions/nightly/friends/friend-observer.ts';
import { relatedPeople } from '../../../../../functions/nightly/friends/related-people.ts';
import { memoryModels } from '../../../../../shared/adapters/memory/models.ts';
import { memorySnapshots } from '../../../../../shared/adapters/memory/snapshots.ts';
import type { Purpose } from '../../../../../shared/domain/consent.ts';
import { type Event, partitionOf } from '../../../../../shared/domain/event.ts';
import type { PersonKey } from '../../../../../shared/domain/person-key.ts';
import { EMPTY_RECORD, type PersonRecord, withConsent } from '../../../../../shared/domain/person-record.ts';
import type { RelationAddress } from '../../../../../shared/domain/relation.ts';
import { HISTORY_KINDS } from '../../../../../shared/features/history.ts';
import { textAt } from '../../../../../shared/math/text-column.ts';
import { jsonBytes } from '../../../../../shared/model/json-bytes.ts';
import { GRAPH_INPUTS, GRAPH_OUTPUTS } from '../../../../../shared/model/recommender-graph.ts';
import { RECOMMENDER_SCHEMA } from '../../../../../shared/model/recommender-manifest.ts';
import type { ScannedPerson } from '../../../../../shared/ports/timeline.ts';
import { memoryPeople } from '../../../../support/memory-people.ts';
import { rowsOf } from '../../../../support/served-shop.ts';
import { memoryFriendChoices } from '../../../../support/simulated-night.ts';
import { silentLog } from '../../../../support/system-ports.ts';

const AT = Date.UTC(2026, 10, 24, 1, 30);
const ALL = { personalisation: true, profiling: true, analytics: true };

const saying = (said: Partial<Record<Purpose, boolean>>): PersonRecord =>
  withConsent(
    EMPTY_RECORD,
    Object.fromEntries(
      Object.entries(said).map(([purpose, granted]) => [purpose, { granted, atMs: 1, source: 'api' }]),
    ),
  );
const told = (from: string, to: string): RelationAddress => ({ from, to, kind: 'friend' });
const RELATIONS = [told('ann', 'ben'), told('cat', 'ann')];

/** Somebody who did this, oldest first, and is related as RELATIONS says. */
const person = (userId: string, items: readonly string[], more: Partial<ScannedPerson> = {}): ScannedPerson => ({
  partition: `U#${userId}`,
  owner: `U#${userId}`,
  record: saying(ALL),
  relations: RELATIONS.filter(({ from, to }) => from === userId || to === userId),
  events: rowsOf(items).map(({ event }): Event => ({ ...event, userId })),
  ...more,
});

/** A store whose served version says how friends count, or does not. */
async function modelsSaying(friends: object | null) {
  const models = memoryModels();
  const gate = { passed: true, checks: [] };
  const made = { schema: RECOMMENDER_SCHEMA, kinds: HISTORY_KINDS, inputs: GRAPH_INPUTS, outputs: GRAPH_OUTPUTS };
  const manifest = { ...made, cells: [], gate, sha256: {}, ...(friends && { friends }) };
  await models.put('recommender', 'v', new Map([['manifest.json', jsonBytes(manifest)]]));
  await models.publish('recommender', 'v', undefined);
  return models;
}

interface Night {
  readonly friends?: object | null;
  /** What happens while lists are written. */
  readonly meanwhile?: (people: ReturnType<typeof memoryPeople>) => Promise<unknown>;
  /** Of RELATIONS, those that are said when it has. */
  readonly still?: readonly RelationAddress[];
}

async function night(
  scanned: readonly ScannedPerson[],
  { friends = { weight: 1, floor: 0.01 }, meanwhile, still = RELATIONS }: Night = {},
) {
  const [people, snapshots, lists] = [memoryPeople(), memorySnapshots(), memoryFriendChoices()];
  for (const { partition, record } of scanned)
    if (record) await people.records.update({ userId: partition.slice(2) }, () => record);
  const keptUntil: number[] = [];
  const observer = friendObserver({
    ...people,
    regime: 'opt-out',
    models: await modelsSaying(friends),
    snapshots,
    lists: {
      ...lists,
      async put(some, untilMs) {
        await lists.put(some, untilMs);
        keptUntil.push(untilMs);
        await meanwhile?.(people);
      },
    },
    relations: { among: async (addresses) => addresses.filter((address) => still.includes(address)) },
    namesInSnapshot: async () => (partition) => `~${partition}` as PersonKey,
    log: silentLog,
  });
  // A scan that failed halfway leaves nothing behind.
  await observer.start?.({ snapshotId: 'failed', takenAtMs: AT });
  await observer.see(person('ben', ['from-a-scan-that-failed']));
  await observer.start?.({ snapshotId: 's', takenAtMs: AT });
  for (const one of scanned) await observer.see(one);
  await observer.finish?.();
  const { from, to } = await snapshots.readRelations('s');
  return {
    pairs: Array.from(from.codes, (_, row) => `${textAt(from, row)} ${textAt(to, row)}`),
    listOf: (userId: string) => lists.kept.get(partitionOf({ userId }))?.map(({ itemId }) => itemId),
    shares: lists.kept.get('U#ann')?.map(({ share }) => share),
    listed: [...lists.kept.keys()],
    keptUntil,
  };
}

const ann = person('ann', ['tent']);
const ben = person('ben', ['boots', 'tent', 'wax']);
const cat = person('cat', ['boots']);

describe('what friends chose, in a night', () => {
  it('is listed for each of the two, what most chose first, without what they chose too', async () => {
    const found = await night([ann, ben, cat]);
    expect(found.pairs).toEqual(['~U#ann ~U#ben', '~U#cat ~U#ann']);
    expect(found.listOf('ann')).toEqual(['boots', 'wax']);
    expect(found.shares!.map(Math.fround)).toEqual([Math.fround(2 / 3), Math.fround(1 / 3)]);
    expect(found.listed).toEqual(['U#ann', 'U#cat']); // ben has met all that ann has
    expect(found.keptUntil).toEqual([AT + 3 * 86_400_000]);
  });

  it('comes from all parts of a person’s events, the newest hundred', async () => {
    const many = Array.from({ length: 150 }, (_, i) => `i${i}`);
    const parts = [many.slice(0, 70), many.slice(70)].map((items) => person('cat', items));
    const { listOf } = await night([ann, { ...parts[0]!, mayContinue: true }, parts[1]!]);
    expect(listOf('ann')).toHaveLength(50);
    for (const itemId of listOf('ann')!) expect(many.indexOf(itemId)).toBeGreaterThanOrEqual(50);
  });

  it('is not listed where the served version has not learnt that it helps, and then only pairs are kept', async () => {
    const found = await night([ann, ben, cat], { friends: null });
    expect(found.pairs).toHaveLength(2);
    expect(found.listed).toEqual([]);
  });

  it.each([
    ['says nothing', undefined],
    ['grants one of the two purposes', saying({ ...ALL, personalisation: false })],
    ['grants the one and says nothing of the other', saying({ profiling: true })],
    ['may not be learnt from', saying({ ...ALL, analytics: false })],
    ['is restricted', { ...saying(ALL), restrictedAtMs: 1 }],
  ])('is nobody’s of somebody who %s', async (_, record) => {
    const { record: __, ...withoutRecord } = cat;
    const found = await night([ann, ben, record === undefined ? withoutRecord : { ...cat, record }]);
    expect(found.pairs).toEqual(['~U#ann ~U#ben']);
    expect(found.listOf('cat')).toBeUndefined();
    expect(found.shares).toEqual([0.5, 0.5]);
  });

  it.each([
    ['a bot', { flag: { verdict: 'bot', by: 'night', reasons: [], atMs: 1 } }],
    ['somebody with whom the relation does not lie', { relations: [] }],
    ['a device', { owner: 'U#ann' }],
    [
      'somebody of whom no event may be learnt from',
      { events: cat.events.map((e) => ({ ...e, refused: ['analytics'] })) },
    ],
  ] as [string, Partial<ScannedPerson>][])('is nothing where they are %s', async (_, more) => {
    expect((await night([ann, ben, { ...cat, ...more }])).shares).toEqual([0.5, 0.5]);
  });

  it('has nothing of an event for which personalisation was refused when it was captured', async () => {
    const events = ben.events.map((event, i) =>
      i === 0 ? { ...event, refused: ['personalisation'] as const } : event,
    );
    expect((await night([ann, { ...ben, events }])).listOf('ann')).toEqual(['wax']);
  });

  it.each([
    ['withdraws', { meanwhile: ({ records }) => records.update({ userId: 'ben' }, () => saying({})) }],
    ['is suppressed', { meanwhile: ({ suppressions }) => suppressions.suppress([{ userId: 'ben' }]) }],
    ['says that it is no relation', { still: [RELATIONS[1]!] }],
  ] as [string, Night][])('is taken back where a friend %s while lists are written', async (_, happens) => {
    expect((await night([ann, ben, cat], happens)).listed).toEqual(['U#cat']);
  });

  it('is looked for among so many people, whatever order they come in', async () => {
    const names = Array.from({ length: 9 }, (_, i) => `p${i}`);
    const relations = names.flatMap((from, i) => names.slice(i + 1).map((to) => told(from, to)));
    const all = names.map((name) =>
      person(name, ['tent'], { relations: relations.filter(({ from, to }) => from === name || to === name) }),
    );
    const found = async (people: readonly ScannedPerson[]) => {
      const some = relatedPeople({ ...memoryPeople(), regime: 'opt-out' }, true, 3);
      for (const one of people) await some.see(one);
      return some.relations();
    };
    const kept = await found(all);
    expect(new Set(kept.flatMap(({ from, to }) => [from, to])).size).toBe(3);
    expect(await found(all.toReversed())).toEqual(kept);
  });

  it('is not looked for where nobody is related', async () => {
    const alone = [ann, ben].map(({ relations: _, ...rest }) => rest);
    expect(await night(alone)).toMatchObject({ pairs: [], listed: [] });
  });
});
