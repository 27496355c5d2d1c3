import { ConflictError, IncompatibleModelError, NotFoundError } from '../../../shared/domain/errors.ts';
import { loadVersion, type Served, type ServedModel, type ServedRecommenderPorts } from '../served-recommender.ts';

/** A version with how it numbers items. */
export interface AskableVersion {
  readonly model: ServedModel;
  /** Undefined for an item that it does not know. */
  indexOf(itemId: string): number | undefined;
  itemIdAt(index: number): string;
}

export interface VersionPorts extends Pick<ServedRecommenderPorts, 'models' | 'loadScorer' | 'hash'> {
  readonly served: () => Promise<Served>;
}

/**
 * The served version, or the one that decided, read from its files; the last one read is held.
 * @throws ConflictError when it cannot be asked any more.
 */
export function askableVersions(ports: VersionPorts): (version: string) => Promise<AskableVersion> {
  let held: { readonly version: string; readonly loaded: ReturnType<typeof loadVersion> } | undefined;
  const load = (version: string) => {
    const loaded = loadVersion(ports, version);
    held = { version, loaded };
    loaded.catch(() => {
      held = undefined; // the store may answer next time
    });
    return loaded;
  };
  return async (version) => {
    const { model, shelf } = await ports.served();
    if (model?.version === version) return askable(model, shelf);
    try {
      const loaded = await (held?.version === version ? held.loaded : load(version));
      return askable(loaded.model, loaded.shelf);
    } catch (cause) {
      if (!(cause instanceof NotFoundError || cause instanceof IncompatibleModelError)) throw cause;
      const reason = cause instanceof NotFoundError ? 'its files are gone' : cause.message;
      throw new ConflictError(`version ${version} decided this and cannot be asked any more: ${reason}`, { cause });
    }
  };
}

const askable = (model: ServedModel, shelf: Served['shelf']): AskableVersion => ({
  model,
  indexOf(itemId) {
    const row = shelf.rowOf(itemId);
    return row !== undefined && row < model.itemCount ? row : undefined;
  },
  itemIdAt: (index) => shelf.itemIdAt(index),
});
