import { S3Error } from './errors.ts';

/** First and last byte, both included; `size` is their count. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
  readonly size: number;
}

/**
 * The part of an object that a `Range` header asks for, cut to the object's end.
 *
 * @returns undefined for the whole object: no header, another unit, several ranges or nonsense, all of
 *   which S3 ignores.
 * @throws S3Error InvalidRange when no byte of the object is in the range, as in any range of an empty object.
 */
export function byteRange(range: string | undefined, objectSize: number): ByteRange | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(range?.trim() ?? '') ?? [];
  if (from === undefined || to === undefined || from + to === '') return undefined;
  const suffixOnly = from === '';
  const first = suffixOnly ? Math.max(0, objectSize - Number(to)) : Number(from);
  const last = suffixOnly || to === '' ? objectSize - 1 : Math.min(Number(to), objectSize - 1);
  if (!suffixOnly && to !== '' && Number(to) < Number(from)) return undefined;
  if (first > last) {
    throw new S3Error(416, 'InvalidRange', 'The requested range is not satisfiable', {
      'content-range': `bytes */${objectSize}`,
    });
  }
  return { first, last, size: last - first + 1 };
}
