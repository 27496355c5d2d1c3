import { type CardSegment, LEAST_TOLD } from '../../../shared/domain/model-card.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import { allFigures, fewPeople } from '../../../shared/evaluation/cards/card-figures.ts';
import { principalPlane } from '../../../shared/learning/principal-plane.ts';
import { scaledRows } from '../../../shared/learning/scaled-columns.ts';
import type { ObservedScan } from '../snapshot/scan-observer.ts';
import type { CardDraft } from '../write-card.ts';
import type { FoundClusters } from './clusters.ts';

interface LearntFrom {
  readonly scan: ObservedScan;
  /** Up to when people's events are known. */
  readonly asOfMs: number;
}

/** What a night tells of the kinds of people that it found; of a kind of few people, that there is one. */
export function clustersCard(clusters: FoundClusters, { scan, asOfMs }: LearntFrom): CardDraft {
  const { found } = clusters;
  const people = found.labels.length;
  const isTold = people >= LEAST_TOLD;
  const chosen = found.tried.find(({ k }) => k === found.numbers.length);
  const segments = isTold ? segmentsOf(clusters) : [];
  return {
    name: 'segments',
    kind: 'segments',
    version: scan.snapshotId,
    asOf: isoOf(scan.takenAtMs),
    purpose: 'Parts people into kinds that are alike in how they come, look and buy.',
    algorithm: {
      chosen: `k-means of standardised columns, ${found.numbers.length} kinds`,
      why: 'The number of kinds is that of the largest mean silhouette; yesterday’s stays unless another is better by .02.',
      tried: [],
    },
    training: {
      people,
      rows: null,
      positives: null,
      from: null,
      until: isoOf(asOfMs),
      consent: 'of those who may be learnt from by the consent of this night; of some of them where they are many',
      features: clusters.clusters.columns,
    },
    evaluation: {
      protocol: 'On the people whom it learnt from: there is no right answer to hold it against.',
      people,
      ...allFigures(
        isTold
          ? {
              silhouette: chosen?.silhouette ?? null,
              inertia: found.inertia,
              ...Object.fromEntries(found.tried.map(({ k, silhouette }) => [`silhouette of ${k}`, silhouette])),
            }
          : {},
        'no class and no value is foreseen',
        { silhouette: isTold ? 'all people are together' : fewPeople },
      ),
      intervals: {},
      baselines: {},
    },
    calibration: [],
    operatingPoints: [],
    importance: [],
    slices: [],
    valueParts: [],
    segments,
    intendedUse: ['To see what kinds of people there are, and to write to a kind in words that suit it.'],
    limits: [
      'Kinds shade into each other: a silhouette below .25 says that there are hardly any.',
      `What sets a kind apart is said of its mean, not of each person in it. Kinds of fewer than ${LEAST_TOLD} people are not told.`,
      'Not for prices or anything of legal effect on a person (GDPR Art. 22).',
    ],
    evidence: 'person: what the person has done',
  };
}

function segmentsOf({ clusters, found, rows }: FoundClusters): readonly CardSegment[] {
  const { points } = principalPlane(scaledRows(rows, found.scales));
  return Array.from(found.numbers, (number, at) => ({ number, words: clusters.words[at]! })).flatMap(
    ({ number, words }) => {
      const places = [...found.labels.keys()]
        .filter((row) => found.labels[row] === number)
        .map((row) => [points[2 * row]!, points[2 * row + 1]!] as const);
      const n = places.length;
      if (n < LEAST_TOLD) return [];
      const meanOf = (of: (place: readonly [number, number]) => number) =>
        places.reduce((sum, place) => sum + of(place), 0) / n;
      const [x, y] = [meanOf(([a]) => a), meanOf(([, b]) => b)];
      return [
        {
          number,
          people: n,
          words,
          centre: [x, y] as const,
          spread: [
            meanOf(([a]) => (a - x) ** 2),
            meanOf(([a, b]) => (a - x) * (b - y)),
            meanOf(([, b]) => (b - y) ** 2),
          ] as const,
        },
      ];
    },
  );
}
