import { describe, expect, it } from 'vitest';
import { ISOLATION_DEFAULTS, isolationForest, type Rows } from '../../../shared/learning/isolation-forest.ts';
import { seededRandom } from '../../../shared/math/random.ts';
import { shuffled } from '../../../shared/simulation/draws.ts';
import { areaUnderCurve } from '../../support/auc.ts';
import { hasSharedData, sharedText } from '../../support/shared-data.ts';

const rowsOf = (rows: readonly (readonly number[])[]): Rows => ({
  values: Float64Array.from(rows.flat()),
  width: rows[0]?.length ?? 1,
});

const SETS = ['cardio', 'glass', 'ionosphere', 'letter', 'lympho', 'optdigits', 'pima', 'satellite', 'wbc'];
const REPEATS = 10;

describe.runIf(hasSharedData('anomaly-odds'))('an isolation forest on public sets', { timeout: 120_000 }, () => {
  /** Mean over ten splits: grown on 60 %, measured on the others; splits without an outlier to find are drawn again. */
  function measured(set: string): { readonly area: number; readonly standardError: number } {
    const [, ...lines] = sharedText('anomaly-odds', `${set}.csv`).trim().split('\n');
    const rows = lines.map((line) => line.split(',').map(Number));
    const random = seededRandom(7);
    const areas: number[] = [];
    while (areas.length < REPEATS) {
      const drawn = shuffled(rows, random);
      const cut = Math.round(0.6 * drawn.length);
      const [known, asked] = [drawn.slice(0, cut), drawn.slice(cut)];
      const isOutlier = asked.map((row) => row.at(-1) === 1);
      if (!isOutlier.includes(true)) continue;
      const features = (from: readonly (readonly number[])[]) => rowsOf(from.map((row) => row.slice(0, -1)));
      const forest = isolationForest(features(known), { ...ISOLATION_DEFAULTS, seed: areas.length + 1 });
      areas.push(areaUnderCurve(forest.score(features(asked)), isOutlier));
    }
    const area = areas.reduce((sum, one) => sum + one, 0) / REPEATS;
    const squares = areas.reduce((sum, one) => sum + (one - area) ** 2, 0);
    return { area, standardError: Math.sqrt(squares / (REPEATS - 1) / REPEATS) };
  }

  it('ranks outliers as well as the published isolation forest', () => {
    const [head, ...lines] = sharedText('anomaly-odds', 'published_roc.csv').trim().split('\n');
    const column = head!.split(',').indexOf('IForest');
    const published = new Map(lines.map((line) => [line.split(',')[0], Number(line.split(',')[column])]));
    let [own, theirs] = [0, 0];
    for (const set of SETS) {
      const { area, standardError } = measured(set);
      console.info(`isolation forest: ${set} ${area.toFixed(4)}, published ${published.get(set)!.toFixed(4)}`);
      // Both are means over ten splits, so both have such an error.
      expect(area, set).toBeGreaterThan(published.get(set)! - 3 * Math.SQRT2 * standardError - 0.01);
      own += area / SETS.length;
      theirs += published.get(set)! / SETS.length;
    }
    console.info(`isolation forest: mean ${own.toFixed(4)}, published ${theirs.toFixed(4)}`);
    expect(own).toBeGreaterThan(theirs);
  });
});
