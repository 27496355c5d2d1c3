import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTrainingData, type TrainingData } from '../../functions/nightly/histories/training-data.ts';
import { neighbourSql } from '../../shared/adapters/athena/neighbour-sql.ts';
import { parquetCodec } from '../../shared/adapters/parquet/codec.ts';
import { sha256Hash } from '../../shared/adapters/system/hash.ts';
import type { PersonKey } from '../../shared/domain/person-key.ts';
import { HISTORY_KINDS } from '../../shared/features/history.ts';
import { fitSequenceNeighbours, type SequenceNeighbourSettings } from '../../shared/learning/sequence-neighbours.ts';
import { simulateShop } from '../../shared/simulation/shop.ts';
import { arithmeticOf } from '../support/arithmetic.ts';
import { neighbourSettings } from '../support/builders/neighbour-settings.ts';
import { tablesOf } from '../support/simulated-night.ts';
import { columnsOf, writtenSnapshot } from '../support/written-snapshot.ts';

const endAtMs = Date.UTC(2026, 5, 1);
const { events } = tablesOf(simulateShop({ seed: 5, itemCount: 60, shopperCount: 200, days: 20, endAtMs }));
/** A tenth of the events lies there twice, as a linked device's do. */
const rows = [...events, ...events.filter((_, i) => i % 10 === 0)];
const settings: SequenceNeighbourSettings = {
  ...neighbourSettings(HISTORY_KINDS.length),
  distanceExponent: 0.7,
  backwardWeight: 0.3,
  repeatWeight: 0.5,
  rowExponent: 0.5,
  columnExponent: 0.25,
  maxDistance: 6,
  targetKindWeights: HISTORY_KINDS.map((_, i) => 1 + i / 4),
};

/** Whom nothing is learnt from. */
const BOT = events[0]!.personKey;

let folder: string;
let data: TrainingData;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rapport-sql-'));
  const snapshots = await writtenSnapshot(rows, { partRows: 1000 });
  await snapshots.writeFlagged('s', [BOT as PersonKey]);
  data = await readTrainingData(snapshots, 's', sha256Hash);
  for (const part of [0, 1, 2]) {
    const columns = columnsOf(rows.filter((_, i) => i % 3 === part));
    await writeFile(join(folder, `part-${part}.parquet`), await parquetCodec.encode({ ...columns }));
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Neighbours = ReadonlyMap<string, readonly { readonly neighbourId: string; readonly weight: number }[]>;

async function bySql(changed: Partial<SequenceNeighbourSettings>): Promise<Neighbours> {
  const { targetKindWeights, ...query } = { ...settings, ...changed };
  const kinds = HISTORY_KINDS.map((name, i) => ({ name, weight: targetKindWeights[i]! }));
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(
    `CREATE VIEW interactions AS SELECT *, 's' AS snapshotId FROM read_parquet('${join(folder, '*.parquet')}');
     CREATE VIEW flagged AS SELECT '${BOT}' AS personKey, 's' AS snapshotId`,
  );
  const reader = await connection.runAndReadAll(
    `${neighbourSql('s', { ...query, kinds })} ORDER BY ranked.itemId, neighbourRank`,
  );
  const found = new Map<string, { neighbourId: string; weight: number }[]>();
  for (const { itemId, neighbourId, weight } of reader.getRowObjects()) {
    const own = found.get(String(itemId)) ?? [];
    found.set(String(itemId), [...own, { neighbourId: String(neighbourId), weight: Number(weight) }]);
  }
  connection.closeSync();
  return found;
}

function byKernel(changed: Partial<SequenceNeighbourSettings>): Neighbours {
  const { people, itemIds } = data;
  const { width, neighbours, weights } = fitSequenceNeighbours(
    people,
    itemIds.length,
    { ...settings, ...changed },
    arithmeticOf(1).kernels,
  );
  return new Map(
    itemIds.map((itemId, item) => [
      itemId,
      Array.from({ length: width }, (_, rank) => ({
        neighbourId: itemIds[neighbours[item * width + rank]!]!,
        weight: weights[item * width + rank]!,
      })).filter(({ weight }) => weight > 0),
    ]),
  );
}

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-6 * Math.max(a, b);

describe('the sparse counting in SQL', () => {
  it('gives every pair the weight that the kernel gives it', async () => {
    const everyone = { neighbourCount: 60 };
    const [sql, kernel] = [await bySql(everyone), byKernel(everyone)];
    expect([...sql.keys()].toSorted()).toEqual(
      [...kernel.keys()].filter((id) => kernel.get(id)!.length > 0).toSorted(),
    );
    let pairs = 0;
    for (const [itemId, own] of sql) {
      const expected = new Map(kernel.get(itemId)!.map(({ neighbourId, weight }) => [neighbourId, weight]));
      expect(new Set(own.map(({ neighbourId }) => neighbourId))).toEqual(new Set(expected.keys()));
      for (const { neighbourId, weight } of own) expect(near(weight, expected.get(neighbourId)!)).toBe(true);
      pairs += own.length;
    }
    expect(pairs).toBeGreaterThan(1000);
  });

  it('keeps as many of the strongest as asked for, strongest first', async () => {
    const few = { neighbourCount: 7 };
    const [sql, kernel] = [await bySql(few), byKernel(few)];
    for (const [itemId, own] of sql) {
      const expected = kernel.get(itemId)!;
      expect(own).toHaveLength(expected.length);
      own.forEach(({ weight }, rank) => {
        expect(near(weight, expected[rank]!.weight)).toBe(true);
      });
    }
  });

  it('refuses what would be no number and no word', () => {
    const query = { ...settings, kinds: [{ name: 'view', weight: 1 }] };
    expect(() => neighbourSql('s', { ...query, maxDistance: Number.NaN })).toThrow('finite');
    expect(() => neighbourSql('s', { ...query, kinds: [{ name: "x' OR 1", weight: 1 }] })).toThrow('plain word');
    expect(() => neighbourSql("s' OR 1", query)).toThrow('plain word');
  });
});
