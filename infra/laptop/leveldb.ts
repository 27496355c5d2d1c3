/** The LevelDB that dynalite keeps its tables in. */
import { createRequire } from 'node:module';

/** The part of its interface that is used here. */
export interface LevelDatabase {
  readonly status: 'opening' | 'open' | 'closing' | 'closed';
  open(): Promise<void>;
  close(): Promise<void>;
  get(key: unknown, options?: object): Promise<unknown>;
  getSync(key: unknown, options?: object): unknown;
  iterator(): AsyncIterable<readonly [Uint8Array, Uint8Array]>;
  batch(operations: readonly { type: 'put'; key: Uint8Array; value: Uint8Array }[]): Promise<void>;
}
type LevelConstructor = new (
  path: string,
  options: { readonly keyEncoding: 'buffer'; readonly valueEncoding: 'buffer' },
) => LevelDatabase;

/** The very copy that dynalite writes with. */
export const { Level } = createRequire(createRequire(import.meta.url).resolve('dynalite'))('level') as {
  readonly Level: LevelConstructor;
};

/**
 * From now on an entry is read by who asks, and not by a thread that is woken for it: mostly it lies in memory, and to
 * wait for the thread takes ten times as long as to look.
 */
export function readAtOnce(): void {
  const { get } = Level.prototype;
  Level.prototype.get = async function (this: LevelDatabase, key: unknown, options?: object) {
    return this.status === 'open' ? this.getSync(key, options) : get.call(this, key, options);
  };
}
