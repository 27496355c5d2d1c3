import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyedHash } from '../../../../shared/adapters/system/keyed-hash.ts';
import { InvalidInputError } from '../../../../shared/domain/errors.ts';
import { type Anonymised, anonymise, type PersonHistory } from '../../../../shared/privacy/anonymise.ts';
import { classSizes } from '../../../../shared/privacy/k-anonymity.ts';

const NOON = Date.UTC(2026, 10, 20, 12);
const DAY = 86_400_000;
const hashWith = (key: number) => (text: string) => keyedHash(new Uint8Array(32).fill(key), text);

const aHistory = (
  partition: string,
  itemIds: readonly string[],
  fields: Partial<PersonHistory> = {},
): PersonHistory => ({
  partition,
  quasi: ['DE', 'mobile', 'evening'],
  interactions: itemIds.map((itemId, i) => ({ itemId, kind: 'view', atMs: NOON + i * DAY })),
  ...fields,
});

const someHistories = fc
  .array(
    fc.record({
      quasi: fc.tuple(
        fc.constantFrom('DE', 'AT', 'FR'),
        fc.constantFrom('mobile', 'desktop'),
        fc.constantFrom('morning', 'evening'),
      ),
      items: fc.array(fc.constantFrom('tea', 'cup', 'pot', 'mat', 'tent', 'lamp'), { minLength: 1, maxLength: 8 }),
    }),
    { minLength: 3, maxLength: 60 },
  )
  .map((people) => people.map(({ quasi, items }, i) => aHistory(`U#person-${i}@example.org`, items, { quasi })));

/** What the algorithm makes of them; undefined where too few are left. */
function anonymised(histories: readonly PersonHistory[], k: number): Anonymised | undefined {
  try {
    return anonymise(histories, k, hashWith(1));
  } catch (error) {
    if (error instanceof InvalidInputError) return undefined;
    throw error;
  }
}

describe('an anonymised data set', () => {
  it('has at least k people of each combination of quasi-identifiers, and of each item', () => {
    let madeCount = 0;
    fc.assert(
      fc.property(someHistories, fc.integer({ min: 2, max: 12 }), (histories, k) => {
        const made = anonymised(histories, k);
        if (made === undefined) return;
        madeCount++;
        const { people, report } = made;
        expect(Math.min(...classSizes(people.map(({ quasi }) => quasi)).values())).toBeGreaterThanOrEqual(k);
        for (const itemId of new Set(people.flatMap(({ rows }) => rows.map((row) => row.itemId)))) {
          const met = people.filter(({ rows }) => rows.some((row) => row.itemId === itemId));
          expect(met.length).toBeGreaterThanOrEqual(k);
        }
        expect(report.smallestClass).toBeGreaterThanOrEqual(k);
        expect(report.rarestItem).toBeGreaterThanOrEqual(k);
      }),
    );
    expect(madeCount).toBeGreaterThan(20);
  });

  it('has no id of a person and no date, and counts everything that it left out', () => {
    fc.assert(
      fc.property(someHistories, (histories) => {
        const made = anonymised(histories, 3);
        if (made === undefined) return;
        const text = JSON.stringify(made);
        for (const { partition } of histories) expect(text).not.toContain(partition.slice(2));
        expect(text).not.toContain(String(NOON));
        const { report } = made;
        const rows = histories.reduce((sum, { interactions }) => sum + interactions.length, 0);
        expect(report.rows + report.suppressed.rows).toBe(rows);
        expect(report.people + report.suppressed.people).toBe(histories.length);
      }),
    );
  });

  it('keeps the order and the distances of a person’s days, to the day', () => {
    const interactions = [
      { itemId: 'tea', kind: 'view', atMs: NOON + 11.5 * 3_600_000 },
      { itemId: 'cup', kind: 'cart', atMs: NOON + 12.5 * 3_600_000 },
      { itemId: 'tea', kind: 'purchase', atMs: NOON + 9 * DAY },
    ] as const;
    const histories = ['U#a', 'U#b', 'U#c'].map((partition) => aHistory(partition, [], { interactions }));
    expect(anonymise(histories, 3, hashWith(1)).people[0]!.rows).toEqual([
      { itemId: 'tea', kind: 'view', day: 0 },
      { itemId: 'cup', kind: 'cart', day: 1 },
      { itemId: 'tea', kind: 'purchase', day: 9 },
    ]);
  });

  it('leaves out items that fewer than k met, and people of whom nothing is left', () => {
    const histories = [
      aHistory('U#a', ['tea', 'tent']),
      aHistory('U#b', ['tea', 'tent']),
      aHistory('U#c', ['tea']),
      aHistory('U#d', ['saddle', 'saddle', 'saddle']),
    ];
    const { people, report } = anonymise(histories, 3, hashWith(1));
    expect(people.map(({ rows }) => rows.map(({ itemId }) => itemId))).toEqual([['tea'], ['tea'], ['tea']]);
    expect(report).toMatchObject({ people: 3, items: 1, rows: 3, suppressed: { people: 1, items: 2, rows: 5 } });
  });

  it('tells of somebody who did very much no more than of others', () => {
    const busy = Array.from({ length: 500 }, () => 'tea');
    const { people } = anonymise(
      ['U#a', 'U#b', 'U#c'].map((key) => aHistory(key, key === 'U#a' ? busy : ['tea'])),
      3,
      hashWith(1),
    );
    expect(Math.max(...people.map(({ rows }) => rows.length))).toBe(200);
  });

  it('numbers people in another order with another key', () => {
    const histories = Array.from({ length: 12 }, (_, i) =>
      aHistory(
        `U#${i}`,
        Array.from({ length: i + 1 }, () => 'tea'),
      ),
    );
    const lengths = (key: number) => anonymise(histories, 3, hashWith(key)).people.map(({ rows }) => rows.length);
    expect(lengths(1)).not.toEqual(lengths(2));
    expect(lengths(1)).not.toEqual(histories.map(({ interactions }) => interactions.length));
  });

  it('is refused where fewer than k people are left', () => {
    expect(() => anonymise([aHistory('U#a', ['tea'])], 3, hashWith(1))).toThrow('there are 0');
  });
});
