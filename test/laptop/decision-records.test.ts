import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Explanation } from '../../functions/decide/explanation/explain.ts';
import { type FrontDoor, openFrontDoor } from '../../infra/laptop/front-door.ts';
import { type Laptop, openLaptop } from '../../infra/laptop/laptop.ts';
import type { Decision } from '../../shared/domain/decision.ts';
import type { DecisionRecord } from '../../shared/domain/decision-record.ts';
import type { DecisionPage } from '../../shared/ports/decisions.ts';
import { simulateShop } from '../../shared/simulation/shop.ts';
import { bearer, raw } from '../support/laptop.ts';
import { newDirectory } from '../support/stores.ts';
import { warmThreads } from '../support/warm-threads.ts';

const root = join(import.meta.dirname, '..', '..');
const endAtMs = Date.parse('2026-11-20T00:00:00Z');
const shop = simulateShop({ seed: 5, itemCount: 40, shopperCount: 40, days: 15, endAtMs });

let directory: string;
let laptop: Laptop;
let door: FrontDoor;
beforeAll(async () => {
  directory = await newDirectory();
  laptop = await openLaptop({ directory, port: 0, bundled: false, ...warmThreads });
  door = openFrontDoor(laptop.url);
  await door.putItems(shop.items, () => undefined);
  await door.sendEvents('/v1/batch', shop.events, () => undefined);
  await laptop.runNight({}, () => undefined);
  await vi.waitUntil(async () => (await ask()).model !== undefined, { timeout: 30_000, interval: 500 });
}, 120_000);
afterAll(async () => {
  await laptop.close();
  await rm(directory, { recursive: true, force: true });
});

const get = async <Answer>(path: string): Promise<Answer> => (await door.call('GET', path)) as Answer;
const ask = async (body: object = {}): Promise<Decision> =>
  (await door.call('POST', '/v1/recommendations', { placement: 'home', ...body })) as Decision;
/** Who is named most often. */
const userId = (() => {
  const counts = new Map<string, number>();
  for (const event of shop.events) if (event.userId) counts.set(event.userId, (counts.get(event.userId) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '';
})();

/** The command line, in a process of its own. */
const replay = (...args: string[]): Promise<{ readonly code: number; readonly stdout: string }> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(root, 'infra/laptop/cli.ts'), 'replay', ...args],
      { cwd: directory },
      (error, stdout) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout }),
    );
  });

