import { GROUP_COLOURS } from '../../../shared/evaluation/plots/spread-plot.ts';
import { principalPlane } from '../../../shared/learning/principal-plane.ts';
import { scaledRows } from '../../../shared/learning/scaled-columns.ts';
import type { FoundSegments } from '../../../shared/learning/segments.ts';
import type { NumericColumns } from './numeric-columns.ts';

const SIZE = 480;
const MARGIN = 30;
/** Rows that are drawn, at most: evenly from all. */
const MOST_DRAWN = 1000;

/** A page's picture of the segments: each row a dot where it lies in the plane in which all rows differ most. */
export function segmentPlot(columns: NumericColumns, { scales, labels, numbers }: FoundSegments): string {
  const { points, shares } = principalPlane(scaledRows(columns, scales));
  const step = Math.max(1, Math.ceil(labels.length / MOST_DRAWN));
  const drawn = [...labels.keys()].filter((row) => row % step === 0);
  const places = [0, 1].map((axis) => {
    const along = drawn.map((row) => points[2 * row + axis]!);
    const [low, high] = [along.reduce((a, b) => Math.min(a, b)), along.reduce((a, b) => Math.max(a, b))];
    return along.map((at) => MARGIN + ((SIZE - 2 * MARGIN) * (at - low)) / (high - low || 1));
  });
  const dots = drawn.map((row, i) => {
    const [x, y] = [places[0]![i]!, SIZE - places[1]![i]!];
    return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="3" fill="${colourOf(labels[row]!)}" fill-opacity=".6"/>`;
  });
  const keys = [...numbers].map(
    (number, i) =>
      `<text x="${SIZE - MARGIN}" y="${16 + 14 * i}" text-anchor="end" style="fill:${colourOf(number)}">segment ${number}</text>`,
  );
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE} ${SIZE}" width="${SIZE}" height="${SIZE}" role="img" font-family="sans-serif" font-size="12">`,
    `<title>${drawn.length} of ${labels.length} rows in ${numbers.length} segments</title>`,
    ...dots,
    ...keys,
    `<text x="${SIZE / 2}" y="${SIZE - 8}" text-anchor="middle">first component, ${percent(shares[0])} of the variance</text>`,
    `<text x="12" y="${SIZE / 2}" text-anchor="middle" transform="rotate(-90 12 ${SIZE / 2})">second component, ${percent(shares[1])}</text>`,
    '</svg>',
  ].join('');
}

const colourOf = (number: number): string => GROUP_COLOURS[number % GROUP_COLOURS.length]!;
