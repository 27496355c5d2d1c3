import type { Raster } from '../math/raster.ts';

/**
 * What an image looks like, as numbers that another photograph of the same thing shares: its colours, the directions of
 * its edges, and the layout of light and dark.
 */

/** Raised with every change of what is computed: numbers of two kinds are never compared. */
export const OWN_IMAGE_MODEL = 'rapport-image-1';

/** What each part counts in the cosine of two images. */
const SHARES = { colour: 0.5, edges: 0.3, layout: 0.2 };

/** Pixels a side of what is looked at. */
const SIDE = 64;

/**
 * 306 numbers of length 1. The part of the image that differs from an even ground, as a square of 64 × 64 averages over
 * that ground, and of it:
 * - 147: how much of what colour, in CIELAB, 3 × 7 × 7 bins, each pixel shared between neighbouring ones;
 * - 96: how strong edges are in six directions, in each of 4 × 4 parts;
 * - 63: the slowest waves of lightness, without its mean, as a perceptual hash has them, but with their strength.
 *
 * All three enter by their square roots, so that a large ground does not drown what stands on it. What is transparent
 * is white. O(pixels).
 *
 * Sources: Swain & Ballard (1991), "Color Indexing", IJCV 7(1); Dalal & Triggs (2005), "Histograms of Oriented
 * Gradients for Human Detection", CVPR; Zauner (2010), "Implementation and Benchmarking of Perceptual Image Hash
 * Functions", section 3.2 (waves); Arandjelović & Zisserman (2012), "Three things everyone should know to improve object
 * retrieval", CVPR, section 3 (square roots).
 *
 * @throws RangeError when the raster has no pixels, or not as many as it says.
 */
export function imageFeatures(raster: Raster): Float32Array {
  checkRaster(raster);
  const whole = labOf(sampled(raster, { left: 0, top: 0, width: raster.width, height: raster.height }, WHITE));
  const ground = evenGround(whole);
  const box = ground === undefined ? undefined : squareAround(raster, whole, ground);
  const pixels = box === undefined || ground === undefined ? whole : labOf(sampled(raster, box, ground.rgb));
  const parts = [
    [SHARES.colour, colours(pixels, ground)],
    [SHARES.edges, edges(pixels)],
    [SHARES.layout, layout(pixels)],
  ] as const;
  return toLengthOne(parts.flatMap(([share, part]) => [...toLengthOne(part, Math.sqrt(share))]));
}

type Rgb = readonly [number, number, number];
const WHITE: Rgb = [255, 255, 255];

