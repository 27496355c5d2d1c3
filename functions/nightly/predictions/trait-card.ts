import { LEAST_TOLD } from '../../../shared/domain/model-card.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import {
  allFigures,
  classifiedFigures,
  curvesOf,
  fewPeople,
  meanInterval,
} from '../../../shared/evaluation/cards/card-figures.ts';
import { multiclassFigures, oneAgainstRest } from '../../../shared/evaluation/multiclass.ts';
import type { ObservedScan } from '../snapshot/scan-observer.ts';
import type { CardDraft } from '../write-card.ts';
import type { LearntTrait } from './learn-trait.ts';

/** What a night tells of a trait that it foresees. Values of the trait stand in it that twenty people told, at least. */
export function traitCard(
  name: string,
  { heldOut, classes, columns, ...trait }: LearntTrait,
  scan: ObservedScan,
): CardDraft {
  const { labels, probabilities, classCount } = heldOut;
  const classified = multiclassFigures(heldOut);
  const isTold = labels.length >= LEAST_TOLD;
  const losses = Float64Array.from(labels, (label, row) => -Math.log(probabilities[row * classCount + label]!));
  return {
    name: `trait-${name.replace(/[^\w.-]/g, '-')}`,
    kind: 'trait',
    version: scan.snapshotId,
    asOf: isoOf(scan.takenAtMs),
    purpose: `Foresees the trait "${name}" of people who did not tell it: ${classes.join(', ')}.`,
    algorithm: {
      chosen: 'Multinomial logistic regression with a ridge that is chosen on people not learnt from',
      why: `Its log loss is lower than that of how common the values are by ${trait.gain.toFixed(4)}, by ${trait.gainLow.toFixed(4)} at the low end of the 95 % interval.`,
      tried: [
        { name: 'multinomial logistic regression', logLoss: isTold ? classified.figures.logLoss : null },
        { name: 'how common the values are', logLoss: isTold ? trait.baseLogLoss : null },
      ],
    },
    training: {
      people: trait.people,
      rows: null,
      positives: null,
      from: null,
      until: isoOf(scan.takenAtMs),
      consent: 'of those who told the trait and may be learnt from by the consent of this night',
      features: [
        `${new Set(columns.values()).size} things that twenty people or more turn to: categories, brands, times`,
      ],
    },
    evaluation: {
      protocol:
        'A fifth of the people is not learnt from, and foreseen. Areas, precision, recall and F1 are means over the values, each against all others; curves and calibration are of all values together, one against the rest.',
      people: labels.length,
      ...(isTold ? classifiedFigures(classified) : allFigures({}, fewPeople)),
      intervals: isTold ? { logLoss: meanInterval(losses) } : {},
      baselines: isTold ? { commonness: { logLoss: trait.baseLogLoss } } : {},
    },
    ...(isTold ? curvesOf(oneAgainstRest(heldOut), LEAST_TOLD * classCount) : { calibration: [], operatingPoints: [] }),
    importance: [],
    slices: [],
    valueParts: [],
    segments: [],
    intendedUse: [
      'To choose what to show and to write where a trait is not known; each prediction says that it is one, with its probability.',
    ],
    limits: [
      'Foreseen only of those who stated that they consent to profiling; never stored as if they had told it.',
      'A guess by behaviour: of those told .7, three in ten are otherwise. Not to be shown to anybody as a fact about a person.',
      'Not for prices, credit, employment or anything of legal effect on a person (GDPR Art. 22).',
      'Those who tell a trait may be unlike those who do not.',
    ],
    evidence: 'person: what the person turns to',
  };
}
