import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countOf } from '../../../../functions/audiences/count.ts';
import { pageOfMatches } from '../../../../functions/audiences/matches.ts';
import type { PersonRecord } from '../../../../shared/domain/person-record.ts';
import { placeOf } from '../../../../shared/features/profile/roll.ts';
import type { RollReader } from '../../../../shared/ports/rolls.ts';
import { rollOf } from '../../../support/rolls.ts';

const buyers = { feature: 'orders', atLeast: 1 };
const peopleOf = (count: number) => Array.from({ length: count }, (_, i) => ({ partition: `U#${i}`, orders: i % 3 }));

async function allPages(rolls: RollReader, limit: number): Promise<readonly (readonly string[])[]> {
  const roll = (await rolls.newest())!;
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = { limit, ...(cursor !== undefined && { cursor }) };
    const found = await pageOfMatches({ rolls, roll, rule: buyers }, page);
    pages.push(found.page.map(({ partition }) => partition));
    cursor = found.nextCursor;
  } while (cursor !== undefined);
  return pages;
}

describe('pages of people', () => {
  it('hold everybody once, in the order of places, however large they and the parts are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 1, max: 9 }),
        async (count, limit, partRows) => {
          const people = peopleOf(count);
          const pages = await allPages(await rollOf(people, partRows), limit);
          const wanted = people.filter(({ orders }) => orders > 0).map(({ partition }) => partition);
          expect(pages.flat()).toEqual(wanted.toSorted((a, b) => placeOf(a) - placeOf(b)));
          expect(pages.slice(0, -1).every(({ length }) => length === limit)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('lose nobody of those who share a place', async () => {
    const twins = ['b', 'a', 'd', 'c'].map((id, i) => ({ partition: `U#${id}`, orders: 1, place: i < 3 ? 77 : 78 }));
    expect(await allPages(await rollOf(twins, 1), 1)).toEqual([['U#a', 'U#b', 'U#d'], ['U#c']]);
  });

  it.each(['', '-1', 'zzzzzzzzzzz', 'A', '1.5'])('refuse a cursor that no page ended with: %s', async (cursor) => {
    const rolls = await rollOf(peopleOf(3));
    const roll = (await rolls.newest())!;
    await expect(pageOfMatches({ rolls, roll, rule: buyers }, { limit: 1, cursor })).rejects.toThrow('/cursor');
  });
});

describe('a count', () => {
  const record: PersonRecord = {
    consent: { profiling: { granted: false, atMs: 1, source: 'api' } },
    traits: {},
    traitsAtMs: {},
  };
  /** Everybody but one is there as ever; one has withdrawn, and nothing is left of another. */
  const ports = (rolls: RollReader) => {
    const asked: string[] = [];
    const listed = {
      async stillThere(partitions: readonly string[]) {
        asked.push(...partitions);
        const there = partitions.filter((partition) => partition !== 'U#4');
        return new Map(there.map((partition) => [partition, partition === 'U#2' ? record : undefined]));
      },
    };
    return { asked, ports: { rolls, listed, clock: { nowMs: () => 5000 }, regime: 'opt-out' as const } };
  };

  it('is of those who may be counted now', async () => {
    const { ports: its } = ports(await rollOf(peopleOf(30)));
    const { count, sample, consentAsOf } = await countOf(its)(buyers);
    expect({ count, consentAsOf }).toEqual({ count: 18, consentAsOf: '1970-01-01T00:00:05.000Z' });
    expect(sample).toHaveLength(5);
  });

  it('is of the night where there are too many to ask, and names nobody who was not asked', async () => {
    const { asked, ports: its } = ports(await rollOf(peopleOf(15_300), 5000));
    const { count, sample, consentAsOf } = await countOf(its)(buyers);
    expect({ count, consentAsOf }).toEqual({ count: 10_200, consentAsOf: '1970-01-01T00:00:00.002Z' });
    expect(asked).toHaveLength(100);
    for (const { userId } of sample) expect(asked).toContain(`U#${userId}`);
  });
});
