import { describe, expect, it } from 'vitest';
import { writeRoll } from '../../../../../functions/nightly/audiences/write-roll.ts';
import { memoryModelCards } from '../../../../../shared/adapters/memory/model-cards.ts';
import { memoryRolls } from '../../../../../shared/adapters/memory/rolls.ts';
import type { OwnSegment, SegmentMembership } from '../../../../../shared/domain/segment.ts';
import { EMPTY_PROFILE, foldProfile, profileOf } from '../../../../../shared/features/profile/profile.ts';
import { bucketOfPlace, placeOf, ROLL_BUCKETS } from '../../../../../shared/features/profile/roll.ts';
import { PROFILE_COLUMNS } from '../../../../../shared/features/profile/vector.ts';
import { textAt } from '../../../../../shared/math/text-column.ts';
import { silentLog } from '../../../../support/system-ports.ts';
import { someTimeline } from '../../../../support/timelines.ts';

const AT_MS = 1_795_000_000_000;
const NAMES = PROFILE_COLUMNS.map(({ name }) => name);
const scan = { snapshotId: 's', takenAtMs: AT_MS + 1 };
/** Nobody of whom anything is foreseen, and a shop without segments of its own. */
const nothingElse = {
  cards: memoryModelCards(),
  segments: { list: async () => [] },
  memberships: { put: async () => undefined },
  foreseen: { names: () => [], numbersOf: () => [] },
  log: silentLog,
};
const stateAfter = (seed: number, events: number) =>
  someTimeline({ userId: 'u' }, seed, events, AT_MS).reduce(foldProfile, EMPTY_PROFILE);
/** Of somebody who did something: of one or two events all may be the shop’s. */
const stateOf = (seed: number) => stateAfter(seed, 3 + (seed % 20));

async function rowsOf(rolls: ReturnType<typeof memoryRolls>) {
  const { parts } = (await rolls.newest())!;
  const rows: { partition: string; place: number; market: string; values: readonly (number | undefined)[] }[][] = [];
  for (const [bucket, count] of parts.entries())
    for (let part = 0; part < count; part++) {
      const { place, partition, market, features } = await rolls.readPart('s', { bucket, part }, NAMES);
      const inPart = Array.from(place, (at, row) => ({
        partition: textAt(partition, row),
        place: at,
        market: textAt(market, row),
        values: NAMES.map((name) => features[name]?.[row]),
      }));
      for (const row of inPart) expect(bucketOfPlace(row.place, parts.length)).toBe(bucket);
      rows.push(inPart);
    }
  return rows;
}

