import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  fitSessionNeighbours,
  type SessionNeighbourSettings,
  type SparseScores,
  scoreSession,
  sparseScores,
  withSessionScoring,
} from '../../shared/learning/session-neighbours.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { topK } from '../../shared/math/top-k.ts';
import { sessionSettings } from '../support/builders/session-settings.ts';
import { historiesOf } from '../support/histories.ts';
import { type NaiveSession, naiveSessionScores } from '../support/reference/session-neighbours.ts';
import { hasSharedData, sharedZipText } from '../support/shared-data.ts';

const views = (time: number, ...items: number[]): NaiveSession => ({
  time,
  events: items.map((item) => ({ item, kind: 0 })),
});

const indexOfSessions = (sessions: readonly NaiveSession[], itemCount: number, settings: SessionNeighbourSettings) =>
  fitSessionNeighbours(
    historiesOf(sessions.map(({ events }) => events)),
    Float64Array.from(sessions, ({ time }) => time),
    itemCount,
    settings,
  );

const listOf = ({ scores, items, count }: SparseScores, k: number): number[] => [
  ...topK(scores, k, items.subarray(0, count)),
];

const itemCount = 9;
const someSessions = fc.array(
  fc.record({
    time: fc.nat(6),
    events: fc.array(fc.record({ item: fc.nat(itemCount - 1), kind: fc.nat(1) }), { maxLength: 10 }),
  }),
  { maxLength: 14 },
);
const someDecay = fc.oneof(fc.constant('linear' as const), fc.double({ min: 0, max: 2, noNaN: true }));
const someSettings: fc.Arbitrary<SessionNeighbourSettings> = fc.record({
  sessionsPerItem: fc.integer({ min: 1, max: 8 }),
  neighbourCount: fc.integer({ min: 1, max: 8 }),
  historyLimit: fc.integer({ min: 1, max: 12 }),
  sessionLimit: fc.integer({ min: 1, max: 10 }),
  queryDecay: someDecay,
  matchDecay: someDecay,
  idfExponent: fc.double({ min: 0, max: 2, noNaN: true }),
  lengthExponent: fc.double({ min: 0, max: 1, noNaN: true }),
  ageScale: fc.constantFrom(1, 5, Infinity),
  distanceScale: fc.constantFrom(0.5, 3, Infinity),
  backwardWeight: fc.double({ min: 0, max: 1, noNaN: true }),
  targetKindWeights: fc.tuple(fc.double({ min: 0, max: 2, noNaN: true }), fc.constant(1)),
});
const someQuery = fc.array(fc.nat(itemCount - 1), { maxLength: 14 });

