/** Some people of a simulated shop agree to research; their data set comes out of the command line, and is measured. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layDataset, readDatasetFiles } from '../../infra/laptop/datasets.ts';
import { openFrontDoor } from '../../infra/laptop/front-door.ts';
import { type Laptop, openLaptop } from '../../infra/laptop/laptop.ts';
import { storeEnvironment } from '../../infra/laptop/stores.ts';
import { dynamoPersonRecords } from '../../shared/adapters/dynamodb/person-records.ts';
import { simulateShop } from '../../shared/simulation/shop.ts';
import { newDirectory } from '../support/stores.ts';
import { warmThreads } from '../support/warm-threads.ts';

const K = 10;
const shop = simulateShop({
  seed: 3,
  itemCount: 40,
  shopperCount: 150,
  days: 30,
  endAtMs: Date.parse('2026-11-20T00:00:00Z'),
});
const shoppers = [...new Set(shop.events.flatMap(({ userId }) => userId ?? []))].sort();
const agreeing = shoppers.filter((_, i) => i % 3 !== 0);

const cli = join(import.meta.dirname, '../../infra/laptop/cli.ts');
const rapport = (...args: string[]) =>
  new Promise<{ readonly failed: boolean; readonly stdout: string; readonly stderr: string }>((resolve) => {
    execFile(process.execPath, [cli, ...args], (error, stdout, stderr) =>
      resolve({ failed: error !== null, stdout, stderr }),
    );
  });

describe('npx rapport anonymise', { timeout: 90_000 }, () => {
  let directory: string;
  let laptop: Laptop;
  let out: string;
  beforeAll(async () => {
    directory = await newDirectory();
    out = join(directory, 'published');
    laptop = await openLaptop({ directory, port: 0, bundled: false, ...warmThreads });
    const door = openFrontDoor(laptop.url);
    await door.putItems(shop.items, () => undefined);
    await door.sendEvents('/v1/batch', shop.events, () => undefined);
    await agree(laptop, agreeing);
  }, 90_000);
  afterAll(async () => {
    await laptop.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('writes nothing where k cannot be had, and says how many there are', async () => {
    const { failed, stderr } = await rapport('anonymise', '--k', '500', '--out', out, '--directory', directory);
    expect(failed).toBe(true);
    expect(stderr).toMatch(/\/k: 500 people are wanted to be alike, and there are \d+/);
    expect(existsSync(out)).toBe(false);
  });

  it('writes people who agreed, each among at least k like them, and tells what it left out', async () => {
    const { stdout, stderr } = await rapport(
      'anonymise',
      '--k',
      String(K),
      '--out',
      out,
      '--directory',
      directory,
      '--json',
    );
    const report = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? stderr);

    expect(report.people).toBeGreaterThan(agreeing.length / 2);
    expect(report.people + report.suppressed.people).toBeLessThanOrEqual(agreeing.length);
    expect(report.smallestClass).toBeGreaterThanOrEqual(K);
    expect(report.rarestItem).toBeGreaterThanOrEqual(K);
    expect(readdirSync(out).sort()).toEqual(['people.tsv', 'report.json', 'test.tsv', 'train.tsv']);
  });

  it('writes no id of anybody, and no time of day', () => {
    const text = readdirSync(out)
      .map((file) => readFileSync(join(out, file), 'utf8'))
      .join('\n');
    const words = new Set(text.split(/[\t\n]/));
    const devices = shop.events.map(({ anonymousId }) => anonymousId);
    expect([...shoppers, ...devices].filter((id) => words.has(id))).toEqual([]);
    expect(shop.events.filter(({ messageId }) => text.includes(messageId))).toEqual([]);
    const days = text.split('\n').flatMap((line) => line.split('\t')[2] ?? []);
    expect(Math.max(...days.filter((day) => /^\d+$/.test(day)).map(Number))).toBeLessThanOrEqual(30);
  });

  it('writes into no folder that has something in it', async () => {
    const { failed, stderr } = await rapport('anonymise', '--out', out, '--directory', directory);
    expect(failed).toBe(true);
    expect(stderr).toContain('is not empty');
  });

  it('writes what `npx rapport evaluate` reads, and enough in it for the model to beat popularity', async () => {
    await layDataset(laptop, 'published', readDatasetFiles(out));
    const report = (await laptop.functions.invoke('nightly', {
      step: 'evaluate-dataset',
      input: { dataset: 'published' },
    })) as { format: string; people: number; lift: { low: number } };

    expect(report.format).toBe('interactions');
    expect(report.people).toBeGreaterThan(agreeing.length / 2);
    expect(report.lift.low).toBeGreaterThan(0);
  });
});

/** What a person says at the shop: research, yes. */
async function agree({ storeEnvironment: environment }: Laptop, userIds: readonly string[]): Promise<void> {
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      region: 'eu-west-1',
      endpoint: environment['AWS_ENDPOINT_URL_DYNAMODB'] ?? '',
      credentials: { accessKeyId: 'laptop', secretAccessKey: 'laptop' },
    }),
  );
  const records = dynamoPersonRecords(client, storeEnvironment(['people'])['PEOPLE_TABLE'] ?? '');
  for (const userId of userIds) {
    await records.update({ userId }, (record) => ({
      ...record,
      consent: { ...record.consent, research: { granted: true, atMs: Date.now(), source: 'api' } },
    }));
  }
  client.destroy();
}
