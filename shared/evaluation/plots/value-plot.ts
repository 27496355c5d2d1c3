import type { ValuePart } from '../../domain/model-card.ts';
import { curvePlot } from './curve-plot.ts';
import type { Format } from './svg.ts';

/** Parts of the people by what was foreseen of them: what it came to beside what was foreseen. */
export function valuePlot(parts: readonly ValuePart[], about: string, options: PlotOptions): string {
  const most = parts.reduce((high, { foreseen, actual }) => Math.max(high, foreseen, actual), 0);
  return curvePlot(
    [
      {
        label: 'parts of the people',
        tone: 'model',
        hasDots: true,
        points: parts.map(({ foreseen, actual }) => [foreseen, actual]),
      },
    ],
    about,
    {
      xTitle: 'foreseen, mean of a person',
      yTitle: 'actual, mean of a person',
      ...options,
      reference: [
        [0, 0],
        [most, most],
      ],
    },
  );
}

interface PlotOptions {
  readonly width: number;
  readonly format: Format;
}
