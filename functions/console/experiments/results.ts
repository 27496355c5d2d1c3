import { overlapsOf } from '../../../shared/decisioning/experiment-overlap.ts';
import { NotFoundError } from '../../../shared/domain/errors.ts';
import { type Experiment, HOLDOUT } from '../../../shared/domain/experiment.ts';
import type {
  ExperimentReport,
  ReportedArm,
  ReportedFlag,
  ReportedGuardrail,
  ReportedRatio,
  ReportInterval,
} from '../../../shared/domain/experiment-report.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import { standingFlags } from '../../../shared/evaluation/experiments/flags.ts';
import type { Documents } from '../../../shared/ports/documents.ts';
import type { ExperimentReports } from '../../../shared/ports/experiment-reports.ts';

export interface ResultPorts {
  readonly experiments: Documents<Experiment>;
  readonly reports: ExperimentReports;
}

/** Results as they are told. */
export interface ResultsReply {
  readonly experimentId: string;
  /** Absent: no night has counted it yet. */
  readonly asOf?: string;
  readonly status: Experiment['status'];
  readonly metric: string;
  readonly currency: string;
  readonly arms: readonly ReportedArm[];
  /** Of the second arm beside the first, of the metric that decides; the others’ are with their arms. */
  readonly lift?: number;
  readonly interval?: ReportInterval;
  readonly method: typeof METHOD & { readonly ctrPer?: ExperimentReport['ctrPer'] };
  readonly srm?: ReportedRatio;
  readonly guardrails: readonly ReportedGuardrail[];
  readonly flags: readonly ReportedFlag[];
  readonly withheld: boolean;
  /** Why it is withheld. */
  readonly because: readonly string[];
  /** What was told at each look of the metric that decides, oldest first. */
  readonly looks: readonly object[];
}

const METHOD = {
  level: 0.95,
  interval: 'alpha spending with the days (ρ = 2); all looks hold at once',
  adjustment: 'what people did in the 28 days before they came in is taken out (CUPED)',
  srm: 'e-value of a Dirichlet prior; an alarm above 100',
} as const;

const NOT_YET = 'no night has counted it yet';

/** What nights found. @throws NotFoundError for an experiment that is not there. */
export const resultsOf =
  ({ experiments, reports }: ResultPorts) =>
  async (experimentId: string): Promise<ResultsReply> => {
    const report = await reports.read(experimentId);
    if (experimentId.startsWith(HOLDOUT)) {
      if (report === undefined) throw new NotFoundError('no night has counted the holdout of this month');
      return replyOf(report, 'running', []);
    }
    const all = (await experiments.list()).map(({ body }) => body);
    const experiment = all.find((one) => one.experimentId === experimentId);
    if (experiment === undefined) throw new NotFoundError('there is no experiment of this id');
    const { status, metric, currency } = experiment;
    if (report !== undefined) return replyOf(report, status, standingFlags(experiment, idsOf(experiment, all)));
    const nothing = { arms: [], guardrails: [], flags: [], looks: [], withheld: true, because: [NOT_YET] };
    return { experimentId, status, metric, currency, method: METHOD, ...nothing };
  };

const idsOf = (experiment: Experiment, all: readonly Experiment[]): readonly string[] =>
  overlapsOf(experiment, all).map((overlap) => overlap.experimentId);

/** @param lately - flags of the experiment as it is now, which the night may not have known. */
function replyOf(
  report: ExperimentReport,
  status: Experiment['status'],
  lately: readonly ReportedFlag[],
): ResultsReply {
  const known = new Set(report.flags.map(({ code }) => code));
  const flags = [...report.flags, ...lately.filter(({ code }) => !known.has(code))];
  const withholding = flags.filter(({ withholds }) => withholds).map(({ words }) => words);
  const withheld = report.withheld || withholding.length > 0;
  const { experimentId, metric, currency, ctrPer, srm, takenAtMs } = report;
  const { lift, interval } = report.arms[1]?.metrics.find((one) => one.metric === metric) ?? {};
  return {
    experimentId,
    asOf: isoOf(takenAtMs),
    status,
    metric,
    currency,
    arms: withheld ? report.arms.map(({ roi: _, ...arm }) => ({ ...arm, metrics: [] })) : report.arms,
    ...(!withheld && lift !== undefined && { lift }),
    ...(!withheld && interval !== undefined && { interval }),
    method: { ...METHOD, ctrPer },
    srm,
    guardrails: withheld ? [] : report.guardrails,
    flags,
    withheld,
    because: withheld && withholding.length === 0 ? [TOO_EARLY] : withholding,
    looks: withheld ? [] : report.looks.map(({ takenAtMs: atMs, ...look }) => ({ at: isoOf(atMs), ...look })),
  };
}

const TOO_EARLY = 'nobody’s window is over yet';
