import { describe, expect, it } from 'vitest';
import { UnavailableError } from '../../shared/domain/errors.ts';
import { textColumnOf } from '../../shared/math/text-column.ts';
import type { RollManifest, RollReader, RollWriter } from '../../shared/ports/rolls.ts';

const aPart = (...ids: readonly string[]) => ({
  place: Float64Array.from(ids, (_, i) => 2 ** 53 - ids.length + i),
  partition: textColumnOf(ids),
  market: textColumnOf(ids.map((_, i) => (i % 2 === 0 ? 'DE' : ''))),
  features: { orders: Float64Array.from(ids, (_, i) => i), nps: Float64Array.from(ids, () => Number.NaN) },
});
const aManifest = (snapshotId: string): RollManifest => ({
  snapshotId,
  takenAtMs: 2,
  asOfMs: 1,
  personCount: 3,
  parts: [0, 2],
});

/** What everything that keeps rolls does. @param open - the same store each time; no roll is in it. */
export function describeRolls(name: string, open: () => RollWriter & RollReader): void {
  describe(`rolls in ${name}`, () => {
    it('are there once they are published, the last one as the newest', async () => {
      expect(await open().newest()).toBeUndefined();
      await open().writePart('first', { bucket: 1, part: 0 }, aPart('U#a'));
      expect(await open().newest()).toBeUndefined();
      await open().publish(aManifest('first'));
      await open().publish(aManifest('second'));
      expect(await open().newest()).toEqual(aManifest('second'));
    });

    it('give back people part by part, of features those that are wanted and were known', async () => {
      const [one, other] = [aPart('U#a', 'A#ö'), aPart('U#c')];
      await open().writePart('s', { bucket: 1, part: 0 }, one);
      await open().writePart('s', { bucket: 1, part: 1 }, other);
      expect(await open().readPart('s', { bucket: 1, part: 0 }, ['orders', 'nps', 'unheard of'])).toEqual(one);
      const { features, ...own } = other;
      expect(await open().readPart('s', { bucket: 1, part: 1 }, [])).toEqual({ ...own, features: {} });
      expect((await open().readPart('s', { bucket: 1, part: 1 }, ['orders'])).features).toEqual({
        orders: features.orders,
      });
    });

    it('that have made place for a newer one can be asked for again', async () => {
      await expect(open().readPart('gone', { bucket: 0, part: 0 }, [])).rejects.toThrow(UnavailableError);
    });
  });
}
