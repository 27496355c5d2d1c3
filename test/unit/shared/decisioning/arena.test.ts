import { describe, expect, it } from 'vitest';
import { newArenas } from '../../../../shared/decisioning/arena.ts';

describe('arenas', () => {
  it('give each array of a work its own memory, of the length that was asked', async () => {
    await newArenas().lend(async (arena) => {
      const [first, second, floats] = [arena.bytes(8), arena.bytes(8), arena.floats(3)];
      first.fill(1);
      floats.fill(2);
      second.fill(3);
      expect([...first, ...second, ...floats]).toEqual([...Array(8).fill(1), ...Array(8).fill(3), 2, 2, 2]);
    });
  });

  it('give the memory again to the next work, also after one that failed, and to none at the same time', async () => {
    const arenas = newArenas();
    const bufferOf = (meanwhile: (own: ArrayBufferLike) => Promise<unknown>) =>
      arenas.lend(async (arena) => {
        const { buffer } = arena.floats(100);
        await meanwhile(buffer);
        return buffer;
      });
    const first = await bufferOf((own) => bufferOf(async (other) => expect(other).not.toBe(own)));
    await expect(bufferOf(async () => Promise.reject(new Error('broke off')))).rejects.toThrow('broke off');
    expect(await bufferOf(async () => undefined)).toBe(first);
  });

  it('make larger memory where the catalog has grown', async () => {
    const arenas = newArenas();
    await arenas.lend(async (arena) => arena.bytes(10));
    expect(await arenas.lend(async (arena) => arena.bytes(1000).length)).toBe(1000);
  });
});
