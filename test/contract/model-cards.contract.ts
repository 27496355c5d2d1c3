import { describe, expect, it } from 'vitest';
import { NotFoundError } from '../../shared/domain/errors.ts';
import type { ModelCards } from '../../shared/ports/model-cards.ts';
import { aModelCard } from '../support/builders/model-card.ts';

/** What everything that keeps cards of models does. @param open - the same store each time; no card is in it. */
export function describeModelCards(name: string, open: () => ModelCards): void {
  describe(`cards of models in ${name}`, () => {
    it('are found by name and version with their files, and the newest of each name', async () => {
      for (const [model, version] of [
        ['purchase', 'n1'],
        ['churn', 'n1'],
        ['purchase', 'n2'],
      ] as const)
        await open().write(aModelCard({ name: model, version }), new Map([['card.md', `${model} of ${version}`]]));

      expect(await open().newest()).toEqual([
        aModelCard({ name: 'churn', version: 'n1' }),
        aModelCard({ name: 'purchase', version: 'n2' }),
      ]);
      expect(await open().read('purchase', 'n1')).toEqual(aModelCard({ name: 'purchase', version: 'n1' }));
      expect(await open().readFile('purchase', 'n1', 'card.md')).toBe('purchase of n1');
      await expect(open().read('purchase', 'n3')).rejects.toThrow(NotFoundError);
      await expect(open().readFile('churn', 'n1', 'plots/roc.svg')).rejects.toThrow('no plots/roc.svg of version n1');
    });

    it('are replaced by the same version again', async () => {
      await open().write(aModelCard({ name: 'again', version: 'n1' }), new Map());
      const other = aModelCard({ name: 'again', version: 'n1', purpose: 'another one' });
      await open().write(other, new Map());
      expect(await open().read('again', 'n1')).toEqual(other);
    });
  });
}
