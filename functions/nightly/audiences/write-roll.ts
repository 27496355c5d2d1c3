import { profileOf } from '../../../shared/features/profile/profile.ts';
import { bucketOfPlace, placeOf, ROLL_BUCKETS } from '../../../shared/features/profile/roll-place.ts';
import { profileVector } from '../../../shared/features/profile/vector.ts';
import type { RollWriter } from '../../../shared/ports/rolls.ts';
import type { Log } from '../../../shared/ports/system.ts';
import type { ObservedScan } from '../snapshot/scan-observer.ts';
import type { StateWatcher } from '../states/state-watcher.ts';
import { type RollRows, rollRows } from './roll-rows.ts';

/** Rows of one part. All buckets together hold some 100 MB at most while they wait for theirs. */
const PART_ROWS = 25_000;

export interface WriteRollPorts {
  readonly rolls: RollWriter;
  readonly log: Log;
}

/** Writes the roll of the night: everybody of whom something is known that may be personalised by. */
export function writeRoll({ rolls, log }: WriteRollPorts): StateWatcher {
  let scan: ObservedScan = { snapshotId: '', takenAtMs: 0 };
  let asOfMs = 0;
  let personCount = 0;
  let parts: number[] = [];
  let buckets: RollRows[] = [];

  const write = (bucket: number): Promise<void> => {
    const address = { bucket, part: parts[bucket]!++ };
    return rolls.writePart(scan.snapshotId, address, buckets[bucket]!.take());
  };

  return {
    start(begun) {
      scan = begun;
      asOfMs = begun.takenAtMs;
      personCount = 0;
      parts = new Array<number>(ROLL_BUCKETS).fill(0);
      buckets = Array.from({ length: ROLL_BUCKETS }, rollRows);
    },
    async see({ partition, state, atMs, record }) {
      if (state.frequency.events === 0) return;
      asOfMs = atMs;
      personCount++;
      const { features } = profileOf(state, record, atMs);
      const place = placeOf(partition);
      const bucket = bucketOfPlace(place);
      const rows = buckets[bucket]!;
      rows.add({ place, partition, market: state.places.lastMarket ?? '', vector: profileVector(features) });
      if (rows.count() === PART_ROWS) await write(bucket);
    },
    async finish() {
      for (const [bucket, rows] of buckets.entries()) if (rows.count() > 0) await write(bucket);
      buckets = [];
      const { snapshotId, takenAtMs } = scan;
      await rolls.publish({ snapshotId, takenAtMs, asOfMs, personCount, parts });
      log.info('roll written', { people: personCount });
    },
  };
}
