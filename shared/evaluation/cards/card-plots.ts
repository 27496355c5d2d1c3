import type { ModelCard } from '../../domain/model-card.ts';
import { classifierPlots } from '../plots/classifier-plots.ts';
import { barPlot } from '../plots/plots.ts';
import { spreadPlot } from '../plots/spread-plot.ts';
import { standalone } from '../plots/svg.ts';
import { valuePlot } from '../plots/value-plot.ts';

const WIDTH = 480;
/** Bars have their names beside them. */
const BARS_WIDTH = 640;
const MOST_BARS = 12;
const figure = (value: number): string => value.toFixed(4);
const whole = (value: number): string => Math.round(value).toLocaleString('en-US');

/** Pictures of a card as files of their own, by name. */
export function cardPlots(card: Omit<ModelCard, 'plots'>): ReadonlyMap<string, string> {
  const { importance, valueParts, segments, evaluation } = card;
  const plots: Record<string, string> = { ...classifierPlots(card, WIDTH) };
  if (importance.length > 0)
    plots['importance'] = barPlot(
      importance
        .slice(0, MOST_BARS)
        .map(({ name, weight }) => ({ label: name, tone: 'model', value: Math.max(0, weight) })),
      'How much worse the model is without what a column says',
      { format: figure, width: BARS_WIDTH },
    );
  if (valueParts.length > 0)
    plots['value'] = valuePlot(valueParts, 'What people came to beside what was foreseen of them', {
      width: WIDTH,
      format: whole,
    });
  if (segments.length > 0)
    plots['segments'] = spreadPlot(
      segments.map(({ number, people, centre, spread }) => ({ number, count: people, centre, spread })),
      'Segments in the plane in which people differ most',
      { xTitle: 'first component', yTitle: 'second component', width: WIDTH },
    );
  if (card.kind === 'recommender')
    plots['comparison'] = barPlot(
      [{ name: 'model', metrics: evaluation.metrics }, ...baselinesOf(card)].map(({ name, metrics }) => ({
        label: name,
        tone: name === 'model' ? 'model' : 'baseline',
        value: metrics['ndcg@10'] ?? null,
        ...(name === 'model' && evaluation.intervals['ndcg@10']),
      })),
      'ndcg@10 of the model and of what is simply popular, with the 95 % interval',
      { format: figure, width: BARS_WIDTH },
    );
  return new Map(Object.entries(plots).map(([name, drawing]) => [name, standalone(drawing)]));
}

const baselinesOf = ({ evaluation }: Pick<ModelCard, 'evaluation'>) =>
  Object.entries(evaluation.baselines).map(([name, metrics]) => ({ name, metrics }));
