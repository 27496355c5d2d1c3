import { type Call, sendEmpty, sendXml } from './call.ts';
import { malformedXml, S3Error } from './errors.ts';
import { receiveXml } from './receive-body.ts';
import { parentElement, readElements, readText, textElement, xmlDocument } from './xml.ts';

/** S3's limit for one DeleteObjects. */
const DELETE_LIMIT = 1000;
/** The part of S3's naming rules that tells names from mistakes; some reserved prefixes are left out. */
const BUCKET_NAME = /^(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Region and ownership in the body are read and have no effect: there is one region, and one owner. */
export async function createBucket({ request, response, store, bucket }: Call): Promise<void> {
  await receiveXml(request);
  if (!BUCKET_NAME.test(bucket)) {
    throw new S3Error(400, 'InvalidBucketName', 'The specified bucket is not valid.');
  }
  if (store.index.hasBucket(bucket)) {
    throw new S3Error(409, 'BucketAlreadyOwnedByYou', 'The bucket that you tried to create already exists.');
  }
  store.index.addBucket(bucket);
  sendEmpty(response, 200, { location: `/${bucket}` });
}

export function headBucket({ response }: Call): void {
  sendEmpty(response, 200);
}

/** What S3 calls the one version of an object in a bucket that keeps none. */
export const ONLY_VERSION = 'null';

/** Deletes up to 1,000 keys; a key that does not exist counts as deleted, as on S3. */
export async function deleteObjects({ request, response, store, bucket }: Call): Promise<void> {
  const xml = await receiveXml(request);
  const objects = readElements(xml, 'Object');
  if (objects.length === 0 || objects.length > DELETE_LIMIT) {
    throw malformedXml(`DeleteObjects takes 1 to ${DELETE_LIMIT} objects, not ${objects.length}`);
  }
  const quiet = readText(xml, 'Quiet') === 'true';
  const results = objects.map((object) => {
    const key = readText(object, 'Key');
    if (key === undefined || key === '') throw malformedXml('An object to delete has no key');
    // Deleting regardless of the condition would be the worst way to not know it.
    const condition = ['VersionId', 'ETag', 'LastModifiedTime', 'Size'].find((name) => {
      const value = readText(object, name);
      return value !== undefined && !(name === 'VersionId' && value === ONLY_VERSION);
    });
    return { key, refusal: condition && `Deleting by ${condition} is not implemented` };
  });
  for (const { key, refusal } of results) if (refusal === undefined) store.deleteObject(bucket, key);

  const reported = results.map(({ key, refusal }) => {
    if (refusal === undefined) return quiet ? '' : parentElement('Deleted', [textElement('Key', key)]);
    const error = [textElement('Key', key), textElement('Code', 'NotImplemented'), textElement('Message', refusal)];
    return parentElement('Error', error);
  });
  sendXml(response, xmlDocument('DeleteResult', reported));
}
