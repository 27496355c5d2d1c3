import { ConflictError, NotFoundError } from '../../shared/domain/errors.ts';
import type { Documents, StoredDocument } from '../../shared/ports/documents.ts';

/** A document as it is told. */
export type Versioned<Body> = Body & {
  /** Changes with every change; If-Match names it. */
  readonly version: number;
};

/** What the shop makes, changes and removes, each by its id. */
export interface KeptDocuments<Body> {
  list(): Promise<readonly Versioned<Body>[]>;
  /** @throws NotFoundError */
  find(id: string): Promise<Versioned<Body>>;
  /** The same once more changes nothing. @throws ConflictError when there is another of that id, or there are too many. */
  add(id: string, body: Body): Promise<Versioned<Body>>;
  /**
   * @param change - told what is there; what it throws leaves everything as it is.
   * @param ifVersion - undefined: whatever version is there.
   * @throws NotFoundError; ConflictError when another version is there.
   */
  change(id: string, change: (before: Body) => Body, ifVersion?: number): Promise<Versioned<Body>>;
  /** @throws NotFoundError */
  remove(id: string): Promise<void>;
}

const TRIES = 5;

/** @param what - as errors call one of them: "template". */
export function keptDocuments<Body extends object>(
  documents: Documents<Body>,
  { what, most }: { readonly what: string; readonly most: number },
): KeptDocuments<Body> {
  const missing = () => new NotFoundError(`there is no ${what} of this id`);
  const stored = async (id: string): Promise<StoredDocument<Body>> => {
    const found = await documents.find(id);
    if (found === undefined) throw missing();
    return found;
  };
  return {
    list: async () => (await documents.list()).map(versioned),
    find: async (id) => versioned(await stored(id)),
    async add(id, body) {
      const before = await documents.find(id);
      if (before === undefined) {
        const { length } = await documents.list();
        if (length >= most) throw new ConflictError(`there are ${length} ${what}s; the limit is ${most}`);
        const version = await documents.put(id, body, 0);
        if (version !== undefined) return { ...body, version };
      }
      const there = before ?? (await stored(id));
      if (JSON.stringify(there.body) === JSON.stringify(body)) return versioned(there);
      throw new ConflictError(`the id is another ${what}’s: PUT changes that one, or choose another id`);
    },
    async change(id, change, ifVersion) {
      for (let tries = 0; tries < TRIES; tries++) {
        const { body: before, revision } = await stored(id);
        if (ifVersion !== undefined && ifVersion !== revision)
          throw new ConflictError(`the ${what} has version ${revision}, not ${ifVersion}`);
        const body = change(before);
        const version = await documents.put(id, body, revision);
        if (version !== undefined) return { ...body, version };
      }
      throw new ConflictError(`the ${what} was changed by others ${TRIES} times meanwhile; ask for it again`);
    },
    async remove(id) {
      if (!(await documents.remove(id))) throw missing();
    },
  };
}

const versioned = <Body extends object>({ body, revision }: StoredDocument<Body>): Versioned<Body> => ({
  ...body,
  version: revision,
});
