/** Artefacts by name and version, and which version is served. */
export interface ModelStore {
  /** Writes every file, the manifest last. The same version again is the same bytes, and changes nothing. */
  put(name: string, version: string, files: ReadonlyMap<string, Uint8Array>): Promise<void>;
  /** @throws NotFoundError */
  read(name: string, version: string, file: string): Promise<Uint8Array>;
  /** The served version, or undefined when none was ever published. */
  served(name: string): Promise<ServedPointer | undefined>;
  /**
   * Makes a version the served one, in one atomic write.
   * @param expected - the pointer that the decision to publish was based on.
   * @throws ConflictError when the pointer has moved since.
   */
  publish(name: string, version: string, expected: ServedPointer | undefined): Promise<void>;
}

export interface ServedPointer {
  readonly version: string;
  /** Changes with every publish; opaque. */
  readonly etag: string;
}

/** Data sets that an operator laid down for evaluation. */
export interface DatasetStore {
  /** File names under the data set's folder. */
  list(dataset: string): Promise<readonly string[]>;
  /** The file as text; a name that ends in .gz is unzipped. @throws NotFoundError @throws InvalidInputError for what is not gzip. */
  readText(dataset: string, file: string): Promise<string>;
}

/** Where the house itself lays data sets down. */
export interface DatasetWriter {
  /** Writes texts by file name; they go by themselves, as all data sets do. */
  write(dataset: string, files: ReadonlyMap<string, string>): Promise<void>;
}
