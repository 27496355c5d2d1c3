/**
 * People are erased from a laptop on which much is known of them; then every byte of its folder is looked through. Read
 * it from top to bottom; each step builds on the one before.
 */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { simulateShop } from '../../shared/simulation/shop.ts';
import { CANARY_MARK, canaryOf } from '../support/canaries.ts';
import {
  decideFor,
  type ForgetfulLaptop,
  leftoversOf,
  listedFor,
  openForgetfulLaptop,
  relateTo,
  releaseCanaries,
  sendEvents,
  servedModel,
  shareCatalog,
  sharePseudonyms,
} from '../support/forgetful-laptop.ts';

const endAtMs = Date.now() - 86_400_000;
const shop = simulateShop({ seed: 23, itemCount: 40, shopperCount: 30, days: 15, endAtMs });
const itemIds = shop.items.map(({ itemId }) => itemId);
const canaries = Array.from({ length: 8 }, (_, i) => canaryOf(i, itemIds, endAtMs - i * 3_600_000));

interface Status {
  readonly status: string;
  readonly stores: Readonly<Record<string, string>>;
  readonly certificate?: Readonly<Record<string, unknown>>;
}

describe('forgetting', { timeout: 120_000 }, () => {
  let test: ForgetfulLaptop;
  let without: ForgetfulLaptop;
  let pseudonymKey: Uint8Array;
  const requestIds: string[] = [];
  beforeAll(async () => {
    [test, without] = await Promise.all([openForgetfulLaptop(), openForgetfulLaptop()]);
    pseudonymKey = await sharePseudonyms(test, without);
  });
  afterAll(() => Promise.all([test.close(), without.close()]));

  const formsFound = async () =>
    new Set((await leftoversOf(test, pseudonymKey, canaries)).map(({ file, form }) => `${file.split('/')[0]} ${form}`));
  const statusOf = async (requestId = '') =>
    (await test.door.call('GET', `/v1/privacy/requests/${requestId}`)) as Status;

  it('begins with people who are in the tables, in a snapshot and in a served model', async () => {
    await test.door.putItems(shop.items, () => undefined);
    await sendEvents(test, shop);
    await releaseCanaries(test, canaries);
    await relateTo(test, 'who stays', canaries.slice(0, 3));
    const output = await test.laptop.runNight({}, () => undefined);
    await decideFor(test, canaries);

    expect(output.publication).toMatchObject({ status: 'published' });
    expect(output.sweep).toEqual({ status: 'nothing-to-erase', completed: 0, waiting: 0 });
    expect(await formsFound()).toContain('dynamodb as it is');
    expect(await formsFound()).toContain('dynamodb in hex');
    expect(await formsFound()).toContain('s3 as it is'); // by name, in the roll
  });

  it('leaves nothing to be read when the answer comes', async () => {
    expect(await listedFor(test, 'who stays')).toContain(CANARY_MARK);
    for (const [i, { userId, anonymousIds }] of canaries.entries()) {
      const subject = i % 2 === 0 ? { userId } : { anonymousId: anonymousIds[i % 4 === 1 ? 0 : 1] };
      const answer = await test.door.call('POST', '/v1/privacy/requests', { type: 'delete', subject });
      requestIds.push((answer as { readonly requestId: string }).requestId);
    }

    for (const { userId, anonymousIds } of canaries) {
      expect(await test.door.call('GET', `/v1/profiles/${userId}/events`)).toEqual({ events: [] });
      for (const id of anonymousIds)
        expect(await test.door.call('GET', `/v1/profiles/${id}/events?by=anonymousId`)).toEqual({ events: [] });
    }
    expect(await listedFor(test, 'who stays')).toBeUndefined();
    const quarantined = await test.door.call('GET', '/v1/events/quarantine?limit=500');
    expect(JSON.stringify(quarantined)).not.toContain(CANARY_MARK);
    expect(await statusOf(requestIds[0])).toMatchObject({
      status: 'pending',
      stores: { people: 'erased', quarantine: 'erased', snapshots: 'pending', models: 'pending' },
    });
  });

  it('waits with the certificate for as long as something may still be on its way in', async () => {
    const output = await test.laptop.runNight({ settleSeconds: 900 }, () => undefined);
    expect(output.sweep).toMatchObject({ completed: 0, waiting: canaries.length });
    expect(await formsFound()).not.toEqual(new Set());
  });

  it('has not one byte of them in any file after the next night', async () => {
    const output = await test.laptop.runNight({ settleSeconds: 0 }, () => undefined);

    expect(output.sweep).toEqual({ status: 'swept', completed: canaries.length, waiting: 0 });
    expect(await leftoversOf(test, pseudonymKey, canaries)).toEqual([]);
  });

  it('serves a model that is byte for byte the one of a shop that never saw them', async () => {
    await shareCatalog(test, without);
    await sendEvents(without, shop);
    await without.laptop.runNight({}, () => undefined);
    const [after, never] = await Promise.all([servedModel(test), servedModel(without)]);

    expect(after.version).toBe(never.version);
    for (const [file, bytes] of after.files) expect(Buffer.compare(bytes, never.files.get(file)!), file).toBe(0);
  });

  it('gives a certificate that anybody can check', async () => {
    const { status, certificate } = await statusOf(requestIds[1]);
    expect(status).toBe('completed');
    expect(certificate).toMatchObject({
      requestId: requestIds[1],
      models: { after: (await servedModel(test)).version },
    });

    const [file, keys] = [join(test.directory, 'certificate.json'), join(test.directory, 'keys.json')];
    await writeFile(file, JSON.stringify(certificate));
    await writeFile(keys, JSON.stringify(await test.door.call('GET', '/v1/privacy/keys')));
    const verify = promisify(execFile);
    const cli = join(import.meta.dirname, '../../infra/laptop/cli.ts');
    expect((await verify(process.execPath, [cli, 'verify-certificate', file, '--key', keys])).stdout).toContain(
      'holds',
    );

    await writeFile(file, JSON.stringify({ ...certificate, erasedAt: '2020-01-01T00:00:00.000Z' }));
    await expect(verify(process.execPath, [cli, 'verify-certificate', file])).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('the signature does not fit'),
    });
  });
});
