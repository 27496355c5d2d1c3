import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { type SweepPorts, sweep } from '../../../../../functions/nightly/erasure/sweep.ts';
import type { PublishOutput } from '../../../../../functions/nightly/gathered.ts';
import { privacyRequests } from '../../../../../functions/people/privacy/privacy-requests.ts';
import { verifyEd25519 } from '../../../../../infra/laptop/verify-ed25519.ts';
import { dynamoIdentities } from '../../../../../shared/adapters/dynamodb/identities.ts';
import { dynamoPersonRecords } from '../../../../../shared/adapters/dynamodb/person-records.ts';
import { dynamoPersonalRows } from '../../../../../shared/adapters/dynamodb/personal-rows.ts';
import { dynamoRequestLedger } from '../../../../../shared/adapters/dynamodb/privacy-requests.ts';
import { dynamoQuarantineRemoval, dynamoQuarantineWriter } from '../../../../../shared/adapters/dynamodb/quarantine.ts';
import { dynamoSuppressions } from '../../../../../shared/adapters/dynamodb/suppressions.ts';
import { dynamoTimelineReader, dynamoTimelineWriter } from '../../../../../shared/adapters/dynamodb/timeline.ts';
import { parquetCodec } from '../../../../../shared/adapters/parquet/codec.ts';
import { s3Models } from '../../../../../shared/adapters/s3/models.ts';
import { s3Snapshots } from '../../../../../shared/adapters/s3/snapshots.ts';
import { ed25519Signer } from '../../../../../shared/adapters/system/ed25519.ts';
import { sha256Hash } from '../../../../../shared/adapters/system/hash.ts';
import { uuidIds } from '../../../../../shared/adapters/system/ids.ts';
import { keyedHash } from '../../../../../shared/adapters/system/keyed-hash.ts';
import type { AskedOfUs } from '../../../../../shared/domain/privacy-request.ts';
import { RECOMMENDER_NAME } from '../../../../../shared/model/recommender-manifest.ts';
import { certificateDefects } from '../../../../../shared/privacy/certificate.ts';
import { aManifest } from '../../../../support/builders/manifest.ts';
import { anAnonymousEvent, anEvent } from '../../../../support/events.ts';
import { silentLog } from '../../../../support/system-ports.ts';
import { useTestStores } from '../../../../support/use-test-stores.ts';

const stores = useTestStores();
beforeEach(async () => {
  await stores.renew();
  nowMs = 1_795_000_000_000;
});

const MINUTE_MS = 60_000;
let nowMs: number;
const clock = { nowMs: () => nowMs };
const key = new Uint8Array(32).fill(5);

function house() {
  const table = stores.nameOf('people');
  const snapshots = s3Snapshots(stores.s3, stores.nameOf('snapshots'), parquetCodec);
  const ports = {
    ledger: dynamoRequestLedger(stores.dynamo, table, clock),
    identities: dynamoIdentities(stores.dynamo, table),
    records: dynamoPersonRecords(stores.dynamo, table),
    suppressions: dynamoSuppressions(stores.dynamo, table, async (text) => keyedHash(key, text)),
    keyedHash: async (text: string) => keyedHash(key, text),
    rows: dynamoPersonalRows(stores.dynamo, table, clock),
    quarantine: dynamoQuarantineRemoval(stores.dynamo, table, 30, clock),
    timeline: dynamoTimelineReader(stores.dynamo, table, clock),
    snapshotRemoval: snapshots,
    models: s3Models(stores.s3, stores.nameOf('models')),
    signer: ed25519Signer(async () => key),
    clock,
    ids: uuidIds,
    hash: sha256Hash,
    log: silentLog,
  };
  return {
    ...ports,
    writer: dynamoTimelineWriter(stores.dynamo, table, 400, clock),
    requests: privacyRequests(ports),
  };
}

