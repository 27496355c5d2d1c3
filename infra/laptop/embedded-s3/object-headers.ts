import type { IncomingHttpHeaders } from 'node:http';
import type { Checksum } from './checksums.ts';
import { notImplemented, S3Error } from './errors.ts';
import { header } from './receive-body.ts';
import type { StoredObject } from './version-table.ts';

const USER_METADATA = 'x-amz-meta-';
const USER_METADATA_LIMIT_BYTES = 2048;
/** What S3 calls the type of an object whose sender named none. */
const DEFAULT_CONTENT_TYPE = 'binary/octet-stream';
const KEPT_AS_THEY_ARE = ['cache-control', 'content-disposition', 'content-language', 'expires'];
/** Headers that ask for something this server would otherwise leave undone without a word. */
const UNSERVED = [
  /^x-amz-copy-source/,
  /^x-amz-tagging$/,
  /^x-amz-object-lock-/,
  /^x-amz-server-side-encryption-customer-/,
  /^x-amz-write-offset-bytes$/,
  /^x-amz-website-redirect-location$/,
];

/**
 * The headers of an upload that a later read gives back.
 *
 * @throws S3Error MetadataTooLarge above S3's 2 KB of user metadata; NotImplemented for a header that
 *   asks for a copy, tags, locks, customer keys and the like.
 */
export function headersToKeep(headers: IncomingHttpHeaders): Record<string, string> {
  const kept: Record<string, string> = { 'content-type': headers['content-type'] ?? DEFAULT_CONTENT_TYPE };
  const encoding = withoutAwsChunked(headers['content-encoding']);
  if (encoding !== '') kept['content-encoding'] = encoding;
  let metadataBytes = 0;
  for (const name of Object.keys(headers)) {
    const value = header(headers, name) ?? '';
    if (UNSERVED.some((pattern) => pattern.test(name))) throw notImplemented(`The header ${name}`);
    const isMetadata = name.startsWith(USER_METADATA);
    if (isMetadata) metadataBytes += name.length - USER_METADATA.length + value.length; // Node reads headers as latin1
    if (isMetadata || KEPT_AS_THEY_ARE.includes(name)) kept[name] = value;
  }
  if (metadataBytes > USER_METADATA_LIMIT_BYTES) {
    throw new S3Error(400, 'MetadataTooLarge', `User metadata exceeds ${USER_METADATA_LIMIT_BYTES} bytes`);
  }
  return kept;
}

/** The headers of a whole object, for HEAD and GET; checksums only when the reader asks for them. */
export function headersToGive(object: StoredObject, request: IncomingHttpHeaders): Record<string, string> {
  const wantsChecksum = header(request, 'x-amz-checksum-mode')?.toUpperCase() === 'ENABLED';
  return {
    ...object.headers,
    ...(wantsChecksum ? checksumHeaders(object.checksum) : {}),
    etag: `"${object.etag}"`,
    'last-modified': new Date(object.modifiedMs).toUTCString(),
    'accept-ranges': 'bytes',
  };
}

export function checksumHeaders({ algorithm, value, type }: Checksum): Record<string, string> {
  return { [`x-amz-checksum-${algorithm}`]: value, 'x-amz-checksum-type': type };
}

/** `aws-chunked` is how the body travelled, not what the object is: S3 forgets it too. */
function withoutAwsChunked(encoding: string | undefined): string {
  const tokens = (encoding ?? '').split(',').map((token) => token.trim());
  return tokens.filter((token) => token !== '' && token.toLowerCase() !== 'aws-chunked').join(',');
}
