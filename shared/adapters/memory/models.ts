import { ConflictError, NotFoundError } from '../../domain/errors.ts';
import type { ModelStore, ServedPointer } from '../../ports/model-store.ts';

/** A model store that forgets. */
export function memoryModels(): ModelStore {
  const files = new Map<string, Uint8Array>();
  const pointers = new Map<string, ServedPointer>();
  let publications = 0;
  return {
    async put(name, version, added) {
      for (const [file, bytes] of added) files.set(`${name}/${version}/${file}`, bytes.slice());
    },

    async read(name, version, file) {
      const bytes = files.get(`${name}/${version}/${file}`);
      if (bytes === undefined) throw new NotFoundError(`model ${name} ${version} has no file ${file}`);
      return bytes.slice();
    },

    served: async (name) => pointers.get(name),

    async publish(name, version, expected) {
      if (pointers.get(name)?.etag !== expected?.etag) throw new ConflictError(`${name} was published meanwhile`);
      pointers.set(name, { version, etag: `${++publications}` });
    },
  };
}
