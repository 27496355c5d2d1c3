import { NotFoundError } from '../../domain/errors.ts';
import type { SignedFetch } from './signed-fetch.ts';

/** The bytes that a deployment laid at an address of S3. @throws NotFoundError with what S3 answered instead. */
export async function bundleArchive(fetch: SignedFetch, url: string): Promise<Uint8Array> {
  const answer = await fetch({ url, service: 's3', method: 'GET' });
  if (!answer.ok) throw new NotFoundError(`no bundle at ${url}: ${answer.status} ${await answer.text()}`);
  return new Uint8Array(await answer.arrayBuffer());
}
