import { LEAST_TOLD } from '../../../shared/domain/model-card.ts';
import type { BehaviourName } from '../../../shared/domain/prediction.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import { toldProbabilities } from '../../../shared/evaluation/cards/card-figures.ts';
import { slicesOf } from '../../../shared/evaluation/cards/slices.ts';
import { PROFILE_COLUMNS } from '../../../shared/features/profile/vector.ts';
import type { ObservedScan } from '../snapshot/scan-observer.ts';
import { OUTCOME_DAYS } from '../states/state-watcher.ts';
import type { CardDraft } from '../write-card.ts';
import { ALIKE_PARTS } from './alike.ts';
import type { ToldBehaviour } from './learn-behaviour.ts';

interface LearntFrom {
  readonly scan: ObservedScan;
  /** Until when outcomes are known, in ms since 1970. */
  readonly untilMs: number;
  /** Of each of them, whether it happened. */
  readonly happened: Uint8Array;
}

const WORDS = {
  purchase: {
    purpose: `Foresees whether a person orders within ${OUTCOME_DAYS} days.`,
    use: 'Whom to write to, and whom an offer would reach before they order anyway.',
  },
  churn: {
    purpose: `Foresees whether a person is not seen again within ${OUTCOME_DAYS} days.`,
    use: 'Whom to win back before they are gone, and how many are leaving.',
  },
} as const satisfies Record<BehaviourName, object>;

/** What a night tells of one behaviour that it foresees. */
export function behaviourCard(name: BehaviourName, told: ToldBehaviour, from: LearntFrom): CardDraft {
  const { scan, untilMs, happened } = from;
  const { metrics, reasons, intervals, ...curves } = toldProbabilities(told.heldOut);
  const people = told.heldOut.probabilities.length;
  const isByModel = told.evidence === 'person';
  return {
    name,
    kind: 'behaviour',
    version: scan.snapshotId,
    asOf: isoOf(scan.takenAtMs),
    purpose: WORDS[name].purpose,
    algorithm: people < LEAST_TOLD ? { ...told.algorithm, tried: [] } : told.algorithm,
    training: {
      people: happened.length,
      rows: null,
      positives: happened.length < LEAST_TOLD ? null : happened.reduce((sum, one) => sum + one, 0),
      from: null,
      until: isoOf(untilMs),
      consent:
        'of those who may be learnt from by the consent of this night, and none of whose events was refused for it; of some of them where they are many',
      features: PROFILE_COLUMNS.map((column) => column.name),
    },
    evaluation: {
      protocol: `Each person as they were ${OUTCOME_DAYS} days before the newest events, foreseen by what was learnt from other people (3 parts), against what they did from then on.${isByModel ? ' How methods are combined and calibrated, a few numbers, was chosen on the same people.' : ''} Threshold .5.`,
      people,
      metrics,
      reasons,
      intervals,
      baselines: isByModel ? { groups: toldProbabilities(told.byGroups).metrics } : {},
    },
    ...curves,
    importance: told.importance,
    slices: ALIKE_PARTS.flatMap(({ names, partOf }) => slicesOf(told.heldOut, told.groups.map(partOf), names)),
    valueParts: [],
    segments: [],
    intendedUse: [
      WORDS[name].use,
      'Probabilities are to be read beside their intervals; sums over many people are surer than the probability of one.',
    ],
    limits: [
      'It says what comes, not what a message would change: who would order anyway is likely too.',
      'Not for prices, credit, employment or anything of legal effect on a person (GDPR Art. 22).',
      'It is of people who let themselves be learnt from; the others may do otherwise.',
      `It has seen one span of ${OUTCOME_DAYS} days: a season or a sale that this span did not have is unknown to it.`,
      ...(isByModel
        ? [
            'What it leans on is measured on people whom it learnt from: it tells what the model uses, not what causes what.',
          ]
        : []),
    ],
    evidence: isByModel
      ? 'person: a model of people as they were and what they did then'
      : 'segment: what is known of all who are alike, since there is too little for a model',
  };
}
