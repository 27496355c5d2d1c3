import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ranksAmong } from '../../shared/evaluation/ranking-task.ts';
import { fitSequenceNeighbours } from '../../shared/learning/sequence-neighbours.ts';
import { targetRanker } from '../../shared/learning/target-ranker.ts';
import { arithmeticOf } from '../support/arithmetic.ts';
import { neighbourSettings } from '../support/builders/neighbour-settings.ts';
import { historyScores } from '../support/histories.ts';

const { kernels } = arithmeticOf(1);

const ITEMS = 12;
const someItem = fc.integer({ min: 0, max: ITEMS - 1 });
const someHistory = fc.array(someItem, { maxLength: 8 });

describe('targetRanker', () => {
  it('gives the rank that sorting all scores gives, call after call', () => {
    fc.assert(
      fc.property(
        fc.array(someHistory, { minLength: 1, maxLength: 10 }),
        fc.array(fc.tuple(someHistory, someItem), { minLength: 1, maxLength: 6 }),
        fc.constantFrom('new' as const, 'all' as const),
        fc.constantFrom(0, 0.01, 1),
        (trained, asked, candidates, popularityWeight) => {
          const offsets = Int32Array.from([0, ...trained.map((_, u) => trained.slice(0, u + 1).flat().length)]);
          const items = Int32Array.from(trained.flat());
          const settings = neighbourSettings(7, { repeatWeight: 1, neighbourCount: 4, popularityWeight });
          const model = fitSequenceNeighbours(
            { offsets, items, kinds: new Uint8Array(items.length) },
            ITEMS,
            settings,
            kernels,
          );
          const tasks = asked.map(([history, target]) => ({
            personKey: 'p',
            items: Int32Array.from(history),
            kinds: new Uint8Array(history.length),
            target,
          }));

          const rankOf = targetRanker(model, candidates);
          const quick = tasks.map((task) => rankOf(task.items, task.kinds, task.target));
          const plain = tasks.map(
            (task) => ranksAmong(historyScores(model, task.items, task.kinds), task, candidates)[0],
          );
          expect(quick).toEqual(plain);
        },
      ),
    );
  });
});