describe('the roll of a night', () => {
  it('has everybody of whom something is known, with all that models see of them', async () => {
    const rolls = memoryRolls();
    const watcher = writeRoll({ rolls, ...nothingElse });
    const people = Array.from({ length: 40 }, (_, i) => ({ partition: `U#${i}`, state: stateOf(i), atMs: AT_MS }));
    watcher.start(scan);
    await watcher.see({
      partition: 'U#failed',
      state: stateOf(1),
      atMs: AT_MS,
      record: undefined,
      mayLearn: true,
      orders: [],
      boughtOf: [],
    });
    watcher.start(scan);
    for (const person of people)
      await watcher.see({ ...person, record: undefined, mayLearn: true, orders: [], boughtOf: [] });
    await watcher.see({
      partition: 'U#unknown',
      state: EMPTY_PROFILE,
      atMs: AT_MS,
      record: undefined,
      mayLearn: true,
      orders: [],
      boughtOf: [],
    });
    await watcher.finish();

    const { parts: _, clusters: __, ...told } = (await rolls.newest())!;
    expect(told).toEqual({
      ...{ snapshotId: 's', takenAtMs: AT_MS + 1, asOfMs: AT_MS, personCount: 40 },
      ...{ predicted: [], lookalikes: [] },
    });
    const rows = (await rowsOf(rolls)).flat();
    expect(rows.map(({ partition }) => partition).sort()).toEqual(people.map(({ partition }) => partition).sort());
    for (const { partition, place, market, values } of rows) {
      const { state } = people.find((person) => person.partition === partition)!;
      const { features } = profileOf(state, undefined, AT_MS);
      expect(place).toBe(placeOf(partition));
      expect(market).toBe(state.places.lastMarket ?? '');
      expect(values).toEqual(PROFILE_COLUMNS.map(({ of }) => of(features) ?? Number.NaN));
    }
  });

  it('comes with a card of the kinds of people, by those who may be learnt from; of few people nothing', async () => {
    const cardOf = async (count: number) => {
      const cards = memoryModelCards();
      const watcher = writeRoll({ rolls: memoryRolls(), ...nothingElse, cards });
      watcher.start(scan);
      for (let i = 0; i < count; i++) {
        const state = stateAfter(i, i % 2 === 0 ? 3 : 60);
        const person = { partition: `U#${i}`, state, atMs: AT_MS, record: undefined, orders: [], boughtOf: [] };
        await watcher.see({ ...person, mayLearn: i < count - 1 });
      }
      await watcher.finish();
      return { card: await cards.read('segments', 's'), cards };
    };
    const { card, cards } = await cardOf(61);
    expect(card.training.people).toBe(60);
    expect(card.evaluation.metrics['silhouette']).toBeGreaterThan(0.2);
    for (const { people, words } of card.segments) {
      expect(people).toBeGreaterThanOrEqual(20);
      expect(words).not.toBe('');
    }
    expect(await cards.readFile('segments', 's', 'plots/segments.svg')).toContain('<ellipse');
    const few = (await cardOf(20)).card;
    expect(few).toMatchObject({ training: { people: 19 }, segments: [], plots: [] });
    expect(few.evaluation.reasons['silhouette']).toBe('fewer than 20 people');
  });

  it('says of everybody the kind they are of, learnt from those who may be learnt from, and keeps kinds over nights', async () => {
    const rolls = memoryRolls();
    const watcher = writeRoll({ rolls, ...nothingElse });
    const [few, many] = [stateAfter(1, 2), stateAfter(2, 400)];
    const isLearnt = (i: number) => i % 3 !== 0;
    const night = async (snapshotId: string) => {
      watcher.start({ snapshotId, takenAtMs: AT_MS + 1 });
      for (let i = 0; i < 60; i++) {
        const person = { partition: `U#${i}`, state: i % 2 === 0 ? few : many, atMs: AT_MS, record: undefined };
        await watcher.see({ ...person, mayLearn: isLearnt(i), orders: [], boughtOf: [] });
      }
      await watcher.finish();
      const { clusters, parts } = (await rolls.newest())!;
      const kinds = new Map<string, { cluster: number; learnable: number }>();
      for (const [bucket, count] of parts.entries())
        for (let part = 0; part < count; part++) {
          const columns = await rolls.readPart(snapshotId, { bucket, part }, ['cluster', 'learnable']);
          const { cluster, learnable } = columns.features;
          for (let row = 0; row < columns.place.length; row++)
            kinds.set(textAt(columns.partition, row), { cluster: cluster![row]!, learnable: learnable![row]! });
        }
      return { clusters: clusters!, kinds };
    };
    const first = await night('s');
    expect(first.clusters.numbers).toHaveLength(2);
    const [numberOfFew, numberOfMany] = [first.kinds.get('U#0')!.cluster, first.kinds.get('U#1')!.cluster];
    expect([numberOfFew, numberOfMany].sort()).toEqual([...first.clusters.numbers].sort());
    for (const [partition, { cluster, learnable }] of first.kinds) {
      const i = Number(partition.slice(2));
      expect({ partition, cluster }).toEqual({ partition, cluster: i % 2 === 0 ? numberOfFew : numberOfMany });
      expect(learnable).toBe(isLearnt(i) ? 1 : 0);
    }
    const wordsOf = (number: number) => first.clusters.words[first.clusters.numbers.indexOf(number)];
    expect(wordsOf(numberOfMany)).toMatch(/much|often|again|many|long/);
    expect(wordsOf(numberOfMany)).not.toBe(wordsOf(numberOfFew));
    expect(await night('t')).toEqual(first);
  });

  it('has no kinds where nobody may be learnt from', async () => {
    const rolls = memoryRolls();
    const watcher = writeRoll({ rolls, ...nothingElse });
    watcher.start(scan);
    await watcher.see({
      partition: 'U#a',
      state: stateOf(1),
      atMs: AT_MS,
      record: undefined,
      mayLearn: false,
      orders: [],
      boughtOf: [],
    });
    await watcher.finish();
    expect(await rolls.newest()).not.toHaveProperty('clusters');
    expect((await rowsOf(rolls)).flat()).toHaveLength(1);
  });

  it('is written in parts, each in the order of places, and no row waits in two', async () => {
    const rolls = memoryRolls();
    const watcher = writeRoll({ rolls, ...nothingElse });
    const partitions = Array.from({ length: 420_000 }, (_, i) => `A#${i}`).filter(
      (partition) => bucketOfPlace(placeOf(partition), ROLL_BUCKETS) === ROLL_BUCKETS - 1,
    );
    expect(partitions.length).toBeGreaterThan(25_000);
    const state = stateOf(3);
    watcher.start(scan);
    for (const partition of partitions)
      await watcher.see({ partition, state, atMs: AT_MS, record: undefined, mayLearn: true, orders: [], boughtOf: [] });
    await watcher.finish();

    expect((await rolls.newest())?.parts.at(-1)).toBe(2);
    const parts = await rowsOf(rolls);
    expect(parts[0]).toHaveLength(25_000);
    for (const rows of parts) {
      const places = rows.map(({ place }) => place);
      expect(places).toEqual(places.toSorted((a, b) => a - b));
    }
    expect(new Set(parts.flat().map(({ partition }) => partition)).size).toBe(partitions.length);
  });

  it('has who stands out by what is foreseen, and lookalikes of a segment, and tells each person of theirs', async () => {
    const rolls = memoryRolls();
    const kept = new Map<string, readonly SegmentMembership[]>();
    const own: OwnSegment[] = [
      { segmentId: 'seeds', words: 'order', rule: { prediction: 'churn', atMost: 0.3 } },
      { segmentId: 'alike', words: 'like them', seedSegmentId: 'seeds', size: 7 },
      { segmentId: 'few', words: 'of too few', seedSegmentId: 'likely-to-buy', size: 7 },
      { segmentId: 'none', words: 'of nobody', seedSegmentId: 'gone', size: 7 },
    ];
    // Person i will buy with probability i / 100; those who look at much and will not stay away are seeds.
    const purchaseOf = (partition: string) => Number(partition.slice(2)) / 100;
    const isSeed = (i: number) => i % 2 === 1 && i < 120;
    const watcher = writeRoll({
      ...nothingElse,
      rolls,
      segments: { list: async () => own },
      memberships: { put: async (rows) => rows.forEach((list, partition) => void kept.set(partition, list)) },
      foreseen: {
        names: () => ['foreseen:purchase', 'foreseen:churn'],
        numbersOf: (partition) => [purchaseOf(partition), isSeed(Number(partition.slice(2))) ? 0.2 : Number.NaN],
      },
    });
    const [few, many] = [stateAfter(1, 2), stateAfter(2, 400)];
    watcher.start(scan);
    for (let i = 0; i < 140; i++) {
      const state = i % 2 === 0 ? few : many;
      const person = { partition: `U#${i}`, state, atMs: AT_MS, record: undefined, orders: [], boughtOf: [] };
      await watcher.see({ ...person, mayLearn: i % 7 !== 0 || !isSeed(i) });
    }
    await watcher.finish();

    const { predicted, lookalikes } = (await rolls.newest())!;
    expect(predicted).toEqual([
      expect.objectContaining({
        segmentId: 'likely-to-buy',
        rule: { all: [{ prediction: 'purchase', atLeast: 1.12 }] },
      }),
    ]);
    expect(lookalikes).toEqual([
      { segmentId: 'alike', seeds: 51 },
      { segmentId: 'few', seeds: 27, because: '27 seeds may be learnt from; the fewest are 50' }, // less person 119
      { segmentId: 'none', seeds: 0, because: 'there is no segment gone any more' },
    ]);
    const idsOf = (i: number) => kept.get(`U#${i}`)!.map(({ segmentId }) => segmentId);
    const alike = Array.from({ length: 140 }, (_, i) => i).filter((i) => idsOf(i).includes('alike'));
    expect(alike).toHaveLength(7);
    for (const i of alike) expect([i % 2, isSeed(i)]).toEqual([1, false]);
    expect(kept.get('U#139')).toContainEqual({
      segmentId: 'likely-to-buy',
      kind: 'predicted',
      words: expect.stringContaining('order'),
      because: ['purchase is 1.39, at least 1.12'],
    });
    expect(idsOf(111)).not.toContain('likely-to-buy');
    for (let i = 0; i < 140; i++) expect(idsOf(i).filter((id) => id.startsWith('cluster-'))).toHaveLength(1);
  });
});
