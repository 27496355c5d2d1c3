import { describe, expect, it } from 'vitest';
import { historyLengths, newcomers, popularityDeciles, slices } from '../../../../shared/evaluation/slices.ts';
import { seededRandom } from '../../../../shared/math/random.ts';

const aTask = (length: number, target: number, personKey = `${length}-${target}`) => ({
  personKey,
  items: Int32Array.from({ length }, (_, i) => 100 + i),
  kinds: new Uint8Array(length),
  target,
});

const options = () => ({ k: 10, random: seededRandom(1) });
const nobodyIsNew = () => true;

describe('slices', () => {
  it('give the figure of new items and new people on their own', () => {
    const counts = [5, 0, 2];
    const tasks = [aTask(2, 0, 'known'), aTask(3, 1, 'known too'), aTask(1, 1, 'new'), aTask(9, 2, 'also new')];
    const lists = [[0], [2, 0], [0, 2, 1], [2]]; // ranks 1, none, 3 and 1
    const [newItem, newPerson] = slices(
      tasks,
      lists,
      newcomers(counts, (personKey) => personKey.startsWith('known')),
      options(),
    );
    expect(newItem).toMatchObject({ name: 'newItem', tasks: 2, people: 2, reason: null });
    expect(newItem!.interval!.mean).toBeCloseTo((0 + 1 / 2) / 2, 12);
    expect(newPerson).toMatchObject({ name: 'newPerson', tasks: 2, people: 2 });
    expect(newPerson!.interval!.mean).toBeCloseTo((1 + 1 / 2) / 2, 12);
    expect(newPerson!.interval!.low).toBeGreaterThanOrEqual(0.5);
  });

  it('count somebody with several tasks as one', () => {
    const tasks = [aTask(1, 0, 'a'), aTask(2, 0, 'a'), aTask(1, 0, 'b')];
    const [, newPerson] = slices(
      tasks,
      [[0], [], [0]],
      newcomers([1], () => false),
      options(),
    );
    expect(newPerson).toMatchObject({ tasks: 3, people: 2 });
    expect(newPerson!.interval!.mean).toBeCloseTo((1 / 2 + 1) / 2, 12);
  });

  it('ask of a task with several relevant items those of the slice alone', () => {
    const task = { ...aTask(4, 0), alsoRelevant: Int32Array.of(1, 2) }; // 1 and 2 are new
    const [newItem] = slices([task], [[0, 1]], newcomers([9, 0, 0], nobodyIsNew), options());
    expect(newItem).toMatchObject({ tasks: 1, people: 1 });
    // One of two, at rank 2; both at ranks 1 and 2 would be all.
    expect(newItem!.interval!.mean).toBeCloseTo(1 / Math.log2(3) / (1 + 1 / Math.log2(3)), 12);
  });

  it('have no value, and say why, where no task is of them', () => {
    const [newItem] = slices([aTask(5, 0)], [[0]], newcomers([1], nobodyIsNew), options());
    expect(newItem).toEqual({
      name: 'newItem',
      tasks: 0,
      people: 0,
      interval: null,
      reason: 'no task is of newItem',
    });
  });
});

describe('historyLengths', () => {
  it('names every length', () => {
    const nameOf = (length: number) => historyLengths.namesOf(aTask(length, 0), 0)[0];
    expect([0, 1, 2, 3, 5, 6, 10, 11, 20, 50, 51, 900].map(nameOf)).toEqual([
      '0',
      '1',
      '2',
      '3–5',
      '3–5',
      '6–10',
      '6–10',
      '11–20',
      '11–20',
      '21–50',
      '51+',
      '51+',
    ]);
    expect(historyLengths.names).toEqual(['0', '1', '2', '3–5', '6–10', '11–20', '21–50', '51+']);
  });
});

describe('popularityDeciles', () => {
  it('are tenths of the items that somebody met, and those apart that nobody did', () => {
    const counts = Array.from({ length: 21 }, (_, item) => item); // item 0 is new, item 20 the most popular
    const { namesOf } = popularityDeciles(counts);
    const nameOf = (item: number) => namesOf(aTask(1, item), item)[0];
    expect([0, 1, 2, 3, 10, 11, 19, 20].map(nameOf)).toEqual(['new', '1', '1', '2', '5', '6', '10', '10']);
  });
});
