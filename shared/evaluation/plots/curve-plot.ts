import { type Axis, axis } from './axis.ts';
import { type Format, line, type Place, round, svg, type Tone, text, titled } from './svg.ts';

export interface Curve {
  readonly label: string;
  readonly tone: Tone;
  /** From left to right. */
  readonly points: readonly Place[];
  /** Also a dot at each point. */
  readonly hasDots?: boolean;
  /** The value holds until the next point, as of a precision-recall curve. */
  readonly isStepped?: boolean;
}

/** Lines in a plane, both of whose axes begin at 0. */
export function curvePlot(
  curves: readonly Curve[],
  about: string,
  options: {
    readonly xTitle: string;
    readonly yTitle: string;
    readonly width: number;
    readonly format: Format;
    /** What chance gives, or what would be right, from point to point; dashed. */
    readonly reference?: readonly [Place, Place];
  },
): string {
  const { xTitle, yTitle, width, format, reference } = options;
  const [left, top, right] = [58, 24, 26];
  const bottom = top + Math.min(320, width - left - right);
  const points = curves.flatMap((curve) => curve.points);
  const across = axisOf([...points, ...(reference ?? [])].map(([x]) => x));
  const up = axisOf([...points, ...(reference ?? [])].map(([, y]) => y));
  const x = (value: number) => left + (value / across.max) * (width - left - right);
  const y = (value: number) => bottom - (value / up.max) * (bottom - top);
  const at = ([a, b]: Place): Place => [x(a), y(b)];
  const grid = [
    ...up.ticks.map(
      (tick) =>
        line([left, y(tick)], [width - right, y(tick)], tick === 0 ? 'base' : 'grid') +
        text(left - 8, y(tick) + 4, up.format(tick), 'tick end'),
    ),
    ...across.ticks.map(
      (tick) =>
        line([x(tick), top], [x(tick), bottom], tick === 0 ? 'base' : 'grid') +
        text(x(tick), bottom + 18, across.format(tick), 'tick middle'),
    ),
  ];
  const lines = curves.map((curve) => {
    const dots = curve.hasDots
      ? curve.points.map((point) => {
          const [cx, cy] = at(point);
          return titled(
            `${curve.label}: ${xTitle} ${format(point[0])}, ${yTitle} ${format(point[1])}`,
            `<circle cx="${round(cx)}" cy="${round(cy)}" r="4" class="fill ${curve.tone}"/>`,
          );
        })
      : [];
    return titled(
      curve.label,
      `<path d="${pathOf(curve.points.map(at), curve.isStepped)}" class="join ${curve.tone}" fill="none"/>`,
    ).concat(...dots);
  });
  return svg(width, bottom + 44, about, [
    ...grid,
    ...(reference ? [line(at(reference[0]), at(reference[1]), 'chance')] : []),
    ...lines.toReversed(), // the first lies on top
    text((left + width - right) / 2, bottom + 38, xTitle, 'tick middle'),
    text(4, 14, yTitle, 'tick'),
  ]);
}

const axisOf = (values: readonly number[]): Axis =>
  axis(
    values.reduce((a, b) => Math.max(a, b), 0),
    5,
  );

function pathOf(points: readonly Place[], isStepped = false): string {
  return points
    .map(([x, y], i) => {
      if (i === 0) return `M${round(x)} ${round(y)}`;
      // From a point back to the one before it: what is reached holds from there on.
      return isStepped ? `V${round(y)}H${round(x)}` : `L${round(x)} ${round(y)}`;
    })
    .join('');
}
