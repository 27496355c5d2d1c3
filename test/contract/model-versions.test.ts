import { DeleteObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { s3Models } from '../../shared/adapters/s3/models.ts';
import { bucketObjects } from '../../shared/adapters/s3/objects.ts';
import { useTestStores } from '../support/use-test-stores.ts';

const stores = useTestStores();
let bucket: string;

beforeAll(async () => {
  bucket = stores.nameOf('models');
});

const models = () => s3Models(stores.s3, bucket);
const file = (name: string, ...bytes: number[]) => new Map([[name, Uint8Array.from(bytes)]]);
const hide = (Key: string) => stores.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }));

/** What S3 itself says that it remembers, each as its key and what it is; in the order of S3. */
async function remembered(Prefix: string) {
  const listed = await stores.s3.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix }));
  expect(listed.IsTruncated).toBe(false);
  return [
    ...(listed.Versions ?? []).map(({ Key, IsLatest }) => `${Key} ${IsLatest ? 'current' : 'older'}`),
    ...(listed.DeleteMarkers ?? []).map(({ Key }) => `${Key} deleted`),
  ];
}

describe('model versions in a bucket that keeps versions of objects', () => {
  it('are known for as long as the bucket remembers anything of them, and then gone for good', async () => {
    await models().put('m', 'overwritten', file('a', 1));
    await models().put('m', 'overwritten', file('a', 2));
    await models().put('m', 'deleted', file('a', 3));
    await hide('models/m/deleted/a');
    await hide('models/m/never-there/a');
    await models().put('m', 'served', file('a', 4));
    await models().publish('m', 'served', undefined);

    expect(await models().versions('m')).toEqual(['deleted', 'never-there', 'overwritten', 'served']);
    expect(await models().countAllBut('m', 'served')).toBe(5);
    expect(await models().removeAllBut('m', 'served')).toBe(5);
    expect(await models().countAllBut('m', 'served')).toBe(0);
    expect(await models().versions('m')).toEqual(['served']);
    expect(await remembered('models/m/')).toEqual(['models/m/current.json current', 'models/m/served/a current']);
  });

  it('leave nothing of what the files of the served one, and what names it, have replaced', async () => {
    await models().put('again', 'v1', file('a', 1));
    await models().publish('again', 'v1', undefined);
    await models().put('again', 'v2', file('a', 5));
    await models().put('again', 'v2', file('a', 6));
    await models().put('again', 'v2', file('dropped', 7));
    await hide('models/again/v2/dropped');
    await models().publish('again', 'v2', await models().served('again'));

    expect(await models().removeAllBut('again', 'v2')).toBe(5);
    expect(await remembered('models/again/')).toEqual([
      'models/again/current.json current',
      'models/again/v2/a current',
    ]);
    expect(await models().served('again')).toMatchObject({ version: 'v2' });
    expect([...(await models().read('again', 'v2', 'a'))]).toEqual([6]);
    await models().publish('again', 'v3', await models().served('again'));
  });

  it('leave those of other models as they are', async () => {
    await models().put('mine', 'v1', file('a', 1));
    for (const name of ['mine-too', 'other'])
      for (const byte of [1, 2]) await models().put(name, 'v1', file('a', byte));
    expect(await models().removeAllBut('mine', 'none')).toBe(1);
    expect(await remembered('models/mine/')).toEqual([]);
    for (const name of ['mine-too', 'other'])
      expect(await remembered(`models/${name}/`)).toEqual([`models/${name}/v1/a current`, `models/${name}/v1/a older`]);
  });

  it('are found and removed over more than a page, also when one key fills it', async () => {
    const objects = bucketObjects(stores.s3, bucket);
    await models().put('many', 'served', file('a', 1));
    for (let at = 0; at < 1100; at += 50)
      await Promise.all(Array.from({ length: 50 }, () => objects.put('models/many/old/a', 'x')));
    await hide('models/many/old/a');

    expect(await models().removeAllBut('many', 'served')).toBe(1101);
    expect(await remembered('models/many/')).toEqual(['models/many/served/a current']);
  });
});
