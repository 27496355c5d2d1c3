import { DeleteObjectCommand, ListObjectVersionsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { removeExpired, removeOldVersions } from '../../infra/laptop/bucket-expiry.ts';
import { OLD_VERSION_DAYS } from '../../infra/topology.ts';
import { useTestStores } from '../support/use-test-stores.ts';

const DAY_MS = 86_400_000;
const stores = useTestStores();

async function remembered(bucket: string) {
  const { Versions = [], DeleteMarkers = [] } = await stores.s3.send(new ListObjectVersionsCommand({ Bucket: bucket }));
  return [
    ...Versions.map(({ Key, IsLatest }) => `${Key} ${IsLatest}`),
    ...DeleteMarkers.map(({ Key }) => `${Key} gone`),
  ];
}

describe('what goes by itself', () => {
  it('are versions that were replaced long ago, and never what is current', async () => {
    const bucket = stores.nameOf('models');
    const put = (Key: string) => stores.s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'x' }));
    for (const key of ['a', 'a', 'a', 'b', 'c']) await put(key);
    await stores.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'c' }));

    await removeOldVersions(stores.s3, bucket, Date.now() + (OLD_VERSION_DAYS - 1) * DAY_MS);
    expect(await remembered(bucket)).toEqual(['a true', 'a false', 'a false', 'b true', 'c false', 'c gone']);
    await removeOldVersions(stores.s3, bucket, Date.now() + (OLD_VERSION_DAYS + 1) * DAY_MS);
    expect(await remembered(bucket)).toEqual(['a true', 'b true', 'c gone']);
  });

  it('are objects that grew older than their rule says', async () => {
    const bucket = stores.nameOf('snapshots');
    const put = (Key: string) => stores.s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'x' }));
    for (const key of ['snapshots/a', 'datasets/b']) await put(key);
    const rule = { prefix: 'snapshots/', days: 3 };

    await removeExpired(stores.s3, bucket, rule, Date.now() + 2 * DAY_MS);
    expect(await remembered(bucket)).toEqual(['datasets/b true', 'snapshots/a true']);
    await removeExpired(stores.s3, bucket, rule, Date.now() + 4 * DAY_MS);
    expect(await remembered(bucket)).toEqual(['datasets/b true']);
  });
});
