export interface Axis {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
  /** With as many decimals as the ticks need. */
  readonly format: (value: number) => string;
}

/**
 * Round numbers from `least` or just below it to `most` or just above it, about `count` of them: steps of 1, 2 or 5
 * times a power of ten. Where there is no span, one of 1.
 */
export function axis(most: number, count: number, least = 0): Axis {
  const span = most > least ? most - least : 1;
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough * 0.999) ?? rough;
  const from = Math.floor(least / step + 1e-9);
  const to = Math.max(from + 1, Math.ceil((least + span) / step - 1e-9));
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return {
    min: from * step,
    max: to * step,
    ticks: Array.from({ length: to - from + 1 }, (_, i) => (from + i) * step),
    format: (value) => value.toFixed(decimals),
  };
}