describe('session neighbours', () => {
  it('score and rank exactly as their readable twin does, whatever the sessions and settings', () => {
    fc.assert(
      fc.property(someSessions, someSettings, fc.array(someQuery, { maxLength: 3 }), (sessions, settings, queries) => {
        const index = indexOfSessions(sessions, itemCount, settings);
        const reused = sparseScores(itemCount);
        for (const query of queries) {
          const expected = naiveSessionScores(sessions, settings, query);
          scoreSession(index, query, reused);
          const scored = [...reused.items.subarray(0, reused.count)].map((item) => [item, reused.scores[item]!]);
          expect(new Map(scored as [number, number][])).toEqual(expected);
          const ranked = [...expected].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([item]) => item);
          expect(listOf(reused, itemCount)).toEqual(ranked);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('find the planted group of a session, which its last item alone does not tell', () => {
    // Groups a and b share item 0; what comes with it depends on what else was seen.
    const random = seededRandom(3);
    const pick = (group: number) => 1 + group * 10 + Math.floor(random() * 10);
    const sessions = Array.from({ length: 300 }, (_, s) => views(s, pick(s % 2), pick(s % 2), 0, pick(s % 2)));
    const index = indexOfSessions(sessions, 21, sessionSettings({ neighbourCount: 20 }));
    for (const [first, low, high] of [
      [4, 1, 10],
      [14, 11, 20],
    ] as const) {
      const best = listOf(scoreSession(index, [0, first]), 8).filter((item) => item !== first && item !== 0);
      expect(best.filter((item) => item >= low && item <= high)).toEqual(best);
    }
  });

  it('look at the newest sessions only, whatever their order in the file', () => {
    const index = indexOfSessions(
      [views(9, 0, 1), views(2, 0, 2), views(5, 0, 3)],
      4,
      sessionSettings({ sessionsPerItem: 2 }),
    );
    expect(listOf(scoreSession(index, [0]), 4).filter((item) => item !== 0)).toEqual([1, 3]);
  });

  it('say nothing of what they do not know', () => {
    expect(scoreSession(indexOfSessions([], 3, sessionSettings()), [2]).count).toBe(0);
    expect(scoreSession(indexOfSessions([views(1, 0, 1)], 3, sessionSettings()), [2, 7, -1]).count).toBe(0);
    expect(scoreSession(indexOfSessions([views(1, 0, 1)], 3, sessionSettings()), []).count).toBe(0);
  });

  it('vote forwards only, when told so', () => {
    const index = indexOfSessions([views(1, 1, 0, 2), views(2, 3)], 4, sessionSettings({ backwardWeight: 0 }));
    expect(listOf(scoreSession(index, [0]), 4)).toEqual([0, 2]);
  });

  it('read one index with other weights as if it had been fitted with them', () => {
    const sessions = Array.from({ length: 20 }, (_, s) => views(s, s % 5, (s * 3) % 7, (s * 2) % 5));
    const other = sessionSettings({ idfExponent: 0.5, ageScale: 4, distanceScale: 2, matchDecay: 1 });
    const reread = withSessionScoring(indexOfSessions(sessions, 7, sessionSettings()), other);
    expect(reread).toEqual(indexOfSessions(sessions, 7, other));
  });

  it('refuse an item, a kind, a time and a setting out of range, naming them', () => {
    const fitted = (session: NaiveSession, change: Partial<SessionNeighbourSettings> = {}) =>
      indexOfSessions([session], 3, sessionSettings(change));
    expect(() => fitted(views(0, 9))).toThrow('item 9 is outside [0, 3)');
    expect(() => fitted({ time: 0, events: [{ item: 0, kind: 2 }] })).toThrow('kind 2 is outside [0, 1)');
    expect(() => fitted(views(NaN, 0))).toThrow('sessionTimes[0]');
    expect(() => fitted(views(0, 0), { sessionsPerItem: 0 })).toThrow('sessionsPerItem: want an integer ≥ 1, got 0');
    expect(() => fitted(views(0, 0), { ageScale: 0 })).toThrow('ageScale: want a number > 0, got 0');
    expect(() => fitted(views(0, 0), { matchDecay: -1 })).toThrow("matchDecay: want 'linear' or a number ≥ 0, got -1");
    const histories = historiesOf([[], []]);
    expect(() => fitSessionNeighbours(histories, new Float64Array(1), 3, sessionSettings())).toThrow('want 2');
  });
});

describe.runIf(hasSharedData('session-serenade-example'))('session neighbours on the example of Serenade', () => {
  /** Sessions of [item, second], each oldest first; events of one second in the order of the file. */
  const sessionsOf = (file: string): readonly (readonly [string, number])[][] => {
    const sessions = new Map<string, [string, number][]>();
    const lines = sharedZipText('session-serenade-example', 'example.zip', file).trim().split('\n').slice(1);
    for (const [session, item, time] of lines.map((line) => line.split('\t'))) {
      if (!sessions.has(session!)) sessions.set(session!, []);
      sessions.get(session!)!.push([item!, Math.round(Number(time))]);
    }
    return [...sessions.values()].map((events) => events.sort((a, b) => a[1] - b[1]));
  };
  let train: readonly (readonly [string, number])[][];
  let test: readonly (readonly [string, number])[][];
  beforeAll(() => {
    test = sessionsOf('test.txt');
    // Serenade leaves the longest half percent of sessions out of its index.
    train = sessionsOf('train.txt').filter((events) => new Set(events.map(([item]) => item)).size <= 15);
  });

  /**
   * Each next item of each test session, from what came before; the item just seen is no answer. Most votes tie, and
   * items of equal score stand in a random order. Serenade's own program orders ties by chance too: run 20 times at
   * commit a142ab8, it gave .3276 ± .0010 and .3393 ± .0008 where .3277 and .3401 are published.
   */
  function meanReciprocalRankAt20(settings: SessionNeighbourSettings, random: () => number): number {
    const order = [...new Set(train.flat().map(([item]) => item))].map((item) => ({ item, key: random() }));
    const indexOf = new Map(order.sort((a, b) => a.key - b.key).map(({ item }, i) => [item, i]));
    const sessions = train.map((events) => views(events.at(-1)![1], ...events.map(([item]) => indexOf.get(item)!)));
    const index = indexOfSessions(sessions, indexOf.size, settings);
    const into = sparseScores(indexOf.size);
    let sum = 0;
    let asked = 0;
    for (const events of test) {
      const items = events.map(([item]) => indexOf.get(item) ?? -1);
      for (let at = 1; at < items.length; at++) {
        const list = listOf(scoreSession(index, items.slice(0, at).reverse(), into), 21);
        const rank = list.filter((item) => item !== items[at - 1]).indexOf(items[at]!) + 1;
        if (rank >= 1 && rank <= 20) sum += 1 / rank;
        asked++;
      }
    }
    expect(asked).toBe(931);
    return sum / asked;
  }

  it.each([
    { published: 0.3277, change: { sessionsPerItem: 500, neighbourCount: 50, historyLimit: 2 } },
    { published: 0.3401, change: { sessionsPerItem: 1502, neighbourCount: 288, historyLimit: 4 } },
  ])(
    'reach the published MRR@20 of $published, as far as ties let it be told',
    ({ published, change }) => {
      const values = Array.from({ length: 5 }, (_, seed) =>
        meanReciprocalRankAt20(sessionSettings(change), seededRandom(seed)),
      );
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
      console.info(`Serenade example: MRR@20 ${mean.toFixed(4)} ± ${deviation.toFixed(4)}, published ${published}`);
      expect(deviation).toBeLessThan(0.0015);
      expect(Math.abs(mean - published)).toBeLessThan(3 * deviation);
    },
    120_000,
  );

  it('are better with the decays of STAN, chosen on the validation sessions', () => {
    const change = {
      sessionsPerItem: 1500,
      neighbourCount: 200,
      historyLimit: 4,
      queryDecay: 0.5,
      matchDecay: 0.5,
      idfExponent: 2,
      ageScale: 30 * 86_400,
      distanceScale: 1,
      backwardWeight: 0.7,
    };
    const mrr = meanReciprocalRankAt20(sessionSettings(change), seededRandom(0));
    console.info(`Serenade example: MRR@20 ${mrr.toFixed(4)} with the decays of STAN`);
    expect(mrr).toBeGreaterThan(0.36);
  });
});
