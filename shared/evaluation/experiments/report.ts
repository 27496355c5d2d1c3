import { type Experiment, METRIC_RULES, METRICS, type Metric } from '../../domain/experiment.ts';
import type {
  ExperimentReport,
  Proof,
  ReportedArm,
  ReportedFlag,
  ReportedGuardrail,
  ReportedLook,
  ReportedMetric,
} from '../../domain/experiment-report.ts';
import type { CountedExperiment } from './counted.ts';
import { adjustedMeans, type Comparison, compared, type Estimate, ratioOf } from './estimates.ts';
import { flagsOf, isMarginKnown } from './flags.ts';
import { isNewLook, type Reach, reachOf, spentBy } from './looks.ts';
import type { Moments } from './moments.ts';
import { returnOf } from './return.ts';
import { sampleRatioEvidence } from './sample-ratio.ts';

/** An e-value above this is an alarm. */
const ALARM = 100;
/** Worth at least so many people alike who did something, or a mean is no normal number. */
const FEWEST_ACTIVE = 10;

export interface ReportTime {
  readonly takenAtMs: number;
  /** Whatever overlaps, by their ids. */
  readonly overlaps: readonly string[];
}

/**
 * What is known of an experiment after one more night.
 *
 * Intervals hold at all looks at once with 95 %: whoever stops at the best of them is wrong in 5 % of the cases. A night
 * that counts nobody new, or comes after the last window, is no look: what the look before said stays.
 *
 * @param before - the report of the night before; its looks are what this night’s interval goes on from.
 */
export function reportOf(
  experiment: Experiment,
  counted: CountedExperiment,
  { takenAtMs, overlaps }: ReportTime,
  before: ExperimentReport | undefined,
): ExperimentReport {
  const evidence = evidenceOf(experiment, counted, before);
  const srm = { evidence, isAlarmed: evidence > ALARM };
  const flags = flagsOf(experiment, counted, { overlaps, isSkewed: srm.isAlarmed });
  const withheld = flags.some(({ withholds }) => withholds);
  const looks = looksWith(before?.looks ?? [], lookAt(experiment, counted, takenAtMs), flags);
  const isNew = looks.length > (before?.looks.length ?? 0);
  const told = { experimentId: experiment.experimentId, takenAtMs, metric: experiment.metric, srm, flags, withheld };
  const rest = { currency: experiment.currency, ctrPer: counted.ctrPer };
  if (withheld || looks.length === 0) {
    const arms = experiment.variants.map((_, i) => armOf(experiment, counted, i, []));
    const guardrails = guardrailsOf(experiment, () => undefined);
    return { ...told, ...rest, arms, guardrails, withheld: true, looks };
  }
  if (!isNew && before !== undefined && !before.withheld) return { ...before, ...told, ...rest };
  const reaches = new Map(others(experiment).map((variantId) => [variantId, reachOf(looks, variantId)]));
  const estimates = estimatesOf(counted);
  const arms = experiment.variants.map(({ variantId }, i) =>
    armOf(experiment, counted, i, metricsOf(experiment, estimates, i, reaches.get(variantId))),
  );
  const guardrails = guardrailsOf(experiment, (variantId, metric) => {
    const i = experiment.variants.findIndex((variant) => variant.variantId === variantId);
    const reach = reaches.get(variantId)?.guardrail;
    return reach === undefined ? undefined : comparisonOf(estimates[metric], i, reach)?.interval;
  });
  return {
    ...told,
    ...rest,
    arms,
    guardrails,
    looks: [...looks.slice(0, -1), foundAt(looks.at(-1)!, experiment, arms)],
  };
}

const others = ({ variants }: Experiment): readonly string[] => variants.slice(1).map(({ variantId }) => variantId);

/** Once it rang, it rings. */
function evidenceOf(
  { variants }: Experiment,
  { arms }: CountedExperiment,
  before: ExperimentReport | undefined,
): number {
  const log = sampleRatioEvidence(
    arms.map(({ people }) => people),
    variants.map(({ weight }) => weight),
  );
  return Math.max(before?.srm.evidence ?? 0, Math.exp(Math.min(log, 300))); // beyond it, no number
}

function lookAt(experiment: Experiment, { arms }: CountedExperiment, takenAtMs: number): ReportedLook {
  const countedIn = (i: number) => arms[i]?.moments.conversion.people ?? 0;
  const information = Object.fromEntries(others(experiment).map((id, i) => [id, countedIn(0) + countedIn(i + 1)]));
  return { takenAtMs, information, spent: spentBy(experiment, takenAtMs), found: {} };
}

