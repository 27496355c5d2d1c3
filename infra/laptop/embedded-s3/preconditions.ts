import type { IncomingHttpHeaders } from 'node:http';
import { noSuchKey, notImplemented, preconditionFailed, S3Error } from './errors.ts';
import type { WriteCheck } from './object-store.ts';
import { header } from './receive-body.ts';
import type { StoredObject } from './version-table.ts';

/**
 * The check that a conditional write asks for: `If-None-Match: *` creates and never replaces, `If-Match`
 * replaces exactly the object that the writer has seen.
 *
 * To be run in the same synchronous step as the write. Of writers that race, S3 may answer a loser 409
 * ConditionalRequestConflict; here each write is one step, and a loser always gets 412.
 *
 * @throws S3Error NotImplemented, as S3 does, for `If-None-Match` with an ETag.
 */
export function writeCheck(headers: IncomingHttpHeaders): WriteCheck {
  const ifNoneMatch = header(headers, 'if-none-match');
  const ifMatch = header(headers, 'if-match');
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') throw notImplemented('A write with If-None-Match other than *');
  return (current) => {
    if (ifNoneMatch !== undefined && current !== undefined) throw preconditionFailed();
    if (ifMatch !== undefined && current === undefined) throw noSuchKey();
    if (ifMatch !== undefined && current !== undefined && !matches(ifMatch, current)) throw preconditionFailed();
  };
}

/**
 * Throws 412 or 304 when a read's conditions say so. An ETag outranks a date, and a failed
 * requirement outranks "you have it already" (RFC 9110, section 13.2.2).
 */
export function checkRead(headers: IncomingHttpHeaders, object: StoredObject): void {
  const ifMatch = header(headers, 'if-match');
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, object)) throw preconditionFailed();
  } else if (modifiedAfter(headers['if-unmodified-since'], object) === true) {
    throw preconditionFailed();
  }
  const ifNoneMatch = header(headers, 'if-none-match');
  const unchanged =
    ifNoneMatch !== undefined
      ? matches(ifNoneMatch, object)
      : modifiedAfter(headers['if-modified-since'], object) === false;
  if (unchanged) throw new S3Error(304, 'NotModified', 'Not Modified', { etag: `"${object.etag}"` });
}

function matches(condition: string, object: StoredObject): boolean {
  return condition.split(',').some((entry) => {
    const etag = entry.trim().replace(/^W\//, '').replaceAll('"', '');
    return etag === '*' || etag === object.etag;
  });
}

/** Undefined when there is no such header or it is not a date: S3 then ignores it. Dates have whole seconds. */
function modifiedAfter(date: string | undefined, object: StoredObject): boolean | undefined {
  const sinceMs = Date.parse(date ?? '');
  return Number.isNaN(sinceMs) ? undefined : Math.floor(object.modifiedMs / 1000) * 1000 > sinceMs;
}
