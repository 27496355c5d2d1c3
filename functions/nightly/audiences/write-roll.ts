import { isLookalike, numbersOf, type Segment } from '../../../shared/domain/segment.ts';
import { DAY_MS } from '../../../shared/domain/time.ts';
import { type KnownSegment, knownSegments } from '../../../shared/features/profile/known-segments.ts';
import {
  bucketOfPlace,
  lookalikeColumn,
  placeOf,
  ROLL_BUCKETS,
  ROLL_COLUMNS,
} from '../../../shared/features/profile/roll.ts';
import { PROFILE_COLUMNS, stateVector } from '../../../shared/features/profile/vector.ts';
import { textAt } from '../../../shared/math/text-column.ts';
import type { ModelCards } from '../../../shared/ports/model-cards.ts';
import type { Memberships } from '../../../shared/ports/people.ts';
import type { RollClusters, RollColumns, RollReader, RollWriter } from '../../../shared/ports/rolls.ts';
import type { Segments } from '../../../shared/ports/segments.ts';
import type { Log } from '../../../shared/ports/system.ts';
import { type LearnablePeople, learnablePeople } from '../learnable-people.ts';
import type { ObservedScan } from '../snapshot/scan-observer.ts';
import type { StateWatcher } from '../states/state-watcher.ts';
import { writeCard } from '../write-card.ts';
import { clusterNumbers, findClusters } from './clusters.ts';
import { clustersCard } from './clusters-card.ts';
import { enrol, ofTheNight } from './enrol.ts';
import { type FoundLookalikes, findLookalikes } from './find-lookalikes.ts';
import { predictedSegments } from './predicted-segments.ts';
import { type OpenRoll, partsOf } from './roll-parts.ts';
import { type RollRows, rollRows, together } from './roll-rows.ts';

/** Rows of one part. All buckets together hold some 100 MB at most while they wait for theirs. */
const PART_ROWS = 25_000;
/** Whom clusters are learnt from, at most: more would take minutes, and their means hardly move. */
const MAX_LEARNT_FROM = 6_000;
const PROFILE_AND_LEARNABLE = [...PROFILE_COLUMNS.map(({ name }) => name), ROLL_COLUMNS.learnable];

/** As long as what is foreseen. */
const KEPT_DAYS = 3;

/** What was foreseen this night, once all that is has been. */
interface Foreseen {
  /** Of numbers that are known of people. */
  names(): readonly string[];
  /** Of a person, by `names`; NaN: nothing. */
  numbersOf(partition: string): ArrayLike<number>;
}

export interface WriteRollPorts {
  readonly rolls: RollWriter & RollReader;
  readonly cards: Pick<ModelCards, 'write'>;
  readonly segments: Pick<Segments, 'list'>;
  readonly memberships: Memberships;
  readonly foreseen: Foreseen;
  readonly log: Log;
}

/**
 * Writes the roll of the night: everybody of whom something is known that may be personalised by, with what is foreseen
 * of them, the cluster that they are of, and whose lookalikes they are; and of each which segments of the night hold them.
 */
