import { IncompatibleModelError } from '../domain/errors.ts';
import {
  ACTION_POLICY_SCHEMA,
  type ActionPolicy,
  type AskablePolicy,
  askablePolicy,
  POLICY_FILE,
  POLICY_MANIFEST,
  type PolicyManifest,
} from './action-policy.ts';
import { jsonOf } from './json-bytes.ts';

/**
 * What a night learnt for a decision point, checked against its manifest.
 * @param read - a file of the version.
 * @throws NotFoundError when a file of it is gone; IncompatibleModelError when this code must not ask it.
 */
export async function readPolicy(
  read: (file: string) => Promise<Uint8Array>,
  hash: { sha256(bytes: Uint8Array): string },
  version: string,
): Promise<AskablePolicy> {
  const manifest = jsonOf(await read(POLICY_MANIFEST)) as PolicyManifest;
  if (manifest.schema !== ACTION_POLICY_SCHEMA)
    throw new IncompatibleModelError(`policy of schema ${manifest.schema}; this code reads ${ACTION_POLICY_SCHEMA}`);
  const bytes = await read(POLICY_FILE);
  if (hash.sha256(bytes) !== manifest.sha256)
    throw new IncompatibleModelError(`${POLICY_FILE} of ${version} is not what its manifest says`);
  return askablePolicy(jsonOf(bytes) as ActionPolicy, version);
}
