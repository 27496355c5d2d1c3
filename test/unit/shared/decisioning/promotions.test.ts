import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../../shared/decisioning/candidates.ts';
import { placed, promoted, sharedPositions } from '../../../../shared/decisioning/promotions.ts';

const REASON = { code: 'popular', text: '' } as const;
const candidates = (...rows: readonly number[]): readonly Candidate[] => rows.map((row) => ({ row, reason: REASON }));
/** Rows as text, a promoted one with a star. */
const slate = (
  promotions: readonly { positions: readonly number[]; candidates: readonly Candidate[] }[],
  others: readonly Candidate[],
  limit: number,
) => placed(promoted(promotions), others, limit).map(({ row, promoted: star }) => `${row}${star ? '*' : ''}`);

describe('the positions of a share', () => {
  it.each([
    [0.2, 10, [], [3, 8]],
    [0.5, 4, [], [2, 4]],
    [1, 3, [], [1, 2, 3]],
    [0.01, 10, [], [6]],
    [0.4, 5, [1, 2, 3], [4, 5]],
    [0.4, 5, [1, 2, 3, 4], [5]],
    [0.4, 3, [1, 2, 3], []],
  ])('%f of %i without %j are %j', (share, limit, taken, expected) => {
    expect(sharedPositions(share, limit, new Set(taken))).toEqual(expected);
  });
});

describe('promotions', () => {
  it('fill their positions with their best, and the others keep their order between them', () => {
    const wanted = [{ positions: [1, 3], candidates: candidates(7, 8, 9) }];
    expect(slate(wanted, candidates(1, 2, 3), 5)).toEqual(['7*', '1', '8*', '2', '3']);
  });

  it('show an item once: the first promotion that wants it has it', () => {
    const wanted = [
      { positions: [2], candidates: candidates(7) },
      { positions: [1], candidates: candidates(7, 8) },
    ];
    expect(slate(wanted, candidates(1), 3)).toEqual(['8*', '7*', '1']);
  });

  it('leave to the others what they cannot fill, and close up where those run out', () => {
    expect(slate([{ positions: [1, 2], candidates: candidates(7) }], candidates(1, 2), 3)).toEqual(['7*', '1', '2']);
    expect(slate([{ positions: [5], candidates: candidates(7) }], candidates(1), 5)).toEqual(['1', '7*']);
  });

  it('fill exactly their slots whenever enough items match', () => {
    const request = fc.integer({ min: 1, max: 20 }).chain((limit) =>
      fc.record({
        limit: fc.constant(limit),
        fixed: fc.uniqueArray(fc.integer({ min: 1, max: limit }), { maxLength: 4 }),
        shares: fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { maxLength: 4 }),
      }),
    );
    fc.assert(
      fc.property(request, ({ limit, fixed, shares }) => {
        const taken = new Set(fixed);
        const layout = [fixed.toSorted((a, b) => a - b)];
        for (const share of shares) {
          const positions = sharedPositions(share, limit, taken);
          expect(positions.length).toBe(Math.min(limit - taken.size, Math.max(1, Math.round(share * limit))));
          for (const position of positions) {
            expect(taken.has(position)).toBe(false);
            taken.add(position);
          }
          layout.push([...positions]);
        }
        const plenty = candidates(...Array.from({ length: 200 }, (_, i) => i));
        const slots = placed(
          promoted(layout.map((positions) => ({ positions, candidates: plenty }))),
          candidates(...Array.from({ length: limit }, (_, i) => 1000 + i)),
          limit,
        );
        expect(slots).toHaveLength(limit);
        const filled = slots.flatMap(({ promoted: star }, i) => (star ? [i + 1] : []));
        expect(filled).toEqual([...taken].sort((a, b) => a - b));
        expect(new Set(slots.map(({ row }) => row)).size).toBe(limit);
      }),
    );
  });
});
