import { axis } from './axis.ts';
import { escapeHtml } from './escape.ts';
import { type Format, line, round, svg, type Tone, text, titled } from './svg.ts';

interface Spanned {
  readonly value: number | null;
  readonly low?: number;
  readonly high?: number;
}

export interface Bar extends Spanned {
  readonly label: string;
  readonly tone: Tone;
}

const cut = (label: string): string => (label.length > 28 ? `${label.slice(0, 27)}…` : label);

const ROW = 30;
const CHARACTER = 8.6;

/** Narrower drawings do not write intervals out. */
const ROOM_FOR_SPANS = 500;

/** Horizontal bars from 0, each with its value at the right end and a whisker where there is an interval. */
export function barPlot(
  bars: readonly Bar[],
  about: string,
  options: { readonly format: Format; readonly width: number },
): string {
  const { format, width } = options;
  const left = Math.min(220, 12 + CHARACTER * Math.max(...bars.map(({ label }) => label.length), 4));
  const hasSpans = width >= ROOM_FOR_SPANS && bars.some(({ low }) => low !== undefined);
  const written = bars.map(({ low, high, value }) =>
    low === undefined || high === undefined || value === null
      ? 0
      : `${format(value)} ${format(low)} to ${format(high)}`.length,
  );
  const right = hasSpans ? Math.max(190, Math.ceil(CHARACTER * Math.max(...written))) : 76;
  const {
    max,
    ticks,
    format: tickFormat,
  } = axis(Math.max(0, ...bars.flatMap(({ value, high }) => [value ?? 0, high ?? 0])), width < ROOM_FOR_SPANS ? 2 : 4);
  const x = (value: number) => left + (value / max) * (width - left - right);
  const bottom = bars.length * ROW + 6;
  const grid = ticks.map(
    (tick) =>
      line([x(tick), 2], [x(tick), bottom], tick === 0 ? 'base' : 'grid') +
      text(x(tick), bottom + 16, tickFormat(tick), 'tick middle'),
  );
  const rows = bars.map((bar, i) => {
    const middle = i * ROW + ROW / 2 + 2;
    const label = text(left - 10, middle + 4, cut(bar.label), `label end${bar.tone === 'model' ? ' strong' : ''}`);
    if (bar.value === null) return label + text(left + 8, middle + 4, 'nothing to measure', 'tick');
    const { low, high, value } = bar;
    const span = low === undefined || high === undefined ? '' : `${format(low)} to ${format(high)}`;
    const whisker =
      low === undefined || high === undefined
        ? ''
        : line([x(low), middle], [x(high), middle], 'whisker') +
          line([x(low), middle - 5], [x(low), middle + 5], 'whisker') +
          line([x(high), middle - 5], [x(high), middle + 5], 'whisker');
    const figure = `<text x="${width - right + 14}" y="${middle + 4}" class="value"><tspan class="strong">${format(value)}</tspan>${hasSpans && span ? `<tspan dx="8" class="tick">${escapeHtml(span)}</tspan>` : ''}</text>`;
    return titled(
      `${bar.label}: ${format(value)}${span && ` (95 %: ${span})`}`,
      `${label}<rect x="${left}" y="${middle - 9}" width="${round(Math.max(0, x(value) - left))}" height="18" class="fill ${bar.tone}"/>${whisker}${figure}`,
    );
  });
  return svg(width, bottom + 24, about, [...grid, ...rows]);
}

export interface Series {
  readonly label: string;
  readonly tone: Tone;
  /** One for each group; null where there is nobody. */
  readonly points: readonly (Spanned | null)[];
}

export interface Group {
  readonly label: string;
  /** How many people or tasks are behind it. */
  readonly n: number;
}

