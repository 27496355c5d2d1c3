import type { ModelCard } from '../domain/model-card.ts';

/** What nights tell of the models that they made. */
export interface ModelCards {
  /**
   * The same version again replaces its card. From then on it is the newest of its name.
   * @param files - what comes with the card, by file name: the same in words, and pictures.
   */
  write(card: ModelCard, files: ReadonlyMap<string, string>): Promise<void>;
  /** The newest of every name that is still kept, by name. */
  newest(): Promise<readonly ModelCard[]>;
  /** @throws NotFoundError */
  read(name: string, version: string): Promise<ModelCard>;
  /** @throws NotFoundError */
  readFile(name: string, version: string, file: string): Promise<string>;
}
