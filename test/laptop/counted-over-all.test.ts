import { AthenaClient } from '@aws-sdk/client-athena';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readTrainingData, type TrainingData } from '../../functions/nightly/histories/training-data.ts';
import { countedOverAll } from '../../functions/nightly/training/counted-over-all.ts';
import { FITTERS } from '../../functions/nightly/training/fitters.ts';
import { type TrainPorts, train } from '../../functions/nightly/training/train.ts';
import { trainingSetOf } from '../../functions/nightly/training/training-set.ts';
import { DEFAULT_SETTINGS } from '../../functions/nightly/training/tuning/default-settings.ts';
import { athenaPairCounting } from '../../shared/adapters/athena/pair-counting.ts';
import { memoryModels } from '../../shared/adapters/memory/models.ts';
import { loadOnnxScorer } from '../../shared/adapters/onnx/scorer.ts';
import { parquetCodec } from '../../shared/adapters/parquet/codec.ts';
import { countedPairsIn } from '../../shared/adapters/parquet/counted-pairs.ts';
import { s3CountedFiles } from '../../shared/adapters/s3/counted-files.ts';
import { s3Snapshots } from '../../shared/adapters/s3/snapshots.ts';
import { sha256Hash } from '../../shared/adapters/system/hash.ts';
import type { PersonKey } from '../../shared/domain/person-key.ts';
import { HISTORY_KINDS } from '../../shared/features/history.ts';
import type { PairCounting } from '../../shared/ports/pair-counting.ts';
import type { SnapshotReader } from '../../shared/ports/snapshots.ts';
import { simulateShop } from '../../shared/simulation/shop.ts';
import { arithmeticOf } from '../support/arithmetic.ts';
import { type Athena, openAthena } from '../support/athena.ts';
import { neighbourSettings } from '../support/builders/neighbour-settings.ts';
import { memoryDocuments } from '../support/memory-documents.ts';
import { tablesOf } from '../support/simulated-night.ts';
import { countingIds, silentLog, steppingClock } from '../support/system-ports.ts';
import { useEmbeddedS3 } from '../support/use-embedded-s3.ts';
import { writtenSnapshot } from '../support/written-snapshot.ts';

const endAtMs = Date.UTC(2026, 5, 1);
const { events, items } = tablesOf(simulateShop({ seed: 5, itemCount: 60, shopperCount: 200, days: 20, endAtMs }));
const arithmetic = arithmeticOf(1);
const embedded = useEmbeddedS3();

let athena: Athena;
let client: AthenaClient;
let snapshots: SnapshotReader;
let pairs: PairCounting;

beforeAll(async () => {
  athena = await openAthena(embedded.client, () => embedded.bucket);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  client = new AthenaClient({ region: 'eu-west-1', endpoint: athena.url, credentials, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await athena.close();
});

beforeEach(async () => {
  const own = s3Snapshots(embedded.client, embedded.bucket, parquetCodec);
  snapshots = await writtenSnapshot(events, { items, partRows: 5000, snapshots: own });
  await own.writeFlagged('s', [events[0]!.personKey as PersonKey]);
  const files = s3CountedFiles(embedded.client, embedded.bucket, countedPairsIn);
  pairs = athenaPairCounting(client, { name: 'rapport_dev', files, ids: countingIds() });
});

type Table = Awaited<ReturnType<ReturnType<typeof countedOverAll>>>;
const settings = { ...DEFAULT_SETTINGS, sequence: { ...DEFAULT_SETTINGS.sequence!, neighbourCount: 12 } };
async function sequenceOf(data: TrainingData, over?: ReturnType<typeof countedOverAll>): Promise<Table> {
  const set = { ...trainingSetOf(data, data.people), ...(over && { countedOverAll: over }) };
  const source = await FITTERS.sequence(set, settings, arithmetic);
  if (source?.kind !== 'neighbours') throw new Error('want neighbours');
  return source.table;
}

describe('a night that reads some of the people', () => {
  it('gives items the neighbours that everybody gives, but for who is flagged', async () => {
    const whole = await readTrainingData(snapshots, 's', sha256Hash);
    const part = await readTrainingData(snapshots, 's', sha256Hash, whole.eventCount / 4);
    expect([whole.isPart, part.isPart]).toEqual([false, true]);
    expect(part.people.length).toBeGreaterThan(20);
    expect(part.people.length).toBeLessThan(whole.people.length / 2);
    expect(part.itemIds).toEqual(whole.itemIds);

    const expected = await sequenceOf(whole);
    const counted = await sequenceOf(part, countedOverAll(part, pairs));
    expect(counted.width).toBe(expected.width);
    expect(counted.weights.length).toBe(expected.weights.length);
    counted.weights.forEach((weight, at) => {
      expect(Math.abs(weight - expected.weights[at]!)).toBeLessThanOrEqual(1e-6 * weight);
    });
    // Equally strong ones may stand in another order.
    const same = counted.neighbours.filter((neighbour, at) => neighbour === expected.neighbours[at]).length;
    expect(same / expected.neighbours.length).toBeGreaterThan(0.95);
    expect(await sequenceOf(part)).not.toEqual(counted);
  });

  it('counts with the settings that were chosen, into a folder of the snapshot, and learns all else from the part', async () => {
    const from = athena.started.length;
    const lines: Record<string, unknown>[] = [];
    const ports: TrainPorts = {
      images: memoryDocuments(),
      ...{ snapshots, models: memoryModels(), hash: sha256Hash, arithmetic, loadScorer: loadOnnxScorer },
      counting: { pairs, beyond: Math.round(events.length / 4) },
      clock: steppingClock(),
      log: { ...silentLog, info: (step, fields) => lines.push({ step, ...fields }) },
    };
    const counted = await train(ports)({ snapshotId: 's', settings });
    expect(counted.status).toBe('trained');
    expect(lines.find(({ step }) => step === 'histories read')).toMatchObject({ isPart: true });
    expect(athena.started.slice(from)).toMatchObject([{ WorkGroup: 'rapport_dev' }]); // of the trial, nothing is counted
    expect(athena.started.at(-1)!.QueryString).toContain(`s3://${embedded.bucket}/snapshots/s/neighbours/id-`);
    expect(athena.started.at(-1)!.QueryString).toContain('neighbourRank <= 12');

    const { counting: _, ...alone } = ports;
    const all = await train(alone)({ snapshotId: 's', settings });
    const within = await train({ ...ports, counting: { pairs, beyond: 1e9 } })({ snapshotId: 's', settings });
    expect(athena.started).toHaveLength(from + 1); // what is read whole is counted where it is
    expect(within).toMatchObject({ version: all.status === 'trained' ? all.version : '' });
    expect(counted).not.toMatchObject({ version: all.status === 'trained' ? all.version : '' });
  });

  it('fails by the engine’s own reason', async () => {
    const whole = await readTrainingData(snapshots, 's', sha256Hash);
    await embedded.newBucket(); // where no snapshot lies
    const counting = countedOverAll(whole, pairs)(neighbourSettings(HISTORY_KINDS.length));
    await expect(counting).rejects.toThrow(/the counting of pairs failed: .*mismatched input/);
  });
});
