import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  historiesAt,
  newestSessions,
  type Sessions,
  sessionsOf,
} from '../../../../../functions/nightly/histories/sessions.ts';
import { packedPeople } from '../../../../../shared/evaluation/splits.ts';

const MINUTE = 60_000;

const peopleOf = (...moments: readonly (readonly number[])[]) => {
  const atMs = moments.flat();
  const offsets = [0];
  for (const own of moments) offsets.push(offsets.at(-1)! + own.length);
  return packedPeople({
    personKeys: moments.map((_, u) => `p${u}`),
    offsets: Int32Array.from(offsets),
    items: Int32Array.from(atMs.keys()),
    kinds: new Uint8Array(atMs.length),
    atMs: Float64Array.from(atMs),
  });
};
const listed = ({ histories: { offsets, items }, times }: Sessions) =>
  Array.from(times, (time, s) => ({ items: [...items.subarray(offsets[s]!, offsets[s + 1]!)], time }));

describe('sessionsOf', () => {
  it('cuts where a person paused for more than half an hour, and between people', () => {
    const people = peopleOf([0, 30 * MINUTE, 61 * MINUTE], [61 * MINUTE]);
    expect(listed(sessionsOf(people))).toEqual([
      { items: [0, 1], time: 30 * MINUTE },
      { items: [2], time: 61 * MINUTE },
      { items: [3], time: 61 * MINUTE },
    ]);
  });

  it('has nothing of a moment or later, nor of people who did nothing before', () => {
    expect(listed(sessionsOf(peopleOf([0, MINUTE], [5 * MINUTE]), MINUTE))).toEqual([{ items: [0], time: 0 }]);
    expect(listed(sessionsOf(peopleOf([], [7])))).toEqual([{ items: [0], time: 7 }]);
  });
});

describe('newestSessions', () => {
  it('keeps those that ended last in the order given, of equal ones the later', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(4), { maxLength: 12 }), fc.integer({ min: 1, max: 12 }), (hours, count) => {
        const sessions = sessionsOf(peopleOf(...hours.map((hour) => [hour * 60 * MINUTE])));
        const kept = hours
          .map((hour, s) => ({ hour, s }))
          .sort((a, b) => b.hour - a.hour || b.s - a.s)
          .slice(0, count)
          .sort((a, b) => a.s - b.s);
        expect(listed(newestSessions(sessions, count))).toEqual(
          kept.map(({ hour, s }) => ({ items: [s], time: hour * 60 * MINUTE })),
        );
      }),
    );
  });
});

describe('historiesAt', () => {
  it('gives some histories, in the order asked for', () => {
    const { offsets, items } = historiesAt(peopleOf([1, 2], [3], [4, 5, 6]), Int32Array.of(2, 0));
    expect([[...offsets], [...items]]).toEqual([
      [0, 3, 5],
      [3, 4, 5, 0, 1],
    ]);
  });
});
