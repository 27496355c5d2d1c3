import { describe, expect, it } from 'vitest';
import { ConflictError, NotFoundError } from '../../shared/domain/errors.ts';
import type { ModelStore } from '../../shared/ports/model-store.ts';

/** What every model store does. @param open - the same store each time; nothing is in it under the names used here. */
export function describeModelStore(name: string, open: () => ModelStore): void {
  describe(`${name} as a model store`, () => {
    it('gives back the bytes of a version, and says what is not there', async () => {
      const bytes = Uint8Array.from({ length: 5000 }, (_, i) => i % 251);
      await open().put('m', 'v1', new Map([['model.onnx', bytes]]));

      expect(Buffer.compare(await open().read('m', 'v1', 'model.onnx'), bytes)).toBe(0);
      await expect(open().read('m', 'v1', 'other')).rejects.toThrow(NotFoundError);
      await expect(open().read('m', 'v2', 'model.onnx')).rejects.toThrow(NotFoundError);
    });

    it('adds a file to a version, and replaces one, without losing the others', async () => {
      await open().put('grown', 'v1', new Map([['a', Uint8Array.of(1)]]));
      await open().put('grown', 'v1', new Map([['manifest', Uint8Array.of(2)]]));
      await open().put('grown', 'v1', new Map([['manifest', Uint8Array.of(3)]]));
      expect([...(await open().read('grown', 'v1', 'a'))]).toEqual([1]);
      expect([...(await open().read('grown', 'v1', 'manifest'))]).toEqual([3]);
    });

    it('serves nothing of what was only put', async () => {
      await open().put('unserved', 'v1', new Map([['a', Uint8Array.of(1)]]));
      expect(await open().served('unserved')).toBeUndefined();
    });

    it('moves the pointer only from where the writer saw it: of 20 at once, one wins', async () => {
      expect(await open().served('race')).toBeUndefined();
      const first = await Promise.allSettled(
        Array.from({ length: 20 }, (_, i) => open().publish('race', `v${i}`, undefined)),
      );
      expect(first.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const outcome of first)
        if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(ConflictError);

      const pointer = await open().served('race');
      await open().publish('race', 'next', pointer);
      await expect(open().publish('race', 'late', pointer)).rejects.toThrow(ConflictError);
      expect((await open().served('race'))?.version).toBe('next');
    });
  });
}
