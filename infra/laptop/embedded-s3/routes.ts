import { createBucket, headBucket, putBucketVersioning } from './bucket-calls.ts';
import type { ServeCall } from './call.ts';
import { deleteObject, deleteObjects } from './delete-calls.ts';
import { listObjectsV2 } from './list-objects.ts';
import { listObjectVersions } from './list-versions.ts';
import { abortMultipartUpload, completeMultipartUpload, createMultipartUpload, uploadPart } from './multipart-calls.ts';
import { getObject, headObject, putObject } from './object-calls.ts';

/** One S3 operation, and what marks a request as asking for it. */
export interface Route {
  readonly serve: ServeCall;
  readonly method: string;
  readonly on: 'bucket' | 'object';
  /** Query parameters that make it this operation. */
  readonly required: readonly string[];
  /** Query parameters that it understands beside those. */
  readonly optional: readonly string[];
  /** Whether the bucket must exist; it must, but for one operation. */
  readonly needsBucket: boolean;
}

const LIST_OPTIONS = [
  'prefix',
  'delimiter',
  'max-keys',
  'start-after',
  'continuation-token',
  'encoding-type',
  'fetch-owner',
];
const VERSION_OPTIONS = ['prefix', 'max-keys', 'key-marker', 'version-id-marker', 'encoding-type'];
/** The SDK repeats the operation's name here, for logs. */
const IGNORED = 'x-id';

const bucketRoute = (method: string, serve: ServeCall, required: string[] = [], optional: string[] = []): Route => ({
  ...{ method, serve, required, optional },
  on: 'bucket',
  needsBucket: serve !== createBucket,
});
const objectRoute = (method: string, serve: ServeCall, required: string[] = [], optional: string[] = []): Route => ({
  ...{ method, serve, required, optional },
  on: 'object',
  needsBucket: true,
});

const ROUTES: readonly Route[] = [
  bucketRoute('PUT', createBucket),
  bucketRoute('PUT', putBucketVersioning, ['versioning']),
  bucketRoute('HEAD', headBucket),
  bucketRoute('GET', listObjectsV2, ['list-type'], LIST_OPTIONS),
  bucketRoute('GET', listObjectVersions, ['versions'], VERSION_OPTIONS),
  bucketRoute('POST', deleteObjects, ['delete']),
  objectRoute('PUT', putObject),
  objectRoute('GET', getObject),
  objectRoute('HEAD', headObject),
  objectRoute('DELETE', deleteObject, [], ['versionId']),
  objectRoute('POST', createMultipartUpload, ['uploads']),
  objectRoute('PUT', uploadPart, ['partNumber', 'uploadId']),
  objectRoute('POST', completeMultipartUpload, ['uploadId']),
  objectRoute('DELETE', abortMultipartUpload, ['uploadId']),
];

/**
 * The operation that a request asks for, or undefined when it is none of ours. A query parameter that
 * a route does not know makes it another operation (`?tagging`, a read of `?versionId=…`), so such a request is
 * none of ours either: to drop the parameter would be to do something else than was asked.
 */
export function findRoute(method: string, on: Route['on'], query: URLSearchParams): Route | undefined {
  const names = new Set(query.keys());
  names.delete(IGNORED);
  return ROUTES.find(
    (route) =>
      route.method === method &&
      route.on === on &&
      route.required.every((name) => names.has(name)) &&
      [...names].every((name) => route.required.includes(name) || route.optional.includes(name)),
  );
}
