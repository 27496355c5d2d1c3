import { profileOf } from '../../../shared/features/profile/profile.ts';
import { bucketOfPlace, placeOf, ROLL_BUCKETS, ROLL_COLUMNS } from '../../../shared/features/profile/roll.ts';
import { PROFILE_COLUMNS, profileVector } from '../../../shared/features/profile/vector.ts';
import type { ModelCards } from '../../../shared/ports/model-cards.ts';
import type { RollClusters, RollReader, RollWriter } from '../../../shared/ports/rolls.ts';
import type { Log } from '../../../shared/ports/system.ts';
import { type LearnablePeople, learnablePeople } from '../learnable-people.ts';
import type { ObservedScan } from '../snapshot/scan-observer.ts';
import type { StateWatcher } from '../states/state-watcher.ts';
import { writeCard } from '../write-card.ts';
import { clusterNumbers, findClusters } from './clusters.ts';
import { clustersCard } from './clusters-card.ts';
import { type RollRows, rollRows, together } from './roll-rows.ts';

/** Rows of one part. All buckets together hold some 100 MB at most while they wait for theirs. */
const PART_ROWS = 25_000;
/** Whom clusters are learnt from, at most: more would take minutes, and their means hardly move. */
const MAX_LEARNT_FROM = 6_000;
const KEPT_COLUMNS = [...PROFILE_COLUMNS.map(({ name }) => name), ROLL_COLUMNS.learnable];

export interface WriteRollPorts {
  readonly rolls: RollWriter & RollReader;
  readonly cards: Pick<ModelCards, 'write'>;
  readonly log: Log;
}

/**
 * Writes the roll of the night: everybody of whom something is known that may be personalised by, with the cluster that
 * they are of.
 */
export function writeRoll({ rolls, cards, log }: WriteRollPorts): StateWatcher {
  let scan: ObservedScan = { snapshotId: '', takenAtMs: 0 };
  let asOfMs = 0;
  let personCount = 0;
  let parts: number[] = [];
  let buckets: RollRows[] = [];
  let learnable: LearnablePeople<Float64Array> = learnablePeople(MAX_LEARNT_FROM);

  const write = (bucket: number): Promise<void> => {
    const address = { bucket, part: parts[bucket]!++ };
    return rolls.writePart(scan.snapshotId, address, buckets[bucket]!.take());
  };

  /** Clusters are known when everybody was seen, so parts are written once more. */
  const addClusters = async (clusters: RollClusters): Promise<void> => {
    for (const [bucket, count] of parts.entries()) {
      for (let part = 0; part < count; part++) {
        const columns = await rolls.readPart(scan.snapshotId, { bucket, part }, KEPT_COLUMNS);
        const features = { ...columns.features, [ROLL_COLUMNS.cluster]: clusterNumbers(columns, clusters) };
        await rolls.writePart(scan.snapshotId, { bucket, part }, { ...columns, features });
      }
    }
  };

  return {
    start(begun) {
      scan = begun;
      asOfMs = begun.takenAtMs;
      personCount = 0;
      parts = new Array<number>(ROLL_BUCKETS).fill(0);
      buckets = Array.from({ length: ROLL_BUCKETS }, rollRows);
      learnable = learnablePeople(MAX_LEARNT_FROM);
    },
    async see({ partition, state, atMs, record, mayLearn }) {
      if (state.frequency.events === 0) return;
      asOfMs = atMs;
      personCount++;
      const { features } = profileOf(state, record, atMs);
      const place = placeOf(partition);
      const bucket = bucketOfPlace(place, ROLL_BUCKETS);
      const rows = buckets[bucket]!;
      const vector = profileVector(features);
      rows.add({ place, partition, market: state.places.lastMarket ?? '', vector, isLearnable: mayLearn });
      if (mayLearn) learnable.add(partition, () => vector);
      if (rows.count() === PART_ROWS) await write(bucket);
    },
    async finish() {
      if (personCount < PART_ROWS) {
        parts = [0];
        buckets = [together(buckets)];
      }
      for (const [bucket, rows] of buckets.entries()) if (rows.count() > 0) await write(bucket);
      buckets = [];
      const foundClusters = findClusters(learnable.all(), (await rolls.newest())?.clusters);
      const clusters = foundClusters?.clusters;
      learnable = learnablePeople(MAX_LEARNT_FROM);
      if (clusters !== undefined) await addClusters(clusters);
      const { snapshotId, takenAtMs } = scan;
      await rolls.publish({ snapshotId, takenAtMs, asOfMs, personCount, parts, ...(clusters && { clusters }) });
      if (foundClusters !== undefined) await writeCard(cards, clustersCard(foundClusters, { scan, asOfMs }));
      log.info('roll written', { people: personCount, clusters: clusters?.numbers.length ?? 0 });
    },
  };
}
