import type { Experiment } from '../../domain/experiment.ts';
import type { ReportedMetric, ReportedReturn } from '../../domain/experiment-report.ts';
import { CHANNELS } from '../../domain/message.ts';
import type { CountedExperiment, Spending } from './counted.ts';

/**
 * What an arm earned beyond the first one by the people who are counted, against what it cost beyond the first one:
 * lines that are paid once in full, those of a person for the counted ones; messages that were sent to them and offers that
 * they were given, less as much as the first arm's people had, were they as many. What offers took off orders is a cost and
 * no loss of margin too. The interval is that of the margin, as if it were known what was spent.
 *
 * @param i - place of the arm, above 0.
 * @returns undefined where the margin is not known.
 */
export function returnOf(
  { currency, costs, variants }: Experiment,
  all: CountedExperiment,
  i: number,
  metrics: readonly ReportedMetric[],
): ReportedReturn | undefined {
  const { difference, differenceInterval } = metrics.find(({ metric }) => metric === 'margin') ?? {};
  if (difference === undefined || differenceInterval === undefined) return undefined;
  const first = variants[0]?.variantId;
  const variantId = variants[i]?.variantId;
  const counted = all.arms[i]?.moments.conversion.people ?? 0;
  const stated = costs.flatMap((line) => {
    const sign = line.variantId === variantId ? 1 : line.variantId === first ? -1 : 0;
    const amountMinor = Math.round(sign * line.amountMinor * (line.per === 'once' ? 1 : counted));
    return sign === 0 ? [] : [{ words: line.words, amountMinor }];
  });
  const more = spentBeyond(all, i);
  const lines = [...stated, ...spentLines(all, more)];
  const costMinor = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const roiOf = (gain: number) => (gain - costMinor) / costMinor;
  const before = (margin: number) => margin * counted + more((spending) => spending.discountMinor);
  const { low, high } = { low: before(differenceInterval.low), high: before(differenceInterval.high) };
  return {
    currency,
    gainMinor: Math.round(before(difference)),
    gainInterval: { low: Math.round(low), high: Math.round(high) },
    costMinor,
    lines,
    ...(costMinor > 0 && { roi: roiOf(before(difference)), interval: { low: roiOf(low), high: roiOf(high) } }),
  };
}

type Beyond = (of: (spending: Spending) => number) => number;

/** What was spent in an arm beyond the first one, were that as large. */
function spentBeyond({ arms }: CountedExperiment, i: number): Beyond {
  const [first, arm] = [arms[0], arms[i]];
  if (first === undefined || arm === undefined) return () => 0;
  const scale = arm.moments.conversion.people / first.moments.conversion.people;
  return (of) => of(arm.spending) - of(first.spending) * scale;
}

function spentLines({ messageMinor }: CountedExperiment, more: Beyond): ReportedReturn['lines'] {
  const lines = CHANNELS.map((channel) => ({
    words: `messages by ${channel}`,
    amountMinor: Math.round((messageMinor[channel] ?? 0) * more(({ messages }) => messages[channel] ?? 0)),
  }));
  const offers = more(({ discountMinor, otherOffersMinor }) => discountMinor + otherOffersMinor);
  return [...lines, { words: 'offers that were claimed', amountMinor: Math.round(offers) }].filter(
    ({ amountMinor }) => amountMinor !== 0,
  );
}
