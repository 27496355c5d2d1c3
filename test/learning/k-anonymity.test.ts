import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../shared/domain/errors.ts';
import { ANY, classSizes, kAnonymous } from '../../shared/privacy/k-anonymity.ts';

/** Rows of three columns: few values, many, and one that is hardly met. */
const someRows = fc.array(
  fc.tuple(
    fc.constantFrom('DE', 'AT', 'FR', 'unknown'),
    fc.stringMatching(/^[a-h]$/),
    fc.oneof({ weight: 20, arbitrary: fc.constant('day') }, { weight: 1, arbitrary: fc.constant('night') }),
  ),
  { minLength: 1, maxLength: 200 },
);

const isOneOf = (value: string, label: string) => label === ANY || label.split('|').includes(value);

describe('k-anonymity', () => {
  it('puts every row into a class of at least k, and leaves no row out', () => {
    fc.assert(
      fc.property(someRows, fc.integer({ min: 1, max: 20 }), (rows, k) => {
        fc.pre(rows.length >= k);
        const generalised = kAnonymous(rows, k);
        expect(generalised).toHaveLength(rows.length);
        expect(Math.min(...classSizes(generalised).values())).toBeGreaterThanOrEqual(k);
      }),
    );
  });

  it('says nothing false: the own value is among those of the class', () => {
    fc.assert(
      fc.property(someRows, fc.integer({ min: 1, max: 20 }), (rows, k) => {
        fc.pre(rows.length >= k);
        const generalised = kAnonymous(rows, k);
        for (const [i, row] of rows.entries()) {
          row.forEach((value, column) => {
            expect(isOneOf(value, generalised[i]![column]!)).toBe(true);
          });
        }
      }),
    );
  });

  it('does not depend on the order of the rows', () => {
    fc.assert(
      fc.property(someRows, fc.integer({ min: 1, max: 10 }), (rows, k) => {
        fc.pre(rows.length >= k);
        const sorted = (labels: readonly (readonly string[])[]) => labels.map((label) => label.join()).sort();
        expect(sorted(kAnonymous([...rows].reverse(), k))).toEqual(sorted(kAnonymous(rows, k)));
      }),
    );
  });

  it('keeps what is common, and hides what is rare among the rare', () => {
    const rows = [
      ...Array.from({ length: 30 }, () => ['DE']),
      ...Array.from({ length: 20 }, () => ['FR']),
      ...Array.from({ length: 3 }, () => ['AT']),
      ...Array.from({ length: 3 }, () => ['LI']),
    ];
    expect(Object.fromEntries(classSizes(kAnonymous(rows, 5)))).toEqual({ '["DE"]': 30, '["FR"]': 20, '["AT|LI"]': 6 });
  });

  it('changes nothing where k is 1 or everybody is alike, and makes one class of k different people', () => {
    const rows = [
      ['DE', 'mobile'],
      ['FR', 'desktop'],
      ['AT', 'tv'],
    ];
    expect(kAnonymous(rows, 1)).toEqual(rows);
    expect(kAnonymous(rows, 3)).toEqual(rows.map(() => [ANY, ANY]));
    expect(kAnonymous([['DE'], ['DE']], 2)).toEqual([['DE'], ['DE']]);
  });

  it('is refused where there are too few, naming both numbers', () => {
    const few = () => kAnonymous([['DE'], ['FR']], 3);
    expect(few).toThrow(InvalidInputError);
    expect(few).toThrow('/k: 3 people are wanted to be alike, and there are 2');
  });
});
