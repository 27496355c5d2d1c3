import { DEVICES } from '../../domain/decision.ts';
import type { DecisionPoint } from '../../domain/decision-point.ts';
import type { Features } from '../../features/profile/profile.ts';
import { columnOf, PROFILE_COLUMNS } from '../../features/profile/vector.ts';

/** What of a decision is turned into numbers. */
export interface ActionSituation {
  readonly device?: string;
  /** 0 to 23. */
  readonly hour?: number;
  /** Numbers of the request that the point declares, by name. */
  readonly numbers: Readonly<Record<string, number>>;
  /** Undefined: the person is not looked at, or nobody. */
  readonly features?: Features;
  /** Segments that the last night found the person in. */
  readonly segmentIds: ReadonlySet<string>;
}

/** More make a policy too large to be read by each environment. */
export const MOST_COLUMNS = 40;
/** Groups that people are told apart by. */
const GROUP_MOST = 24;

const CONTEXT = 'context.';
const PROFILE = 'profile.';
const SEGMENT = 'segment.';
const OWN_NUMBER = /^context\.[A-Za-z][A-Za-z0-9_]{0,39}$/;
const SEGMENT_NAME = /^segment\.[a-z0-9-]{1,64}$/;
/** Of the context, but no numbers. */
const NO_NUMBERS = ['context.market', 'context.gpc'];

/** Whether a point may go by it; the reason why not. */
export function featureDefect(name: string): string | undefined {
  if (NO_NUMBERS.includes(name)) return `${name} is no number; want context.device, context.hour or one of your own`;
  if (name.startsWith(PROFILE)) {
    const known = columnOf(name.slice(PROFILE.length)) !== undefined;
    return known ? undefined : `no number of a profile; there are ${PROFILE_COLUMNS.map((one) => one.name).join(', ')}`;
  }
  if (OWN_NUMBER.test(name) || SEGMENT_NAME.test(name)) return undefined;
  return 'want context.NAME, profile.NAME or segment.ID';
}

/** Whether it has few whole values, so that people of one can be learnt of apart. */
export const canSegment = (name: string): boolean =>
  name === 'context.device' || name === 'context.hour' || SEGMENT_NAME.test(name);

/** Names of a context's numbers that are the shop's own. */
export const ownNumbersOf = (features: readonly string[]): readonly string[] =>
  features.flatMap((name) =>
    name.startsWith(CONTEXT) && name !== 'context.device' && name !== 'context.hour'
      ? [name.slice(CONTEXT.length)]
      : [],
  );

type Featured = Pick<DecisionPoint, 'features' | 'segmentBy'>;

/** Names of the numbers, in the order of `actionFeatures`. The group comes first where there are groups. */
export const featureColumns = ({ features, segmentBy }: Featured): readonly string[] => [
  ...(segmentBy === undefined ? [] : [`group by ${segmentBy}`]),
  ...features.flatMap((name) => columnsOf(name)),
];

/**
 * The numbers that a decision goes by, all finite: an hour as a place on the clock, a device as one of five, amounts of
 * either sign by ln(1 + |x|), and of what may be unknown whether it is known, and 0 where it is not.
 */
export const actionFeatures = ({ features, segmentBy }: Featured, situation: ActionSituation): readonly number[] => [
  ...(segmentBy === undefined ? [] : [groupOf(segmentBy, situation)]),
  ...features.flatMap((name) => numbersOf(name, situation)),
];

function columnsOf(name: string): readonly string[] {
  if (name === 'context.hour') return ['context.hour, sine', 'context.hour, cosine', 'context.hour, known'];
  if (name === 'context.device') return DEVICES.map((device) => `context.device, ${device}`);
  if (name.startsWith(SEGMENT)) return [name];
  return [name, `${name}, known`];
}

function numbersOf(name: string, { device, hour, numbers, features, segmentIds }: ActionSituation): readonly number[] {
  if (name === 'context.hour') {
    if (hour === undefined) return [0, 0, 0];
    const angle = (2 * Math.PI * hour) / 24;
    return [Math.sin(angle), Math.cos(angle), 1];
  }
  if (name === 'context.device') return DEVICES.map((one) => (one === device ? 1 : 0));
  if (name.startsWith(SEGMENT)) return [segmentIds.has(name.slice(SEGMENT.length)) ? 1 : 0];
  const value = name.startsWith(PROFILE)
    ? features && columnOf(name.slice(PROFILE.length))?.of(features)
    : numbers[name.slice(CONTEXT.length)];
  return value === undefined || !Number.isFinite(value) ? [0, 0] : [squashed(value), 1];
}

const squashed = (value: number): number => Math.sign(value) * Math.log1p(Math.abs(value));

/** A whole number from −1, for what is not known, on. */
function groupOf(name: string, { device, hour, segmentIds }: ActionSituation): number {
  if (name === 'context.device') return (DEVICES as readonly (string | undefined)[]).indexOf(device);
  if (name === 'context.hour') return Math.min(GROUP_MOST, hour ?? -1);
  return segmentIds.has(name.slice(SEGMENT.length)) ? 1 : 0;
}