/** A night that begins now and takes a minute. */
async function night(publication?: Pick<PublishOutput, 'status' | 'version'>, ports: SweepPorts = house()) {
  const snapshot = {
    snapshotId: `s${nowMs}`,
    takenAtMs: nowMs,
    eventCount: 1,
    interactionCount: 1,
    personCount: 1,
    itemCount: 1,
    interactionParts: [],
    itemParts: 0,
  };
  nowMs += MINUTE_MS;
  const gate = { passed: true, checks: [] };
  return sweep(ports, { settleSeconds: 30, recoveryDays: 1 })({
    snapshot,
    ...(publication && { publication: { ...publication, servedVersion: publication.version, gate } }),
  });
}

/** A version made of a snapshot that was taken now, and served. */
async function serve(version: string) {
  const { models } = house();
  const manifest = aManifest({ version, trainedOn: { ...aManifest().trainedOn, takenAtMs: nowMs } });
  await models.put(RECOMMENDER_NAME, version, new Map([['manifest.json', Buffer.from(JSON.stringify(manifest))]]));
  await models.publish(RECOMMENDER_NAME, version, await models.served(RECOMMENDER_NAME));
}

const erasure = (userId: string): AskedOfUs => ({ type: 'delete', subject: [{ userId }] });
const ask = (asked: AskedOfUs) => house().requests.ask(asked, undefined);

