/** What a shop has laid down, under an id, as it stands now. */
export interface KeptDocument<Document> {
  readonly document: Document;
  /** Raised by each change, from 1 on. */
  readonly revision: number;
}

/** Documents of one sort that a shop lays down: offers, budgets, policies. Few enough to be read at once. */
export interface Documents<Document> {
  list(): Promise<readonly KeptDocument<Document>[]>;
  get(id: string): Promise<KeptDocument<Document> | undefined>;
  /**
   * @param revision - of the document that the change is based on; 0: there is none yet.
   * @returns false when that is so no more, and nothing was changed.
   */
  put(id: string, document: Document, revision: number): Promise<boolean>;
  /** @returns whether there was one. */
  remove(id: string): Promise<boolean>;
}
