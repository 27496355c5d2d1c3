import { afterAll, describe, expect, it } from 'vitest';
import { type KnownBuyer, learnCategories } from '../../../../../functions/nightly/predictions/learn-categories.ts';
import { openKernels } from '../../../../../shared/adapters/kernels/wasm-kernels.ts';
import { PROFILE_COLUMNS } from '../../../../../shared/features/profile/vector.ts';
import { seededRandom } from '../../../../../shared/math/random.ts';
import { areaUnderCurve } from '../../../../support/auc.ts';

const kernels = openKernels(1);
afterAll(() => kernels.close());
const CARTS = PROFILE_COLUMNS.findIndex(({ name }) => name === 'recentCarts');
const CATEGORIES = [0, 1, 2];

/** Who turns to category 0 or 1 buys of it the likelier the more carts they fill these days; of 2 five people ever bought. */
function planted(count: number, seed: number) {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, i) => {
    const vector = Float32Array.from(PROFILE_COLUMNS, () => Math.floor(random() * 4));
    const main = i % 2;
    const interests = Float32Array.from([main, 8, 2, 1]);
    const chance = 0.05 + 0.2 * vector[CARTS]!;
    const boughtOf = [...(random() < chance ? [main] : []), ...(i < 5 ? [2] : [])];
    return { person: { vector, interests, boughtOf } satisfies KnownBuyer, main, chance };
  });
}

describe('the probability to buy of a category', () => {
  const known = planted(600, 1);
  const asked = planted(400, 2);
  const { of, basis } = learnCategories(
    known.map(({ person }) => person),
    CATEGORIES,
    { isExplained: true, kernels },
  );
  const said = of(asked.map(({ person }) => person));

  it('is by a model of who turned to it, as likely as is said in each category, and explained', () => {
    expect(basis['by']).not.toBe('groups');
    for (const category of [0, 1]) {
      const rows = asked.flatMap(({ main, chance, person }, row) =>
        main === category ? [{ ...said[row]![category]!, chance, did: person.boughtOf.includes(main) }] : [],
      );
      expect(rows.every(({ evidence }) => evidence === 'person')).toBe(true);
      const mean = (of: (row: (typeof rows)[number]) => number) =>
        rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
      expect(Math.abs(mean(({ probability }) => probability) - mean(({ chance }) => chance))).toBeLessThan(0.06);
      const auc = areaUnderCurve(
        rows.map(({ probability }) => probability),
        rows.map(({ did }) => did),
      );
      expect(auc).toBeGreaterThan(0.65);
      expect(rows[0]!.contributions.map(({ feature }) => feature)).toContain('recentCarts');
    }
  });

  it('is by people alike of who never turned to it, and of a category that few bought of', () => {
    for (const [row, { main }] of asked.slice(0, 20).entries()) {
      expect(said[row]![1 - main]).toMatchObject({ evidence: 'segment', contributions: [] });
      expect(said[row]![1 - main]!.probability).toBeLessThan(0.05);
      expect(said[row]![2]).toMatchObject({ evidence: 'segment' });
      expect(said[row]![2]!.probability).toBeLessThan(0.1);
    }
  });

  it('is wide where nobody is known', () => {
    const nobody = learnCategories([], CATEGORIES, { isExplained: true });
    const [first] = nobody.of([asked[0]!.person]);
    expect(first).toHaveLength(3);
    for (const { probability, interval } of first!) {
      expect(probability).toBe(0.5);
      expect(interval.high - interval.low).toBeGreaterThan(0.6);
    }
  });
});