/** A point with a whisker for each group and series; points of a series that are neighbours are joined. */
export function groupPlot(
  groups: readonly Group[],
  series: readonly Series[],
  options: {
    readonly about: string;
    readonly xTitle: string;
    readonly nTitle: string;
    readonly format: Format;
    readonly width: number;
  },
): string {
  const { about, xTitle, nTitle, format, width } = options;
  const [left, top, bottom] = [64, 12, 252];
  const step = (width - left - 16) / groups.length;
  const highest = Math.max(
    0,
    ...series.flatMap(({ points }) => points.flatMap((point) => [point?.value ?? 0, point?.high ?? 0])),
  );
  const { max, ticks, format: tickFormat } = axis(highest, 5);
  const y = (value: number) => bottom - (value / max) * (bottom - top);
  const x = (group: number, of: number) =>
    left + step * (group + 0.5) + (of - (series.length - 1) / 2) * Math.min(14, step / (series.length + 2));
  const grid = ticks.map(
    (tick) =>
      line([left, y(tick)], [width - 8, y(tick)], tick === 0 ? 'base' : 'grid') +
      text(left - 8, y(tick) + 4, tickFormat(tick), 'tick end'),
  );
  const labels = groups.flatMap(({ label, n }, i) => [
    text(left + step * (i + 0.5), bottom + 20, label, 'label middle'),
    text(left + step * (i + 0.5), bottom + 37, n.toLocaleString('en-US'), 'tick middle'),
  ]);
  const names = [text(left - 8, bottom + 20, xTitle, 'tick end'), text(left - 8, bottom + 37, nTitle, 'tick end')];
  const marks = series.map(({ label, tone, points }, of) => {
    const joined = points.flatMap((point, i) => {
      const next = points[i + 1];
      if (point?.value == null || next?.value == null) return [];
      return [line([x(i, of), y(point.value)], [x(i + 1, of), y(next.value)], `join ${tone}`)];
    });
    const dots = points.map((point, i) => {
      if (point?.value == null) return '';
      const { value, low = value, high = value } = point;
      return titled(
        `${label}, ${groups[i]!.label}: ${format(value)} (95 %: ${format(low)} to ${format(high)})`,
        `${line([x(i, of), y(low)], [x(i, of), y(high)], `span ${tone}`)}<circle cx="${round(x(i, of))}" cy="${round(y(value))}" r="4.5" class="fill ${tone}"/>`,
      );
    });
    return [...joined, ...dots].join('');
  });
  return svg(width, bottom + 46, about, [...grid, ...labels, ...names, ...marks.reverse()]);
}

/**
 * A point a trial, and the best so far as a line of steps. Points far below the others stand at the lower edge.
 * @param values - at least one.
 */
export function tracePlot(
  values: readonly number[],
  about: string,
  options: { readonly format: Format; readonly width: number },
): string {
  const { format, width } = options;
  const [left, top, bottom, right] = [60, 12, 172, 64];
  const { min, max, ticks, format: tickFormat } = axis(Math.max(...values), 4, lowerFence(values));
  const y = (value: number) => bottom - ((Math.max(value, min) - min) / (max - min)) * (bottom - top);
  const x = (trial: number) => left + 10 + (trial / Math.max(1, values.length - 1)) * (width - left - right - 10);
  const grid = ticks.map(
    (tick) =>
      line([left, y(tick)], [width - right, y(tick)], tick === min ? 'base' : 'grid') +
      text(left - 8, y(tick) + 4, tickFormat(tick), 'tick end'),
  );
  const trialTicks = axis(values.length, 5).ticks.filter((tick) => Number.isInteger(tick) && tick < values.length);
  const labels = trialTicks.map((tick) => text(x(tick), bottom + 20, String(tick + 1), 'tick middle'));
  let best = Number.NEGATIVE_INFINITY;
  const steps = values.map((value, trial) => {
    best = Math.max(best, value);
    return trial === 0 ? `M${round(x(0))} ${round(y(best))}` : `H${round(x(trial))}V${round(y(best))}`;
  });
  const dots = values.map((value, trial) =>
    titled(
      `trial ${trial + 1}: ${format(value)}`,
      `<circle cx="${round(x(trial))}" cy="${round(y(value))}" r="2.5" class="fill baseline"/>`,
    ),
  );
  return svg(width, bottom + 42, about, [
    ...grid,
    ...labels,
    text((left + width - right) / 2, bottom + 38, 'trial', 'tick middle'),
    ...dots,
    `<path d="${steps.join('')}" class="join model" fill="none"/>`,
    text(width - right + 8, y(best) + 4, format(best), 'label strong'),
  ]);
}

/** The lowest value that is no outlier: within 1.5 interquartile ranges of the lower quartile (Tukey 1977). */
function lowerFence(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const quartile = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!;
  const fence = quartile(0.25) - 1.5 * (quartile(0.75) - quartile(0.25));
  return sorted.find((value) => value >= fence)!;
}
