import { line, round, svg, text, titled } from './svg.ts';

/** Groups of rows in a plane: where each lies, how far it reaches and how large it is. */
export interface SpreadGroup {
  readonly number: number;
  readonly count: number;
  readonly centre: readonly [number, number];
  /** Covariance as [xx, xy, yy]. */
  readonly spread: readonly [number, number, number];
}

/** Colours that the colour-blind tell apart: Okabe & Ito (2008), "Color Universal Design". */
export const GROUP_COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#b8a800', '#555555'];
/** Deviations that hold 68 % of a normal cloud of two dimensions. */
const REACH = 1.51;

/** An ellipse a group that holds some two thirds of it; no row of its own is to be seen. */
export function spreadPlot(
  groups: readonly SpreadGroup[],
  about: string,
  options: { readonly xTitle: string; readonly yTitle: string; readonly width: number },
): string {
  const { xTitle, yTitle, width } = options;
  const [left, top, right] = [24, 24, 16];
  const bottom = top + Math.min(380, width - left - right);
  const ellipses = groups.map(({ centre: [x, y], spread: [xx, xy, yy] }) => {
    const half = (xx + yy) / 2;
    const apart = Math.hypot((xx - yy) / 2, xy);
    const [long, short] = [half + apart, Math.max(0, half - apart)].map((variance) => REACH * Math.sqrt(variance));
    return { x, y, long: long!, short: short!, turn: Math.atan2(2 * xy, xx - yy) / 2 };
  });
  const edge = (of: (ellipse: (typeof ellipses)[number]) => number, way: 'min' | 'max') =>
    ellipses.map(of).reduce((a, b) => Math[way](a, b), way === 'min' ? Number.POSITIVE_INFINITY : -Infinity);
  const [x0, x1] = [edge(({ x, long }) => x - long, 'min'), edge(({ x, long }) => x + long, 'max')];
  const [y0, y1] = [edge(({ y, long }) => y - long, 'min'), edge(({ y, long }) => y + long, 'max')];
  // One scale for both axes, so that distances are what they are.
  const scale = Math.min((width - left - right) / (x1 - x0 || 1), (bottom - top) / (y1 - y0 || 1));
  const place = (x: number, y: number) =>
    [
      (left + width - right) / 2 + scale * (x - (x0 + x1) / 2),
      (top + bottom) / 2 - scale * (y - (y0 + y1) / 2),
    ] as const;
  const marks = ellipses.map(({ x, y, long, short, turn }, i) => {
    const [cx, cy] = place(x, y);
    const colour = GROUP_COLOURS[groups[i]!.number % GROUP_COLOURS.length]!;
    const degrees = (-turn * 180) / Math.PI;
    const { number, count } = groups[i]!;
    return titled(
      `segment ${number}: ${count}`,
      `<ellipse cx="0" cy="0" rx="${round(Math.max(3, scale * long))}" ry="${round(Math.max(3, scale * short))}" transform="translate(${round(cx)} ${round(cy)}) rotate(${round(degrees)})" fill="${colour}" fill-opacity=".22" stroke="${colour}" stroke-width="2"/>`,
    ).concat(text(cx, cy + 4, `${number}`, 'strong middle'));
  });
  return svg(width, bottom + 34, about, [
    line([left, bottom], [width - right, bottom], 'base'),
    line([left, top], [left, bottom], 'base'),
    ...marks,
    text((left + width - right) / 2, bottom + 24, xTitle, 'tick middle'),
    text(4, 14, yTitle, 'tick'),
  ]);
}