/** A look is worth nothing before there are people enough in every arm; nothing is used up by then. */
function looksWith(
  before: readonly ReportedLook[],
  look: ReportedLook,
  flags: readonly ReportedFlag[],
): readonly ReportedLook[] {
  const isTooEarly = flags.some(({ code }) => code === 'too-few');
  return isTooEarly || !isNewLook(look, before.at(-1)) ? before : [...before, look];
}

function foundAt(look: ReportedLook, { metric }: Experiment, arms: readonly ReportedArm[]): ReportedLook {
  const found = arms.slice(1).flatMap(({ variantId, metrics }) => {
    const { lift, interval } = metrics.find((one) => one.metric === metric) ?? {};
    return lift === undefined || interval === undefined ? [] : [[variantId, { lift, interval }] as const];
  });
  return { ...look, found: Object.fromEntries(found) };
}

// ── Arms ────────────────────────────────────────────────────────────────────────────────────────────

/** By metric, in the order of the arms; absent: not known well enough, or not at all. */
type Estimates = Readonly<Partial<Record<Metric, readonly Estimate[]>>>;

function estimatesOf(counted: CountedExperiment): Estimates {
  const known = METRICS.flatMap((metric) => {
    const arms = counted.arms.map(({ moments }) => moments[metric]);
    if (metric === 'margin' && !isMarginKnown(counted)) return [];
    const { kind } = METRIC_RULES[metric];
    if (!arms.every(kind === 'mean' ? isActive : hasDivisor)) return [];
    return [[metric, kind === 'mean' ? adjustedMeans(arms) : arms.map(ratioOf)] as const];
  });
  return Object.fromEntries(known);
}

/** (Σy)² ÷ Σy² is how many people who all did the same would say as much. */
const isActive = ({ y, yy }: Moments): boolean => yy > 0 && (y * y) / yy >= FEWEST_ACTIVE;
const hasDivisor = ({ x, xx }: Moments): boolean => xx > 0 && (x * x) / xx >= FEWEST_ACTIVE;

function armOf(
  experiment: Experiment,
  all: CountedExperiment,
  i: number,
  metrics: readonly ReportedMetric[],
): ReportedArm {
  const { variantId, weight } = experiment.variants[i]!;
  const { people, moments } = all.arms[i]!;
  const sum = experiment.variants.reduce((total, variant) => total + variant.weight, 0);
  const counted = moments.conversion.people;
  const roi = i === 0 ? undefined : returnOf(experiment, all, i, metrics);
  return { variantId, assignmentProbability: weight / sum, people, counted, metrics, ...(roi && { roi }) };
}

function metricsOf(
  experiment: Experiment,
  estimates: Estimates,
  i: number,
  reach: Reach | undefined,
): readonly ReportedMetric[] {
  return METRICS.flatMap((metric) => {
    const estimate = estimates[metric]?.[i];
    if (estimate === undefined) return [];
    const told = { metric, mean: estimate.mean, standardError: Math.sqrt(estimate.variance) };
    const comparison = reach && comparisonOf(estimates[metric], i, reach.proof);
    if (comparison === undefined) return [told];
    const proof = metric === experiment.metric ? { proof: proofOf(metric, comparison) } : {};
    return [{ ...told, ...comparison, ...proof }];
  });
}

function comparisonOf(estimates: readonly Estimate[] | undefined, i: number, z: number): Comparison | undefined {
  const [control, arm] = [estimates?.[0], estimates?.[i]];
  return control && arm && compared(control, arm, z);
}

function proofOf(metric: Metric, { differenceInterval: { low, high } }: Comparison): Proof {
  if (low <= 0 && high >= 0) return 'undecided';
  return low > 0 === (METRIC_RULES[metric].better === 'higher') ? 'better' : 'worse';
}

// ── Guardrails ──────────────────────────────────────────────────────────────────────────────────────

function guardrailsOf(
  experiment: Experiment,
  intervalOf: (variantId: string, metric: Metric) => Comparison['interval'],
): readonly ReportedGuardrail[] {
  return experiment.guardrails.flatMap(({ metric, worseBy }) =>
    others(experiment).map((variantId) => {
      const interval = intervalOf(variantId, metric);
      const verdict = interval === undefined ? 'undecided' : guardrailVerdict(metric, worseBy, interval);
      return { metric, variantId, worseBy, ...(interval && { interval }), verdict };
    }),
  );
}

/** Non-inferiority: held where the worst that may be is not too bad, broken where the best that may be is. */
function guardrailVerdict(
  metric: Metric,
  worseBy: number,
  { low, high }: NonNullable<Comparison['interval']>,
): ReportedGuardrail['verdict'] {
  const [worst, best] = METRIC_RULES[metric].better === 'higher' ? [-low, -high] : [high, low];
  if (worst < worseBy) return 'held';
  return best > worseBy ? 'broken' : 'undecided';
}
