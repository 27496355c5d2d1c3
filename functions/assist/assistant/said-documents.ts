import { ConflictError, NotFoundError } from '../../../shared/domain/errors.ts';
import type { Documents, StoredDocument } from '../../../shared/ports/documents.ts';

type Told<Body> = Body & { readonly version: number };

/** What the shop says of one thing, under a name that it chooses. */
export interface SaidDocuments<Body> {
  list(): Promise<readonly (Told<Body> & { readonly id: string })[]>;
  /** @throws NotFoundError */
  find(id: string): Promise<Told<Body>>;
  /**
   * Says it anew, whatever was said before.
   * @param over - the version that it takes the place of; undefined: whichever is there.
   * @throws ConflictError when another version is there, or there are too many.
   */
  put(id: string, body: Body, over?: number): Promise<Told<Body>>;
  /** @throws NotFoundError */
  remove(id: string): Promise<void>;
}

/** @param what - as errors call one of them: "entry". */
export function saidDocuments<Body extends object>(
  documents: Documents<Body>,
  { what, most }: { readonly what: string; readonly most: number },
): SaidDocuments<Body> {
  const missing = () => new NotFoundError(`there is no ${what} of this name`);
  return {
    list: async () => (await documents.list()).map((stored) => ({ ...told(stored), id: stored.id })),
    async find(id) {
      const stored = await documents.find(id);
      if (stored === undefined) throw missing();
      return told(stored);
    },
    async put(id, body, over) {
      const there = await documents.find(id);
      if (there === undefined) {
        const { length } = await documents.list();
        if (length >= most) throw new ConflictError(`there are ${length}; the limit is ${most}`);
      }
      const before = over ?? there?.revision ?? 0;
      const version = await documents.put(id, body, before);
      if (version === undefined)
        throw new ConflictError(
          `version ${before} of the ${what} is not there any more: read it again, and change that`,
        );
      return { ...body, version };
    },
    async remove(id) {
      if (!(await documents.remove(id))) throw missing();
    },
  };
}

const told = <Body extends object>({ body, revision }: StoredDocument<Body>): Told<Body> => ({
  ...body,
  version: revision,
});
