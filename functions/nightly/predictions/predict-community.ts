import { partitionOf } from '../../../shared/domain/event.ts';
import type { CommunityPrediction } from '../../../shared/domain/prediction.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import { lowestHashed } from '../../../shared/evaluation/lowest-hashed.ts';
import { communitiesOf } from '../../../shared/learning/communities.ts';
import { undirectedGraph } from '../../../shared/learning/graph.ts';
import { pageRank } from '../../../shared/learning/page-rank.ts';
import type { Log } from '../../../shared/ports/system.ts';
import { allows, type ConsentRegime } from '../../../shared/privacy/consent.ts';
import type { ObservedScan } from '../snapshot/scan-observer.ts';
import type { Foreseer } from './foreseer.ts';

/** Of people with relations: 100,000 with 400,000 relations take 12 s of a core and .5 GB. */
const MOST_PEOPLE = 300_000;

/** Those whom somebody says that they know, by partition. */
type Known = ReadonlyMap<string, readonly string[]>;

interface CommunityPorts {
  readonly regime: ConsentRegime;
  readonly log: Log;
}

/**
 * Finds who stands together and how central each is, among those who agreed to it: of a relation both sides must have,
 * now. A relation that is said both ways counts twice. Of who has none nothing is said.
 * @param most - where more people have relations, those whose ids hash lowest are looked at, and the others pass over.
 */
export function predictCommunity({ regime, log }: CommunityPorts, most = MOST_PEOPLE): Foreseer {
  let scan: ObservedScan = { snapshotId: '', takenAtMs: 0 };
  let known = new Map<string, readonly string[]>();
  return {
    start(begun) {
      scan = begun;
      known = new Map();
    },
    see({ partition, record, relations, state }) {
      if (relations === undefined || !allows('relate', record, { regime, market: state.places.lastMarket })) return;
      const told = relations.map(({ from, to }) => ({
        from: partitionOf({ userId: from }),
        to: partitionOf({ userId: to }),
      }));
      known.set(
        partition,
        told.flatMap(({ from, to }) => (from === partition ? [to] : [])),
      );
    },
    learn() {
      const placed = placesOf(someOf(known, most), { modelVersion: scan.snapshotId, asOf: isoOf(scan.takenAtMs) });
      known = new Map();
      if (placed.size > 0) log.info('communities found', { people: placed.size });
      return (partitions) =>
        new Map(
          partitions.flatMap((partition) => {
            const place = placed.get(partition);
            return place === undefined ? [] : [[partition, [place]]];
          }),
        );
    },
  };
}

function someOf(known: Known, most: number): Known {
  if (known.size <= most) return known;
  const all = [...known].sort(([a], [b]) => (a < b ? -1 : 1));
  const drawn = lowestHashed(
    all.map(([partition]) => partition),
    most,
  );
  return new Map(Array.from(drawn, (at) => all[at]!));
}

function placesOf(
  known: Known,
  about: Pick<CommunityPrediction, 'modelVersion' | 'asOf'>,
): ReadonlyMap<string, CommunityPrediction> {
  const pairs = [...known].flatMap(([from, all]) => all.flatMap((to) => (known.has(to) ? [{ from, to }] : [])));
  const people = [...new Set(pairs.flatMap(({ from, to }) => [from, to]))].sort(); // a scan has no order of its own
  const numberOf = new Map(people.map((partition, number) => [partition, number]));
  const edges = pairs
    .map(({ from, to }) => [numberOf.get(from)!, numberOf.get(to)!] as const)
    .sort(([a, b], [c, d]) => a - c || b - d);
  const graph = undirectedGraph(people.length, {
    from: Int32Array.from(edges, ([from]) => from),
    to: Int32Array.from(edges, ([, to]) => to),
  });
  const { of } = communitiesOf(graph);
  const ranks = pageRank(graph);
  const members = new Map<number, number>();
  for (const community of of) members.set(community, (members.get(community) ?? 0) + 1);
  const bySize = [...members.keys()].sort((a, b) => members.get(b)! - members.get(a)! || a - b);
  const placeOf = new Map(bySize.map((community, place) => [community, place + 1]));
  return new Map(
    people.map((partition, person) => [
      partition,
      {
        ...({ kind: 'community', name: 'community', predicted: true, evidence: 'person' } as const),
        ...about,
        community: placeOf.get(of[person]!)!,
        members: members.get(of[person]!)!,
        influence: ranks[person]! * people.length,
        relations: graph.starts[person + 1]! - graph.starts[person]!,
      },
    ]),
  );
}
