import { IncompatibleModelError } from '../domain/errors.ts';
import type { ClassDoubt } from '../learning/class-doubt.ts';
import type { CoarseClasses } from '../learning/coarse-classes.ts';
import type { TermWeights } from '../learning/term-weights.ts';
import { jsonBytes, jsonOf } from './json-bytes.ts';

/** Raised whenever a model made before must not be asked by code made after: also when a text's terms are others. */
const INTENT_MODEL_SCHEMA = 1;
const MANIFEST = 'manifest.json';
const WEIGHTS = 'intents.bin';

/** What tells what a text wants. Holds no text of the examples, only hashes of their terms. */
export interface IntentModel {
  /** (K): the classes' names. */
  readonly intents: readonly string[];
  readonly terms: TermWeights;
  readonly classes: CoarseClasses;
  readonly doubt: ClassDoubt;
}

interface IntentManifest extends Pick<IntentModel, 'intents' | 'doubt'> {
  readonly schema: number;
  readonly termCount: number;
  /** Of the weights; lower-case hex. */
  readonly sha256: string;
}

interface Hash {
  sha256(bytes: Uint8Array): string;
}

/** A model's files by name: the manifest, and numbers in the machine's order of bytes, little-endian on all we run on. */
export function intentFiles(
  { intents, terms, classes, doubt }: IntentModel,
  hash: Hash,
): ReadonlyMap<string, Uint8Array> {
  const parts = [terms.hashes, terms.rarity, classes.scales, classes.biases, classes.shares];
  const weights = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const { buffer, byteOffset, byteLength } of parts) {
    weights.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  const manifest: IntentManifest = {
    schema: INTENT_MODEL_SCHEMA,
    intents,
    doubt,
    termCount: terms.hashes.length,
    sha256: hash.sha256(weights),
  };
  return new Map([
    [WEIGHTS, weights],
    [MANIFEST, jsonBytes(manifest)],
  ]);
}

/**
 * A model, checked against its manifest.
 * @param read - a file of the version.
 * @throws NotFoundError when a file of it is gone; IncompatibleModelError when this code must not ask it.
 */
export async function readIntentModel(read: (file: string) => Promise<Uint8Array>, hash: Hash): Promise<IntentModel> {
  const { schema, intents, doubt, termCount, sha256 } = jsonOf(await read(MANIFEST)) as IntentManifest;
  if (schema !== INTENT_MODEL_SCHEMA)
    throw new IncompatibleModelError(`intents of schema ${schema}; this code reads ${INTENT_MODEL_SCHEMA}`);
  const bytes = await read(WEIGHTS);
  if (hash.sha256(bytes) !== sha256) throw new IncompatibleModelError(`${WEIGHTS} is not what its manifest says`);
  const { buffer } = bytes.slice(); // from 0, as numbers of 4 bytes must begin
  const [d, K] = [termCount, intents.length];
  return {
    intents,
    doubt,
    terms: { hashes: new Uint32Array(buffer, 0, d), rarity: new Float32Array(buffer, 4 * d, d) },
    classes: {
      classCount: K,
      scales: new Float32Array(buffer, 8 * d, d),
      biases: new Float32Array(buffer, 12 * d, K),
      shares: new Int8Array(buffer, 12 * d + 4 * K, d * K),
    },
  };
}