/** SIDE × SIDE pixels. */
interface Pixels {
  readonly rgb: readonly Rgb[];
  /** L in [0, 100], a and b about [−110, 110]. */
  readonly lab: readonly Rgb[];
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Ground {
  readonly rgb: Rgb;
  readonly lab: Rgb;
}

// ── Pixels ──────────────────────────────────────────────────────────────────────────────────────────

/** The box in SIDE × SIDE averages; beyond the raster lies `outside`. */
function sampled(raster: Raster, box: Box, outside: Rgb): readonly Rgb[] {
  return Array.from({ length: SIDE * SIDE }, (_, at) => {
    const [column, row] = [at % SIDE, Math.floor(at / SIDE)];
    const [left, right] = span(box.left, box.width, column);
    const [top, bottom] = span(box.top, box.height, row);
    return average(raster, { left, top, width: right - left, height: bottom - top }, outside);
  });
}

/** Whole pixels from one to before another, at least one. */
function span(from: number, length: number, part: number): readonly [number, number] {
  const start = Math.floor(from + (part * length) / SIDE);
  return [start, Math.max(start + 1, Math.floor(from + ((part + 1) * length) / SIDE))];
}

function average({ width, height, rgba }: Raster, box: Box, outside: Rgb): Rgb {
  let [red, green, blue] = [0, 0, 0];
  for (let y = box.top; y < box.top + box.height; y++) {
    for (let x = box.left; x < box.left + box.width; x++) {
      const isInside = x >= 0 && y >= 0 && x < width && y < height;
      const at = 4 * (y * width + x);
      const alpha = isInside ? rgba[at + 3]! / 255 : 1;
      const white = 255 * (1 - alpha);
      red += isInside ? rgba[at]! * alpha + white : outside[0];
      green += isInside ? rgba[at + 1]! * alpha + white : outside[1];
      blue += isInside ? rgba[at + 2]! * alpha + white : outside[2];
    }
  }
  const count = box.width * box.height;
  return [red / count, green / count, blue / count];
}

const labOf = (rgb: readonly Rgb[]): Pixels => ({ rgb, lab: rgb.map(labOfPixel) });

/** sRGB as CIELAB under D65: IEC 61966-2-1, CIE 15. */
function labOfPixel([red, green, blue]: Rgb): Rgb {
  const [r, g, b] = [linear(red), linear(green), linear(blue)];
  const x = root((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
  const y = root(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = root((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const linear = (value: number): number => {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
};
const root = (t: number): number => (t > (6 / 29) ** 3 ? Math.cbrt(t) : t / (3 * (6 / 29) ** 2) + 4 / 29);

// ── The ground ──────────────────────────────────────────────────────────────────────────────────────

/** In CIELAB; about 2 can be seen, and noise and JPEG make some. */
const APART = 12;
/** Of the pixels at the border, those that a ground must have. */
const EVEN_SHARE = 0.7;

/** The colour that most of the border has; undefined where it has none. */
function evenGround({ rgb, lab }: Pixels): Ground | undefined {
  const border = lab.flatMap((_, at) => (isAtBorder(at) ? [at] : []));
  const middle = (channel: 0 | 1 | 2, of: readonly Rgb[]) =>
    border.map((at) => of[at]![channel]).sort((a, b) => a - b)[border.length >> 1]!;
  const ground: Ground = {
    lab: [middle(0, lab), middle(1, lab), middle(2, lab)],
    rgb: [middle(0, rgb), middle(1, rgb), middle(2, rgb)],
  };
  const even = border.filter((at) => distance(lab[at]!, ground.lab) < APART).length;
  return even >= EVEN_SHARE * border.length ? ground : undefined;
}

const isAtBorder = (at: number): boolean => {
  const [column, row] = [at % SIDE, Math.floor(at / SIDE)];
  return column === 0 || row === 0 || column === SIDE - 1 || row === SIDE - 1;
};

const distance = (a: Rgb, b: Rgb): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

/** Of all pixels, those that must differ from the ground: fewer are specks. */
const LEAST_SHARE = 0.005;
/** Of the pixels that differ, those that are left out on each side: specks beside the thing. */
const TAIL = 0.005;

/** The square, in pixels of the raster, around what differs from the ground; undefined where nothing does. */
function squareAround({ width, height }: Raster, { lab }: Pixels, ground: Ground): Box | undefined {
  const apart = lab.flatMap((pixel, at) => (distance(pixel, ground.lab) >= APART ? [at] : []));
  if (apart.length < LEAST_SHARE * lab.length) return undefined;
  const [left, right] = extent(apart.map((at) => at % SIDE));
  const [top, bottom] = extent(apart.map((at) => Math.floor(at / SIDE)));
  const wide = ((right + 1 - left) * width) / SIDE;
  const high = ((bottom + 1 - top) * height) / SIDE;
  const side = Math.max(1, wide, high);
  return {
    left: (left * width) / SIDE - (side - wide) / 2,
    top: (top * height) / SIDE - (side - high) / 2,
    width: side,
    height: side,
  };
}

function extent(places: readonly number[]): readonly [number, number] {
  const sorted = places.toSorted((a, b) => a - b);
  const tail = Math.floor(TAIL * sorted.length);
  return [sorted[tail]!, sorted[sorted.length - 1 - tail]!];
}

// ── The three parts ─────────────────────────────────────────────────────────────────────────────────

const LIGHTNESS_BINS = 3;
const HUE_BINS = 7;
/** Colours beyond this a or b count as this. */
const MOST_CHROMA = 80;

function colours({ lab }: Pixels, ground: Ground | undefined): number[] {
  const bins = new Array<number>(LIGHTNESS_BINS * HUE_BINS * HUE_BINS).fill(0);
  const counted = ground && lab.filter((pixel) => distance(pixel, ground.lab) >= APART);
  for (const [lightness, a, b] of counted?.length ? counted : lab) {
    for (const [l, lShare] of shared(lightness / 100, LIGHTNESS_BINS)) {
      for (const [i, aShare] of shared(0.5 + a / (2 * MOST_CHROMA), HUE_BINS)) {
        for (const [j, bShare] of shared(0.5 + b / (2 * MOST_CHROMA), HUE_BINS))
          bins[(l * HUE_BINS + i) * HUE_BINS + j]! += lShare * aShare * bShare;
      }
    }
  }
  return bins.map(Math.sqrt);
}

/** The two bins that a value in [0, 1] lies between, and its share in each. */
function shared(value: number, binCount: number): readonly (readonly [number, number])[] {
  const at = Math.min(1, Math.max(0, value)) * (binCount - 1);
  const lower = Math.min(binCount - 2, Math.floor(at));
  return [
    [lower, lower + 1 - at],
    [lower + 1, at - lower],
  ];
}

const PARTS = 4;
const DIRECTIONS = 6;

/** A direction and its opposite are one. */
function edges({ lab }: Pixels): number[] {
  const bins = new Array<number>(PARTS * PARTS * DIRECTIONS).fill(0);
  for (let row = 1; row < SIDE - 1; row++) {
    for (let column = 1; column < SIDE - 1; column++) {
      const at = row * SIDE + column;
      const across = lab[at + 1]![0] - lab[at - 1]![0];
      const down = lab[at + SIDE]![0] - lab[at - SIDE]![0];
      const turn = ((Math.atan2(down, across) / Math.PI + 1) % 1) * DIRECTIONS;
      const lower = Math.floor(turn) % DIRECTIONS;
      const part = (Math.floor((row * PARTS) / SIDE) * PARTS + Math.floor((column * PARTS) / SIDE)) * DIRECTIONS;
      const strength = Math.hypot(across, down);
      bins[part + lower]! += strength * (1 - (turn % 1));
      bins[part + ((lower + 1) % DIRECTIONS)]! += strength * (turn % 1);
    }
  }
  return bins.map(Math.sqrt);
}

const WAVES = 8;
/** (WAVES, SIDE): cosines of the discrete cosine transform II. */
const COSINES = Array.from({ length: WAVES }, (_, wave) =>
  Float64Array.from({ length: SIDE }, (__, at) => Math.cos((Math.PI * wave * (at + 0.5)) / SIDE)),
);

function layout({ lab }: Pixels): number[] {
  const rows = Array.from({ length: SIDE }, (_, row) =>
    COSINES.map((cosines) => cosines.reduce((sum, cosine, column) => sum + cosine * lab[row * SIDE + column]![0], 0)),
  );
  return COSINES.flatMap((cosines, down) =>
    COSINES.flatMap((_, across) => {
      if (down === 0 && across === 0) return [];
      const wave = cosines.reduce((sum, cosine, row) => sum + cosine * rows[row]![across]!, 0);
      return [Math.sign(wave) * Math.sqrt(Math.abs(wave))];
    }),
  );
}

/** 0 stays 0. */
const toLengthOne = (values: readonly number[], length = 1): Float32Array => {
  const scale = length / (Math.hypot(...values) || 1);
  return Float32Array.from(values, (value) => value * scale);
};

function checkRaster({ width, height, rgba }: Raster): void {
  if (width >= 1 && height >= 1 && rgba.length === 4 * width * height) return;
  throw new RangeError(`raster: want ${width} × ${height} × 4 bytes, at least one pixel, got ${rgba.length}`);
}
