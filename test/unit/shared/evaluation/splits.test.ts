import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  leaveOneOut,
  type NumberedHistory,
  pack,
  packBefore,
  packedPeople,
  timeSplit,
} from '../../../../shared/evaluation/splits.ts';

const VIEW = 0;
const BUY = 1;
type Step = readonly [item: number, atMs: number, kind?: number];

const aPerson = (personKey: string, ...steps: readonly Step[]): NumberedHistory => ({
  personKey,
  items: Int32Array.from(steps, ([item]) => item),
  kinds: Uint8Array.from(steps, ([, , kind = VIEW]) => kind),
  atMs: Float64Array.from(steps, ([, atMs]) => atMs),
});
const views = (personKey: string, ...items: readonly number[]) =>
  aPerson(personKey, ...items.map((item, at) => [item, at] as const));

describe('pack', () => {
  it('lays the first events of each person one after another', () => {
    const { offsets, items, kinds } = pack([views('a', 1, 2, 3), views('b'), aPerson('c', [4, 0, BUY])], ({ items }) =>
      Math.min(2, items.length),
    );
    expect([...offsets]).toEqual([0, 2, 2, 3]);
    expect([...items]).toEqual([1, 2, 4]);
    expect([...kinds]).toEqual([VIEW, VIEW, BUY]);
  });
});

describe('packedPeople', () => {
  it('gives each person as a view, in order and by index, and splits as an array of people does', () => {
    const people = [views('a', 1, 2, 3), views('b'), aPerson('c', [4, 5, BUY], [5, 6])];
    const atMs = Float64Array.from(people.flatMap((person) => [...person.atMs]));
    const packed = packedPeople({
      ...pack(people, ({ items }) => items.length),
      personKeys: people.map(({ personKey }) => personKey),
      atMs,
    });
    expect([...packed]).toEqual(people);
    expect(packed).toHaveLength(3);
    expect(packed.at(2)).toEqual(people[2]);
    const shares = { validation: 0.2, test: 0.4 };
    expect(timeSplit(packed, new Set([VIEW]), shares)).toEqual(timeSplit(people, new Set([VIEW]), shares));
    expect(leaveOneOut(packed)).toEqual(leaveOneOut(people));
  });
});

describe('leaveOneOut', () => {
  const { train, validation, test } = leaveOneOut([views('long', 4, 5, 6, 7), views('short', 4, 5)]);

  it('asks for the last item, after all before it, newest first', () => {
    expect(test).toEqual([{ personKey: 'long', items: Int32Array.of(6, 5, 4), kinds: new Uint8Array(3), target: 7 }]);
  });

  it('asks for the one before it to validate, and trains on neither', () => {
    expect(validation).toEqual([
      { personKey: 'long', items: Int32Array.of(5, 4), kinds: new Uint8Array(2), target: 6 },
    ]);
    expect([...train.items.subarray(0, train.offsets[1])]).toEqual([4, 5]);
  });

  it('only trains on somebody too short to be asked, on all that they did', () => {
    expect([...train.items.subarray(train.offsets[1])]).toEqual([4, 5]);
    const shortest = leaveOneOut([views('three', 1, 2, 3)]);
    expect(shortest.test).toHaveLength(1);
    expect([...shortest.train.items]).toEqual([1]);
  });
});

