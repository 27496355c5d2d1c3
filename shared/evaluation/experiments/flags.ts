import type { Experiment } from '../../domain/experiment.ts';
import type { FlagCode, ReportedFlag } from '../../domain/experiment-report.ts';
import type { Channel } from '../../domain/message.ts';
import type { CountedExperiment } from './counted.ts';

/** People of each arm whose window is over, below which nothing is told of any: nor can one be found in the sums. */
const FEWEST_PEOPLE = 100;
/** Of people, who may meet several arms before it is told. */
const MANY_MET_SEVERAL = 0.1;
/** Of orders and units, what may be left out before it is told. */
const MANY_LEFT_OUT = 0.1;
/** Channels that a provider is paid for. */
const CHARGED: readonly Channel[] = ['email', 'sms', 'push'];

export interface Suspicions {
  /** Ids of experiments that overlap. */
  readonly overlaps: readonly string[];
  /** People do not fall into the arms as planned. */
  readonly isSkewed: boolean;
}

/** What a reader of the result must know, what withholds it first. */
export function flagsOf(
  experiment: Experiment,
  counted: CountedExperiment,
  { overlaps, isSkewed }: Suspicions,
): readonly ReportedFlag[] {
  const fewest = Math.min(...counted.arms.map(({ moments }) => moments.conversion.people));
  const unpriced = CHARGED.filter((channel) => isSent(counted, channel) && counted.messageMinor[channel] === undefined);
  const people = counted.arms.reduce((sum, arm) => sum + arm.people, 0);
  return [
    ...standingFlags(experiment, overlaps),
    ...withholding(isSkewed, 'sample-ratio', 'people do not fall into the arms by their weights: something loses some'),
    ...withholding(
      fewest < FEWEST_PEOPLE,
      'too-few',
      `an arm has ${fewest} people whose ${experiment.windowDays} days are over; ${FEWEST_PEOPLE} are wanted`,
    ),
    ...telling(
      counted.metSeveral > MANY_MET_SEVERAL * people,
      'met-several',
      `${counted.metSeveral} of ${people} people met several variants, as devices that came to be a user’s do; they count for the first, which makes differences smaller`,
    ),
    ...telling(
      counted.otherCurrencies > MANY_LEFT_OUT * counted.orders,
      'other-currencies',
      `${counted.otherCurrencies} of ${counted.orders} orders were not paid in ${experiment.currency}, no exchange rate of their day is known, and they count for no money`,
    ),
    ...telling(
      !isMarginKnown(counted),
      'unknown-costs',
      `of ${counted.unitsWithoutCost} of ${counted.units} units the catalog does not know the cost in ${experiment.currency}, so no margin is told`,
    ),
    ...telling(
      unpriced.length > 0,
      'unpriced-messages',
      `people were sent messages by ${unpriced.join(', ')}, and the contact policy does not say what these cost in ${experiment.currency}: they count as free`,
    ),
  ];
}

const isSent = ({ arms }: CountedExperiment, channel: Channel): boolean =>
  arms.some(({ spending }) => spending.messages[channel] !== undefined);

/** Flags that come of what an experiment is, whatever is counted. @param overlaps - ids of experiments that overlap. */
export const standingFlags = (experiment: Experiment, overlaps: readonly string[]): readonly ReportedFlag[] => [
  ...withholding(
    overlaps.length > 0,
    'overlap',
    `experiments ${overlaps.join(', ')} change what the same people meet at the same placements`,
  ),
  ...withholding(
    experiment.reweightedAtMs !== undefined,
    'reweighted',
    'weights were changed while it ran, so that some people changed the variant',
  ),
];

const withholding = (holds: boolean, code: FlagCode, words: string): readonly ReportedFlag[] =>
  holds ? [{ code, words, withholds: true }] : [];

const telling = (holds: boolean, code: FlagCode, words: string): readonly ReportedFlag[] =>
  holds ? [{ code, words, withholds: false }] : [];

/** Whether the catalog knows what most of what was ordered costs. */
export const isMarginKnown = ({ unitsWithoutCost, units }: CountedExperiment): boolean =>
  unitsWithoutCost <= MANY_LEFT_OUT * units;