export function writeRoll(ports: WriteRollPorts): StateWatcher {
  const { rolls, cards, segments, log } = ports;
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

  return {
    start(begun) {
      scan = begun;
      asOfMs = begun.takenAtMs;
      personCount = 0;
      parts = new Array<number>(ROLL_BUCKETS).fill(0);
      buckets = Array.from({ length: ROLL_BUCKETS }, rollRows);
      learnable = learnablePeople(MAX_LEARNT_FROM);
    },
    async see({ partition, state, atMs, mayLearn }) {
      if (state.frequency.events === 0) return;
      asOfMs = atMs;
      personCount++;
      const place = placeOf(partition);
      const bucket = bucketOfPlace(place, ROLL_BUCKETS);
      const rows = buckets[bucket]!;
      const vector = stateVector(state, atMs);
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
      const roll = { rolls, snapshotId: scan.snapshotId, parts, personCount };
      const predicted = await withFoundOfAll(roll, clusters, ports);
      const own = await segments.list();
      const known = knownSegments(own, { ...(clusters && { clusters }), predicted });
      const lookalikes: FoundLookalikes[] = [];
      for (const segment of own.filter(isLookalike)) lookalikes.push(await findLookalikes(roll, segment, known));
      await enrolAll(roll, { lookalikes, known, keptUntilMs: scan.takenAtMs + KEPT_DAYS * DAY_MS }, ports);
      const { snapshotId, takenAtMs } = scan;
      await rolls.publish({
        ...{ snapshotId, takenAtMs, asOfMs, personCount, parts, predicted },
        ...(clusters && { clusters }),
        lookalikes: lookalikes.map(({ people: _, ...told }) => told),
      });
      if (foundClusters !== undefined) await writeCard(cards, clustersCard(foundClusters, { scan, asOfMs }));
      log.info('roll written', {
        people: personCount,
        clusters: clusters?.numbers.length ?? 0,
        predicted: predicted.length,
        lookalikes: lookalikes.length,
      });
    },
  };
}

/**
 * Parts once more, with what is known when everybody was seen: clusters, and what is foreseen.
 * @returns segments by what is foreseen.
 */
async function withFoundOfAll(
  roll: OpenRoll,
  clusters: RollClusters | undefined,
  { rolls, foreseen }: WriteRollPorts,
): Promise<readonly Segment[]> {
  const predicted = predictedSegments();
  for await (const { address, columns } of partsOf(roll, PROFILE_AND_LEARNABLE)) {
    const features = {
      ...columns.features,
      ...foreseenColumns(columns, foreseen),
      ...(clusters && { [ROLL_COLUMNS.cluster]: clusterNumbers(columns, clusters) }),
    };
    predicted.add({ ...columns, features });
    await rolls.writePart(roll.snapshotId, address, { ...columns, features });
  }
  return predicted.take();
}

function foreseenColumns({ place, partition }: RollColumns, foreseen: WriteRollPorts['foreseen']) {
  const names = foreseen.names();
  const columns = names.map(() => new Float64Array(place.length));
  for (let row = 0; row < place.length; row++) {
    const numbers = foreseen.numbersOf(textAt(partition, row));
    for (const [at, column] of columns.entries()) column[row] = numbers[at]!;
  }
  return Object.fromEntries(names.map((name, at) => [name, columns[at]!]));
}

interface Enrolment {
  readonly lookalikes: readonly FoundLookalikes[];
  readonly known: readonly KnownSegment[];
  readonly keptUntilMs: number;
}

/** Parts with lookalikes, where there are such segments; and everybody's segments of the night. */
async function enrolAll(
  roll: OpenRoll,
  { lookalikes, known, keptUntilMs }: Enrolment,
  { rolls, memberships, foreseen }: WriteRollPorts,
): Promise<void> {
  const found = ofTheNight(known);
  const whole = [...PROFILE_AND_LEARNABLE, ...foreseen.names(), ROLL_COLUMNS.cluster];
  const asked = new Set(found.flatMap(({ rule }) => numbersOf(rule)));
  for await (const { address, columns } of partsOf(roll, lookalikes.length > 0 ? whole : [...asked])) {
    const { partition, place } = columns;
    const isIn = ({ people }: FoundLookalikes) =>
      Float64Array.from(place, (_, row) => (people.has(textAt(partition, row)) ? 1 : 0));
    const alike = lookalikes.map((one) => [lookalikeColumn(one.segmentId), isIn(one)] as const);
    const marked = { ...columns, features: { ...columns.features, ...Object.fromEntries(alike) } };
    if (lookalikes.length > 0) await rolls.writePart(roll.snapshotId, address, marked);
    await enrol(memberships, marked, { segments: found, keptUntilMs });
  }
}
