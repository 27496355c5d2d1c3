import type { Experiment } from '../../domain/experiment.ts';
import type { ReportedMetric, ReportedReturn } from '../../domain/experiment-report.ts';

/**
 * What an arm earned beyond the first one by the people who are counted, against what it cost beyond the first one:
 * lines that are paid once in full, those of a person for the counted ones. The interval is that of the margin.
 *
 * @param counted - people of the arm whose window is over.
 * @returns undefined where the margin is not known.
 */
export function returnOf(
  { currency, costs, variants }: Experiment,
  variantId: string,
  counted: number,
  metrics: readonly ReportedMetric[],
): ReportedReturn | undefined {
  const { difference, differenceInterval } = metrics.find(({ metric }) => metric === 'margin') ?? {};
  if (difference === undefined || differenceInterval === undefined) return undefined;
  const first = variants[0]?.variantId;
  const lines = costs.flatMap((line) => {
    const sign = line.variantId === variantId ? 1 : line.variantId === first ? -1 : 0;
    const amountMinor = Math.round(sign * line.amountMinor * (line.per === 'once' ? 1 : counted));
    return sign === 0 ? [] : [{ words: line.words, amountMinor }];
  });
  const costMinor = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const roiOf = (gain: number) => (gain - costMinor) / costMinor;
  const { low, high } = { low: differenceInterval.low * counted, high: differenceInterval.high * counted };
  return {
    currency,
    gainMinor: Math.round(difference * counted),
    gainInterval: { low: Math.round(low), high: Math.round(high) },
    costMinor,
    lines,
    ...(costMinor > 0 && { roi: roiOf(difference * counted), interval: { low: roiOf(low), high: roiOf(high) } }),
  };
}
