import { describe, expect, it } from 'vitest';
import { seenPeople } from '../../../../../functions/nightly/predictions/seen-people.ts';
import { PROFILE_COLUMNS } from '../../../../../shared/features/profile/vector.ts';

const personOf = (person: number) => ({
  vector: Float32Array.from(PROFILE_COLUMNS, (_, column) => (column % 5 === 4 ? Number.NaN : person * 100 + column)),
  interests: Float32Array.from({ length: 2 * (person % 4) }, (_, at) => person + at / 8),
});

describe('people who were seen', () => {
  it('are told as they were added, of several pieces', () => {
    const seen = seenPeople();
    for (let person = 0; person < 10_000; person++) seen.add(`U#${person}`, personOf(person));

    expect(seen.size).toBe(10_000);
    for (const person of [0, 1, 4095, 4096, 4097, 8191, 8192, 9999])
      expect(seen.of(`U#${person}`)).toEqual(personOf(person));
  });

  it('are nobody else', () => {
    const seen = seenPeople();
    seen.add('U#a', personOf(3));

    expect([seen.has('U#a'), seen.has('U#b')]).toEqual([true, false]);
    expect(() => seen.of('U#b')).toThrow(new RangeError('U#b was not added'));
  });
});
