import { readTrainingData, type TrainingData } from '../../functions/nightly/histories/training-data.ts';
import { snapshot } from '../../functions/nightly/snapshot/snapshot.ts';
import { nightSplit } from '../../functions/nightly/training/train.ts';
import { memorySnapshots } from '../../shared/adapters/memory/snapshots.ts';
import { sha256Hash } from '../../shared/adapters/system/hash.ts';
import { partitionOf } from '../../shared/domain/event.ts';
import type { RankingTask } from '../../shared/evaluation/ranking-task.ts';
import type { TimeSplit } from '../../shared/evaluation/splits.ts';
import { makeOracle, type OracleGoal } from '../../shared/simulation/oracle.ts';
import type { SimulatedShop } from '../../shared/simulation/shop.ts';
import { silentPeople } from './night-people.ts';
import { segmentOf, tablesOf } from './simulated-night.ts';
import { countingIds, silentLog, steppingClock } from './system-ports.ts';
import { scannedOf } from './written-snapshot.ts';

/** The very tasks that a night on the shop is measured with. */
export interface SimulatedTasks {
  readonly data: TrainingData;
  readonly goal: OracleGoal;
  readonly split: TimeSplit;
  /** Scores of all items of `data` for a task, by the true probabilities; for `ranksOfTargets` as any other scores. */
  readonly oracle: (task: RankingTask) => Float64Array;
}

/** Reads the shop's events as a night does, and splits them as a night does. */
export async function simulatedTasks(shop: SimulatedShop): Promise<SimulatedTasks> {
  const { events, items } = tablesOf(shop);
  const snapshots = memorySnapshots();
  const { snapshotId } = await snapshot({
    ...silentPeople(),
    timeline: { scan: (segment: number, count: number) => segmentOf(scannedOf(events), segment, count) },
    catalog: { scan: (segment: number, count: number) => segmentOf(items, segment, count) },
    snapshots,
    clock: steppingClock(),
    ids: countingIds(),
    log: silentLog,
  })();
  const data = await readTrainingData(snapshots, snapshotId, sha256Hash);
  return { data, ...nightSplit(data), oracle: oracleScores(shop, data, nightSplit(data).goal) };
}

function oracleScores(shop: SimulatedShop, data: TrainingData, goal: OracleGoal): (task: RankingTask) => Float64Array {
  const oracle = makeOracle(shop);
  const positionOf = new Map(shop.items.map(({ itemId }, i) => [itemId, i]));
  const positions = data.itemIds.map((itemId) => positionOf.get(itemId)!);
  const momentsOf = new Map(Array.from(data.people, ({ personKey, atMs }) => [personKey, atMs] as const));
  const shopperOf = new Map(
    shop.shoppers.flatMap(({ id, anonymousId }) => [
      [partitionOf({ userId: id }), id],
      [partitionOf({ anonymousId }), id],
    ]),
  );
  return ({ personKey, items }) => {
    // What came right after the task's input is its target's first event.
    const atMs = momentsOf.get(personKey)![items.length]!;
    const probabilities = oracle.probabilities(shopperOf.get(personKey)!, atMs, goal);
    return Float64Array.from(positions, (position) => probabilities[position]!);
  };
}
