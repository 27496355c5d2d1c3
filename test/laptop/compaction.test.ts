import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { finishRewrite } from '../../infra/laptop/leveldb-rewrite.ts';
import { type EmbeddedStores, openEmbeddedStores } from '../../infra/laptop/stores.ts';
import { finishSweep } from '../../infra/laptop/swept-night.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { formsOf, leftoversIn } from '../support/leftovers.ts';
import { newDirectory } from '../support/stores.ts';
import { warmThreads } from '../support/warm-threads.ts';

const TableName = 'rapport-people';
let directory: string;
let stores: EmbeddedStores;
let client: DynamoDBDocumentClient;
const open = async () => {
  stores = await openEmbeddedStores(directory, warmThreads.dynamoThread);
  Object.assign(process.env, stores.environment);
  client = dynamoClient();
};
beforeEach(async () => {
  directory = await newDirectory();
  await open();
});
afterEach(async () => {
  client.destroy();
  await stores.close();
  await rm(directory, { recursive: true, force: true });
});

const put = (pk: string, body: string) => client.send(new PutCommand({ TableName, Item: { pk, sk: 'E#1', body } }));
const keys = async () => ((await client.send(new ScanCommand({ TableName }))).Items ?? []).map(({ pk }) => pk).sort();

describe('compaction of the laptop’s stores', () => {
  it('leaves no byte of what was deleted, and every row that was not', async () => {
    for (let i = 0; i < 300; i++) await put(`U#${i}`, i % 2 === 0 ? 'stays' : 'gone-for-good '.repeat(20));
    for (let i = 1; i < 300; i += 2)
      await client.send(new DeleteCommand({ TableName, Key: { pk: `U#${i}`, sk: 'E#1' } }));
    const before = await keys();
    expect(before).toHaveLength(150);
    expect(await leftoversIn(directory, formsOf('gone-for-good'))).not.toEqual([]);

    await stores.compact();

    expect(await leftoversIn(directory, formsOf('gone-for-good'))).toEqual([]);
    expect(await keys()).toEqual(before);
    client.destroy();
    await stores.close();
    await open();
    expect(await keys()).toEqual(before);
  });

  it('lets calls wait that come meanwhile, and loses none', async () => {
    const writing = Promise.all(Array.from({ length: 200 }, (_, i) => put(`U#${i}`, 'x')));
    await stores.compact();
    const after = Promise.all(Array.from({ length: 50 }, (_, i) => put(`V#${i}`, 'x')));
    await Promise.all([stores.compact(), writing, after]);
    expect(await keys()).toHaveLength(250);
  });
});

describe('a night that was cut off', () => {
  it('has its files compacted at the next start', async () => {
    await put('U#1', 'gone-for-good');
    await client.send(new DeleteCommand({ TableName, Key: { pk: 'U#1', sk: 'E#1' } }));
    await finishSweep(directory, stores);
    expect(await leftoversIn(directory, formsOf('gone-for-good'))).not.toEqual([]);

    writeFileSync(join(directory, 'unswept'), '');
    await finishSweep(directory, stores);
    expect(await leftoversIn(directory, formsOf('gone-for-good'))).toEqual([]);
    expect(existsSync(join(directory, 'unswept'))).toBe(false);
  });
});

describe('a rewrite that was cut off', () => {
  const folder = (name: string) => join(directory, 'cut', name);
  const make = (name: string) => mkdirSync(folder(name), { recursive: true });

  it('before the original was set aside, leaves the original', () => {
    for (const name of ['db', 'db.new/half']) make(name);
    finishRewrite(folder('db'));
    expect(readdirSync(join(directory, 'cut'))).toEqual(['db']);
    expect(existsSync(folder('db/half'))).toBe(false);
  });

  it('after it, goes on with the whole copy', () => {
    for (const name of ['db', 'db.new/whole']) make(name);
    renameSync(folder('db'), folder('db.old'));
    finishRewrite(folder('db'));
    expect(readdirSync(join(directory, 'cut'))).toEqual(['db']);
    expect(existsSync(folder('db/whole'))).toBe(true);
  });
});
