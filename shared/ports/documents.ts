/** What the shop has set, each document by its id. */
export interface Documents<Body> {
  /** Reads what was written last. */
  find(id: string): Promise<StoredDocument<Body> | undefined>;
  /** By their ids. */
  list(): Promise<readonly StoredDocument<Body>[]>;
  /**
   * @param revision - the one that it takes the place of; 0: there must be none yet.
   * @returns the new revision; undefined when another one is there, which stays as it is.
   */
  put(id: string, body: Body, revision: number): Promise<number | undefined>;
  /** @returns false when there is none. */
  remove(id: string): Promise<boolean>;
}

export interface StoredDocument<Body> {
  readonly id: string;
  readonly body: Body;
  /** 1 for the first; each change counts on. */
  readonly revision: number;
}
