import { invalidArgument } from './errors.ts';

/** S3 gives at most this many entries a page, whatever was asked for. */
const PAGE_LIMIT = 1000;

/** @throws S3Error InvalidArgument */
export function pageSize(query: URLSearchParams): number {
  const maxKeys = query.get('max-keys') ?? String(PAGE_LIMIT);
  if (!/^\d{1,9}$/.test(maxKeys)) throw invalidArgument('max-keys', maxKeys);
  return Math.min(Number(maxKeys), PAGE_LIMIT);
}

/** How keys are to be written in the answer, for XML cannot hold every key. @throws S3Error InvalidArgument */
export function keyEncoding(query: URLSearchParams) {
  const encodingType = query.get('encoding-type') ?? undefined;
  if (encodingType !== undefined && encodingType !== 'url') throw invalidArgument('encoding-type', encodingType);
  return { encodingType, encode: encodingType === 'url' ? urlEncoded : (text: string) => text };
}

/** As S3 encodes keys for `encoding-type=url`: a space is `+`, a slash stays. */
function urlEncoded(text: string): string {
  const strict = encodeURIComponent(text).replace(/[!'()]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
  return strict.replaceAll('%20', '+').replaceAll('%2F', '/');
}
