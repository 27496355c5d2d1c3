import type {
  GateCheck,
  GateVerdict,
  RecommenderEvaluation,
  RecommenderManifest,
} from '../../../shared/model/recommender-manifest.ts';
import { MAX_ROUNDING } from '../../../shared/model/rounding.ts';
import type { SnapshotManifest } from '../../../shared/ports/snapshots.ts';

/** Fewer people than this, and a figure decides nothing. */
const MIN_PEOPLE = 100;
/** A night may lose this share of the served version's ndcg@10 before it counts as a step back. */
const ALLOWED_LOSS = 0.1;
/** A snapshot with less than this share of the served version's events has lost something. */
const MIN_VOLUME_SHARE = 0.5;

/**
 * Every check, with its reason in words; all must pass.
 * @param urgency - why a version must be served although it may be worse than the served one. It overrules every check
 *   but that the graph says what was trained.
 */
export function judge(
  snapshot: SnapshotManifest,
  evaluation: RecommenderEvaluation,
  served: RecommenderManifest | undefined,
  urgency?: string,
): GateVerdict {
  const golden = goldenCheck(evaluation);
  const checks = [
    golden,
    baselineCheck(evaluation),
    logCheck(evaluation),
    regressionCheck(evaluation, served),
    volumeCheck(snapshot, served),
  ];
  if (checks.every(({ passed }) => passed)) return { passed: true, checks };
  return golden.passed && urgency !== undefined
    ? { passed: true, checks, overruledBy: urgency }
    : { passed: false, checks };
}

function goldenCheck({ golden }: RecommenderEvaluation): GateCheck {
  const passed = golden.sameRankings && golden.largestError <= MAX_ROUNDING;
  const reason = `on ${golden.histories} histories the graph differs from its twin by ${golden.largestError.toExponential(1)} at most, rankings ${golden.sameRankings ? 'the same' : 'differ'}`;
  return { name: 'says-what-was-trained', passed, reason };
}

function baselineCheck({ lift, people }: RecommenderEvaluation): GateCheck {
  const name = 'beats-popularity';
  if (lift === null || people < MIN_PEOPLE) {
    return { name, passed: true, reason: `too little evidence: ${people} people, ${MIN_PEOPLE} are wanted` };
  }
  const reason = `ndcg@10 ${lift.mean >= 0 ? '+' : ''}${lift.mean.toFixed(4)} against popularity, 95 % interval ${lift.low.toFixed(4)} to ${lift.high.toFixed(4)}, ${people} people`;
  return { name, passed: lift.mean > 0, reason };
}

/**
 * By what the log of drawn slates tells. Where it does not tell enough, it says so, and what is known beside it decides.
 */
function logCheck({ byLog }: RecommenderEvaluation): GateCheck {
  const name = 'earns-more-by-the-log';
  if (byLog === undefined)
    return { name, passed: true, reason: 'not enough evidence: no slate was drawn with known probabilities' };
  const { slates, logged, asked, gain } = byLog;
  const foreseen = `${asked.value.toFixed(4)} clicks a slate where ${logged.value.toFixed(4)} came by what was served, on ${slates} drawn slates`;
  if (gain.doubt !== undefined || gain.low === null || gain.high === null)
    return { name, passed: true, reason: `${gain.doubt ?? 'not enough evidence'}; ${foreseen}` };
  const interval = `difference ${gain.value.toFixed(4)}, 95 % interval ${gain.low.toFixed(4)} to ${gain.high.toFixed(4)}`;
  if (gain.low > 0) return { name, passed: true, reason: `better: ${foreseen}, ${interval}` };
  if (gain.high < 0) return { name, passed: false, reason: `worse: ${foreseen}, ${interval}` };
  return { name, passed: true, reason: `not enough evidence: ${foreseen}, ${interval}` };
}

/** Whether the log alone shows that the version earns more: then no step back is feared. */
const isBetterByLog = ({ byLog }: RecommenderEvaluation): boolean =>
  byLog !== undefined && byLog.gain.doubt === undefined && (byLog.gain.low ?? 0) > 0;

function regressionCheck(evaluation: RecommenderEvaluation, served: RecommenderManifest | undefined): GateCheck {
  const { ndcg } = evaluation;
  const name = 'no-step-back';
  if (isBetterByLog(evaluation)) return { name, passed: true, reason: 'it earns more by the log' };
  const before = served?.evaluation;
  if (before?.ndcg == null) return { name, passed: true, reason: 'nothing is served to compare with' };
  if (ndcg === null || before.people < MIN_PEOPLE)
    return { name, passed: true, reason: 'too little evidence on one side' };
  const least = before.ndcg.mean * (1 - ALLOWED_LOSS);
  const reason = `ndcg@10 up to ${ndcg.high.toFixed(4)} is in reach; the served version has ${before.ndcg.mean.toFixed(4)}, at least ${least.toFixed(4)} is wanted`;
  return { name, passed: ndcg.high >= least, reason };
}

function volumeCheck({ eventCount }: SnapshotManifest, served: RecommenderManifest | undefined): GateCheck {
  const before = served?.trainedOn.eventCount ?? 0;
  const least = Math.ceil(before * MIN_VOLUME_SHARE);
  return {
    name: 'data-is-there',
    passed: eventCount >= least,
    reason: `${eventCount} events; at least ${least} are wanted`,
  };
}

/** Their names. */
export const failedChecks = ({ checks }: GateVerdict): string =>
  checks
    .filter(({ passed }) => !passed)
    .map(({ name }) => name)
    .join(', ');
