import { type Call, sendEmpty } from './call.ts';
import { malformedXml, notImplemented, S3Error } from './errors.ts';
import { receiveXml } from './receive-body.ts';
import { readText } from './xml.ts';

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

/** A bucket keeps versions from then on; that it once did and no longer does, as S3 can have it, nobody here needs. */
export async function putBucketVersioning({ request, response, store, bucket }: Call): Promise<void> {
  const xml = await receiveXml(request);
  const status = readText(xml, 'Status');
  if (status === undefined) throw malformedXml('The configuration of versions has no Status');
  if (status !== 'Enabled') throw notImplemented(`The Status ${status} of a bucket's versions`);
  if (readText(xml, 'MfaDelete') === 'Enabled') throw notImplemented('MfaDelete');
  store.index.keepVersions(bucket);
  sendEmpty(response, 200);
}