describe('the sweep', () => {
  it('has nothing to do and touches nothing where nobody asked', async () => {
    await serve('v1');
    await house().models.put(RECOMMENDER_NAME, 'v0', new Map([['a', Uint8Array.of(1)]]));
    expect(await night()).toEqual({ status: 'nothing-to-erase', completed: 0, waiting: 0 });
    expect(await house().models.versions(RECOMMENDER_NAME)).toEqual(['v0', 'v1']);
  });

  it('keeps an erasure open while the gate refuses the version without the person, and says so', async () => {
    await serve('old');
    await house().writer.append([anEvent()]);
    nowMs += MINUTE_MS;
    const { requestId } = await ask(erasure('u1'));
    nowMs += MINUTE_MS;

    expect(await night({ status: 'refused', version: 'new' })).toMatchObject({ completed: 0, waiting: 1 });
    expect((await house().requests.find(requestId)).waitsFor).toContain('new did not');
    expect(await house().models.versions(RECOMMENDER_NAME)).toEqual(['old']);

    await serve('newer');
    expect(await night({ status: 'published', version: 'newer' })).toMatchObject({ completed: 1, waiting: 0 });
    const { certificate } = await house().requests.find(requestId);
    expect(certificate).toMatchObject({ models: { before: ['old'], after: 'newer' } });
    expect(certificateDefects(certificate, verifyEd25519)).toEqual([]);
    expect(await house().models.versions(RECOMMENDER_NAME)).toEqual(['newer']);
  });

  it('takes a version made after the erasure for clean, though tonight’s was refused', async () => {
    await ask(erasure('u1'));
    nowMs += MINUTE_MS;
    await serve('since then');
    nowMs += MINUTE_MS;
    expect(await night({ status: 'refused', version: 'another' })).toMatchObject({ completed: 1 });
  });

  it('leaves what was asked during the night, or just before, for the next one', async () => {
    nowMs += 1; // the snapshot is taken before this
    const snapshotAtMs = nowMs;
    nowMs += 1;
    const { requestId } = await ask(erasure('late'));
    nowMs = snapshotAtMs;
    expect(await night()).toMatchObject({ completed: 0, waiting: 1 });
    expect((await house().requests.find(requestId)).waitsFor).toContain('while this one was running');
    expect(await night()).toMatchObject({ completed: 1, waiting: 0 });
  });

  it('removes what was on its way in when the person was erased, and counts it', async () => {
    await ask(erasure('u1'));
    await house().writer.append([anEvent({ messageId: 'in flight' })]);
    expect(await night()).toMatchObject({ completed: 1 });
    expect(await house().rows.count([{ userId: 'u1' }])).toBe(0);
  });

  it('follows a device that was on its way in, and waits a night for it', async () => {
    const { requestId, subjects } = await ask(erasure('u1'));
    await house().writer.append([anAnonymousEvent('new phone')]);
    await house().writer.link({ anonymousId: 'new phone', userId: 'u1', linkedAtMs: nowMs, messageId: 'x' });

    expect(await night()).toMatchObject({ completed: 0, waiting: 1 });
    expect(await house().rows.count([{ userId: 'u1' }, { anonymousId: 'new phone' }])).toBe(0);
    expect(await house().suppressions.among([{ anonymousId: 'new phone' }])).toEqual(new Set(['A#new phone']));
    expect(await night()).toMatchObject({ completed: 1 });
    expect((await house().requests.find(requestId)).subjects.length).toBe(subjects.length + 1);
  });

  it('does what was asked and never answered: the process died in between', async () => {
    const entry = { type: 'delete', requestedAtMs: nowMs, dueAtMs: nowMs, fingerprint: 'f', subjects: ['s'] } as const;
    await house().writer.append([anEvent()]);
    const broken = { messageId: 'broken', receivedAtMs: nowMs, code: 'x', pointer: '', reason: '' };
    const quarantined = dynamoQuarantineWriter(stores.dynamo, stores.nameOf('people'), 30);
    await quarantined.append([{ ...broken, body: JSON.stringify({ userId: 'u1' }) }]);
    await house().ledger.add({ ...entry, requestId: 'r' }, [{ userId: 'u1' }]);

    expect(await night()).toMatchObject({ completed: 0, waiting: 1 });
    expect(await house().rows.count([{ userId: 'u1' }])).toBe(0);
    expect(await house().quarantine.count((body) => body.includes('u1'))).toBe(0);
    expect(await night()).toMatchObject({ completed: 1 });
    const { certificate } = await house().requests.find('r');
    expect(certificate?.['stores']).toContainEqual(
      expect.objectContaining({ store: 'quarantine', removed: 1, left: 0 }),
    );
  });

  it('forgets the ids of everything else that the person asked', async () => {
    const access = await ask({ type: 'access', subject: [{ userId: 'u1' }] });
    const another = await ask({ type: 'access', subject: [{ userId: 'u2' }] });
    await ask(erasure('u1'));
    expect(await night()).toMatchObject({ completed: 1 });
    await expect(house().requests.result(access.requestId)).rejects.toThrow('no result');
    expect(await house().ledger.open()).toMatchObject([{ requestId: another.requestId, people: [{ userId: 'u2' }] }]);
  });

  it('leaves a request of an erased person alone while its entry is on its way in, as it would lose its ids', async () => {
    await ask(erasure('u1'));
    const people = [{ userId: 'u1' }];
    const Item = {
      pk: 'REQUESTS',
      sk: 'OPEN#on-its-way',
      people: JSON.stringify(people),
      askedAtMs: nowMs + MINUTE_MS,
    };
    await stores.dynamo.send(new PutCommand({ TableName: stores.nameOf('people'), Item }));

    expect(await night()).toMatchObject({ completed: 1 });
    expect(await house().ledger.peopleOf('on-its-way')).toEqual(people);
  });

  it('goes on after it was cut off, and then is done once and for all', async () => {
    await serve('old');
    nowMs += MINUTE_MS;
    const { requestId } = await ask(erasure('u1'));
    await serve('new');
    const cutOff = { ...house(), signer: { sign: () => Promise.reject(new Error('the process died')) } };
    await expect(night({ status: 'published', version: 'new' }, cutOff)).rejects.toThrow('the process died');
    expect(await house().models.versions(RECOMMENDER_NAME)).toEqual(['new']);

    expect(await night({ status: 'published', version: 'new' })).toMatchObject({ completed: 1 });
    expect((await house().requests.find(requestId)).certificate).toMatchObject({
      models: { before: ['old'], after: 'new' },
    });
    const first = await house().requests.find(requestId);
    expect(await night()).toEqual({ status: 'nothing-to-erase', completed: 0, waiting: 0 });
    expect(await house().requests.find(requestId)).toEqual(first);
  });
});