describe('timeSplit', () => {
  const goal = new Set([BUY]);
  const shares = { validation: 0.1, test: 0.1 };
  const crowd = (...moments: readonly number[]) => aPerson('crowd', ...moments.map((atMs) => [0, atMs] as const));

  it('cuts at two moments of all events, and trains on what came before', () => {
    const people = [
      crowd(...Array.from({ length: 10 }, (_, atMs) => atMs)),
      crowd(...Array.from({ length: 10 }, (_, i) => 10 + i)),
    ];
    const split = timeSplit(people, goal, shares);
    expect([split.validationFromMs, split.testFromMs]).toEqual([16, 18]);
    expect(split.train.items).toHaveLength(16);
    expect(packBefore(people, split.testFromMs).items).toHaveLength(18);
  });

  /** The tasks of somebody who viewed item 1 at 50 and did all else in the test window, which begins at 90. */
  const inTheWindow = (...steps: readonly Step[]) => {
    const before = crowd(...Array.from({ length: 9 * steps.length - 1 }, (_, i) => i / 10));
    const split = timeSplit([before, aPerson('p', [1, 50], ...steps)], goal, shares);
    expect(split.testFromMs).toBe(90);
    return split.test.filter(({ personKey }) => personKey === 'p');
  };

  it('gives nothing of the way to a purchase away: the input ends before the item was first met', () => {
    const [task, ...others] = inTheWindow([2, 90], [7, 91], [3, 92], [7, 93, BUY]);
    expect(others).toEqual([]);
    expect(task).toMatchObject({ target: 7, items: Int32Array.of(2, 1) });
  });

  it('asks for every item that is new in the window and reached, once each', () => {
    const tasks = inTheWindow([2, 90, BUY], [3, 91], [2, 92, BUY], [4, 93, BUY]);
    expect(tasks.map(({ target, items }) => [target, [...items]])).toEqual([
      [2, [1]],
      [4, [2, 3, 2, 1]],
    ]);
  });

  it('does not ask for an item that the person knew before the window', () => {
    expect(inTheWindow([1, 90, BUY], [2, 91, BUY]).map(({ target }) => target)).toEqual([2]);
  });

  it('does not ask for the very first thing that somebody does', () => {
    const people = [crowd(...Array.from({ length: 18 }, (_, i) => i)), aPerson('new', [5, 90, BUY], [6, 91, BUY])];
    expect(timeSplit(people, goal, shares).test.map(({ target }) => target)).toEqual([6]);
  });

  it('does not ask for more than ten items of one person, the first ones', () => {
    const steps = Array.from({ length: 14 }, (_, i) => [10 + i, 90 + i, BUY] as const);
    expect(inTheWindow(...steps).map(({ target }) => target)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  });

  it('validates in the window before, on what is known then, with no task in both', () => {
    const before = crowd(...Array.from({ length: 15 }, (_, i) => i));
    const person = aPerson('p', [1, 15.5], [2, 80, BUY], [5, 81], [3, 90], [4, 91, BUY]);
    const { validation, test, validationFromMs, testFromMs } = timeSplit([before, person], goal, shares);
    expect([validationFromMs, testFromMs]).toEqual([80, 90]);
    expect(validation.map(({ target, items }) => [target, [...items]])).toEqual([[2, [1]]]);
    expect(test.map(({ target, items }) => [target, [...items]])).toEqual([[4, [3, 5, 2, 1]]]);
  });

  it('never asks for what stands in the input, nor trains on what is asked for', () => {
    const aStep = fc.tuple(fc.nat(6), fc.integer({ min: 0, max: 60 }), fc.constantFrom(VIEW, BUY));
    fc.assert(
      fc.property(fc.array(fc.array(aStep, { maxLength: 15 }), { maxLength: 6 }), (histories) => {
        const people = histories.map((steps, u) => aPerson(`p${u}`, ...steps.toSorted((a, b) => a[1] - b[1])));
        const split = timeSplit(people, goal, { validation: 0.2, test: 0.2 });
        for (const [fromMs, tasks] of [
          [split.validationFromMs, split.validation],
          [split.testFromMs, split.test],
        ] as const) {
          for (const { personKey, items, target } of tasks) {
            expect([...items]).not.toContain(target);
            const person = people[Number(personKey.slice(1))]!;
            const met = person.items.indexOf(target);
            expect(person.atMs[met]!).toBeGreaterThanOrEqual(fromMs);
            expect([...items]).toEqual([...person.items.subarray(0, met)].reverse());
          }
        }
      }),
    );
  });

  it('asks at most so many people, always the same ones, and trains on all', () => {
    const shopper = (key: string) => aPerson(key, [1, 1], [2, 80, BUY], [3, 95, BUY], [4, 96, BUY]);
    const people = Array.from({ length: 50 }, (_, u) => shopper(`p${u}`));
    const idle = Array.from({ length: 50 }, (_, u) => aPerson(`idle${u}`, [1, 2]));
    const wide = { validation: 0.2, test: 0.4 };
    const keys = ({ test }: { readonly test: readonly { readonly personKey: string }[] }) =>
      new Set(test.map(({ personKey }) => personKey));

    const all = timeSplit([...people, ...idle], goal, wide);
    const some = timeSplit([...people, ...idle], goal, wide, 10);
    expect(keys(all).size).toBe(50);
    expect(keys(some).size).toBe(10);
    expect(some.test).toEqual(all.test.filter(({ personKey }) => keys(some).has(personKey)));
    expect(some.train).toEqual(all.train);
    expect(keys(timeSplit([...idle, ...people.toReversed()], goal, wide, 10))).toEqual(keys(some));
    expect(keys(timeSplit(people.slice(0, 20), goal, wide, 20)).size).toBe(20);
  });

  it('has nothing to ask where nothing happened, or all at once', () => {
    expect(timeSplit([], goal, shares)).toMatchObject({ validation: [], test: [] });
    const atOnce = timeSplit([aPerson('a', [1, 5, BUY]), aPerson('b', [2, 5, BUY])], goal, shares);
    expect(atOnce).toMatchObject({ validation: [], test: [] });
  });
});

describe('contexts', () => {
  const inContext = (contexts: readonly number[], person: NumberedHistory): NumberedHistory => ({
    ...person,
    contexts: Uint16Array.from(contexts),
  });
  const people = [
    inContext(
      [0, 0, 0, 0, 0, 0, 0, 0],
      aPerson('crowd', ...[1, 2, 3, 4, 5, 6, 7, 8].map((atMs) => [0, atMs] as const)),
    ),
    inContext([7, 8], aPerson('told', [1, 9, BUY], [2, 10, BUY])),
    inContext([0, 9], aPerson('untold', [3, 9, BUY], [4, 10, BUY])),
  ];

  it('go with the events that train, and with the task whose item came in them', () => {
    const { train, test } = timeSplit(people, new Set([BUY]), { validation: 0.1, test: 0.34 });
    expect([...train.contexts!]).toHaveLength(train.items.length);
    const asked = test.map(({ personKey, items, context, target }) => [personKey, items.length, context, target]);
    // Somebody new is asked for where the context of the meeting is known, and only there.
    expect(asked).toEqual([
      ['told', 0, 7, 1],
      ['told', 1, 8, 2],
      ['untold', 1, 9, 4],
    ]);
    expect([...pack(people, ({ items }) => items.length).contexts!.subarray(8)]).toEqual([7, 8, 0, 9]);
  });

  it('are absent where nobody has any', () => {
    const { train, test } = timeSplit([views('a', 1, 2, 3, 4)], new Set([VIEW]), { validation: 0.2, test: 0.2 });
    expect(train).not.toHaveProperty('contexts');
    expect(test.length).toBeGreaterThan(0);
    for (const task of test) expect(task).not.toHaveProperty('context');
  });
});
