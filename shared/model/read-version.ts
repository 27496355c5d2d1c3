import { parseManifest, type RecommenderManifest, verifyFile } from './recommender-manifest.ts';

/** Gives a file of one version by its name. @throws NotFoundError when it is gone. */
type ReadFile = (file: string) => Promise<Uint8Array>;

/** A version that this code may ask; its files are read when they are wanted. */
export interface RecommenderVersion {
  readonly manifest: RecommenderManifest;
  /** @throws NotFoundError when it is gone; IncompatibleModelError when it is not the one that the manifest lists. */
  file(name: string): Promise<Uint8Array>;
  /** What a file of JSON says. @throws as `file`, and SyntaxError. */
  json(name: string): Promise<unknown>;
}

/**
 * @param hash - its `sha256` gives lower-case hex.
 * @param kinds - that number the kind weights, in their order.
 * @throws NotFoundError when it has no manifest; IncompatibleModelError when this code must not ask it.
 */
export async function readVersion(
  read: ReadFile,
  hash: { sha256(bytes: Uint8Array): string },
  kinds: readonly string[],
): Promise<RecommenderVersion> {
  const manifest = await readManifest(read, kinds);
  const file = async (name: string): Promise<Uint8Array> => {
    const bytes = await read(name);
    verifyFile(manifest, name, hash.sha256(bytes));
    return bytes;
  };
  return { manifest, file, json: async (name) => jsonIn(await file(name)) };
}

/** Of a version whose files are not wanted. @throws as `readVersion`. */
export const readManifest = async (read: ReadFile, kinds: readonly string[]): Promise<RecommenderManifest> =>
  parseManifest(jsonIn(await read('manifest.json')), kinds);

const jsonIn = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));
