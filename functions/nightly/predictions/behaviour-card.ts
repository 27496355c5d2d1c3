import { LEAST_TOLD } from '../../../shared/domain/model-card.ts';
import type { BehaviourName } from '../../../shared/domain/prediction.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import { toldProbabilities } from '../../../shared/evaluation/cards/card-figures.ts';
import { slicesOf } from '../../../shared/evaluation/cards/slices.ts';
import type { ObservedScan } from '../snapshot/scan-observer.ts';
import { OUTCOME_DAYS } from '../states/state-watcher.ts';
import type { CardDraft } from '../write-card.ts';
import type { GroupPart } from './alike.ts';
import type { SeenColumn, ToldBehaviour } from './learn-behaviour.ts';

interface LearntFrom {
  readonly scan: ObservedScan;
  /** Until when outcomes are known, in ms since 1970. */
  readonly untilMs: number;
  readonly people: number;
  /** Null: one a person. */
  readonly rows: number | null;
  /** Rows of which it happened. */
  readonly positives: number;
}

/** What is foreseen, and how it is looked at. */
interface Foretold {
  readonly name: BehaviourName;
  readonly horizonDays: number;
  /** Which slices are told of. */
  readonly parts: readonly GroupPart[];
  readonly features: readonly SeenColumn[];
}

const WORDS = {
  purchase: {
    purpose: 'Foresees whether a person orders',
    use: 'Whom to write to, and whom an offer would reach before they order anyway.',
  },
  churn: {
    purpose: 'Foresees whether a person is not seen again',
    use: 'Whom to win back before they are gone, and how many are leaving.',
  },
  'coupon-redemption': {
    purpose: 'Foresees whether a person orders with a coupon',
    use: 'How many coupons will be redeemed, and by whom; not who orders because of one.',
  },
  'message-opening': {
    purpose: 'Foresees whether a person opens the next message that reaches them',
    use: 'Whom messages reach, and by which channel or how seldom to write to the others.',
  },
  'category-purchase': {
    purpose: 'Foresees whether a person buys of a leading category that they turned to',
    use: 'Which category to write of to whom.',
  },
} as const satisfies Record<BehaviourName, object>;

/** What a night tells of one behaviour that it foresees. */
export function behaviourCard(
  { name, horizonDays, parts, features }: Foretold,
  told: ToldBehaviour,
  { scan, untilMs, ...from }: LearntFrom,
): CardDraft {
  const { metrics, reasons, intervals, ...curves } = toldProbabilities(told.heldOut);
  const people = told.heldOut.probabilities.length;
  const isByModel = told.evidence === 'person';
  return {
    name,
    kind: 'behaviour',
    version: scan.snapshotId,
    asOf: isoOf(scan.takenAtMs),
    purpose: `${WORDS[name].purpose}, within ${horizonDays} days.`,
    algorithm: people < LEAST_TOLD ? { ...told.algorithm, tried: [] } : told.algorithm,
    training: {
      people: from.people,
      rows: from.rows,
      positives: from.people < LEAST_TOLD ? null : from.positives,
      from: null,
      until: isoOf(untilMs),
      consent:
        'of those who may be learnt from by the consent of this night, and none of whose events was refused for it; of some of them where they are many',
      features: features.map((column) => column.name),
    },
    evaluation: {
      protocol: `Each person${from.rows === null ? '' : ', beside each category that they turned to,'} as they were ${OUTCOME_DAYS} days before the newest events, foreseen by what was learnt from other people (3 parts), against what they did from then on.${isByModel ? ' How methods are combined and calibrated, a few numbers, was chosen on the same people.' : ''} Threshold .5.`,
      people: Math.min(people, from.people), // a person may have several rows
      metrics,
      reasons,
      intervals,
      baselines: isByModel ? { groups: toldProbabilities(told.byGroups).metrics } : {},
    },
    ...curves,
    importance: told.importance,
    slices: parts.flatMap(({ names, partOf }) => slicesOf(told.heldOut, told.groups.map(partOf), names)),
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
      `It has seen one span of ${horizonDays} days: a season or a sale that this span did not have is unknown to it.`,
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