describe('a decision that was made', () => {
  it('is told whole by its id, and listed under its person', async () => {
    const decision = await ask({ userId, limit: 5 });

    const record = await get<DecisionRecord>(`/v1/decisions/${decision.decisionId}`);
    expect(record).toMatchObject({ decisionId: decision.decisionId, person: { userId }, model: decision.model });
    expect(record.slate.map(({ itemId }) => itemId)).toEqual(decision.items.map(({ itemId }) => itemId));
    const { decisions } = await get<DecisionPage>(`/v1/profiles/${userId}/decisions?limit=1`);
    expect(decisions).toEqual([
      expect.objectContaining({ decisionId: decision.decisionId, itemIds: record.slate.map(({ itemId }) => itemId) }),
    ]);
    const next = await ask({ userId, limit: 1 });
    const page = await get<DecisionPage>(`/v1/profiles/${userId}/decisions?limit=1`);
    expect(page.decisions[0]?.decisionId).toBe(next.decisionId);
    const rest = await get<DecisionPage>(`/v1/profiles/${userId}/decisions?limit=5&cursor=${page.nextCursor}`);
    expect(rest.decisions[0]?.decisionId).toBe(decision.decisionId);
  });

  it('is explained in the language that is asked for', async () => {
    const { decisionId } = await ask({ userId, limit: 8, explore: false });
    const english = await get<Explanation>(`/v1/decisions/${decisionId}/explanation`);
    const chinese = await get<Explanation>(`/v1/decisions/${decisionId}/explanation?locale=zh-CN`);
    expect(english.contentLanguage).toBe('en');
    expect(chinese.contentLanguage).toBe('zh');
    expect(english.items.some(({ because }) => because !== undefined)).toBe(true);
    for (const { text } of english.items) expect(text).toMatch(/^[ -~“”’]+$/);
    for (const { text } of chinese.items) expect(text).toMatch(/[\u4e00-\u9fff]/);
    for (const { score, factors, residual } of english.items) {
      expect(factors!.reduce((sum, { added }) => sum + added, residual!)).toBeCloseTo(score!, 9);
    }
  });

  it('names what it would have shown, and what kept that out', async () => {
    const first = await ask({ limit: 3, explore: false });
    const exclude = first.items.map(({ itemId }) => itemId);
    const { decisionId } = await ask({ limit: 3, explore: false, exclude });
    const { removed, removedCounts } = await get<Explanation>(`/v1/decisions/${decisionId}/explanation`);
    expect(removed.map(({ itemId, by }) => `${by} ${itemId}`)).toEqual(
      expect.arrayContaining(exclude.map((itemId) => `excluded ${itemId}`)),
    );
    expect(removedCounts.excluded).toBe(3);
  });

  it('is kept of a ranking as of a slate', async () => {
    const items = shop.items.slice(0, 8).map(({ itemId }) => itemId);
    const { decisionId } = (await door.call('POST', '/v1/rankings', { userId, items })) as Decision;
    const record = await get<DecisionRecord>(`/v1/decisions/${decisionId}`);
    expect(record).toMatchObject({ person: { userId }, request: { placement: 'ranking', items } });
    const { decisions } = await get<DecisionPage>(`/v1/profiles/${userId}/decisions?limit=1`);
    expect(decisions[0]).toMatchObject({ decisionId, placement: 'ranking' });
    const told = await get<Explanation>(`/v1/decisions/${decisionId}/explanation`);
    expect(told.items.map(({ itemId }) => itemId).toSorted()).toEqual(items.toSorted());
    await writeFile(join(directory, 'ranking.json'), JSON.stringify(record));
    expect((await replay('ranking.json', '--directory', directory, '--tolerance', '0')).stdout).toContain('confirmed');
  });

  it('is nothing to those without a secret key, and unknown ids are told alike', async () => {
    const { decisionId } = await ask({ userId });
    const paths = [
      `/v1/decisions/${decisionId}`,
      `/v1/decisions/${decisionId}/explanation`,
      `/v1/profiles/${userId}/decisions`,
    ];
    for (const path of paths) {
      expect((await raw(laptop.url, path, { method: 'GET' })).status).toBe(401);
      expect((await raw(laptop.url, path, { method: 'GET', headers: bearer('wk_laptop') })).status).toBe(403);
    }
    const unknown = ['unheard-of', 'x'.repeat(3000)].flatMap((id) => [
      `/v1/decisions/${id}`,
      `/v1/decisions/${id}/explanation`,
    ]);
    for (const path of unknown) {
      const { status, body } = await raw(laptop.url, path, { method: 'GET', headers: bearer() });
      expect({ status, body }).toMatchObject({
        status: 404,
        body: { detail: 'no such decision, or its time is over' },
      });
    }
  });
});

describe('rapport replay', () => {
  const keep = async (file: string, record: unknown) => {
    await writeFile(join(directory, file), JSON.stringify(record));
    return file;
  };

  it('confirms a record from the models of the running laptop, and refutes it when it was changed', async () => {
    const { decisionId } = await ask({ userId });
    const record = await get<DecisionRecord>(`/v1/decisions/${decisionId}`);
    const confirmed = await replay(await keep('record.json', record), '--directory', directory, '--tolerance', '0');
    expect(confirmed.stdout).toContain(`${decisionId}: confirmed`);
    expect(confirmed.stdout).toContain('the same in every bit');
    expect(confirmed.code).toBe(0);

    const slate = record.slate.toReversed();
    const refuted = await replay(await keep('changed.json', { ...record, slate }), '--directory', directory, '--json');
    expect(JSON.parse(refuted.stdout)).toMatchObject({ status: 'refuted', decisionId });
    expect(refuted.code).toBe(1);
  });

  it('needs nothing but the record and a folder of the model’s files', async () => {
    const { decisionId, model } = await ask({ userId, diversity: 0.3 });
    const folder = join(directory, 'model');
    await mkdir(folder);
    const { AWS_REGION: region = '', AWS_ENDPOINT_URL_S3: endpoint = '' } = laptop.storeEnvironment;
    const s3 = new S3Client({ region, endpoint, credentials: { accessKeyId: 'laptop', secretAccessKey: 'laptop' } });
    for (const file of ['manifest.json', 'model.onnx', 'items.json']) {
      const Key = `models/recommender/${model?.version}/${file}`;
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'rapport-models', Key }));
      await writeFile(join(folder, file), (await Body?.transformToByteArray()) ?? '');
    }
    s3.destroy();
    const file = await keep('alone.json', await get(`/v1/decisions/${decisionId}`));
    const alone = await replay(file, '--model', folder, '--directory', join(directory, 'nowhere'), '--json');
    expect(JSON.parse(alone.stdout)).toMatchObject({
      status: 'confirmed',
      version: model?.version,
      largestRounding: 0,
    });
    expect(alone.code).toBe(0);
  });
});
