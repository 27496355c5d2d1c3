import { seededRandom } from '../../shared/math/random.ts';
import type { Raster } from '../../shared/math/raster.ts';

type Rgb = readonly [number, number, number];

/** A product that can be photographed: a shape in one colour, with a pattern in another. */
export interface DrawnProduct {
  readonly shape: number;
  readonly pattern: number;
  readonly colour: Rgb;
  readonly second: Rgb;
}

/** Whether a point of the unit square, its middle at 0, is of the shape. */
const SHAPES: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => Math.hypot(x, y) < 0.5, // ball
  (x, y) => Math.abs(x) < 0.5 && Math.abs(y) < 0.3, // box
  (x, y) => Math.abs(x) < 0.18 && Math.abs(y) < 0.5, // bottle
  (x, y) => y > -0.5 && y < 0.5 && Math.abs(x) < 0.25 + 0.25 * y, // cone
  (x, y) => (Math.abs(x) < 0.3 && y > -0.4) || (Math.abs(x) < 0.5 && y < -0.15 && y > -0.4), // shirt
  (x, y) => (x < -0.05 && x > -0.4) || (y > 0.15 && y < 0.5 && Math.abs(x) < 0.5 && x > -0.4), // boot
  (x, y) => Math.hypot(x, y) < 0.5 && Math.hypot(x, y) > 0.28, // ring
  (x, y) => Math.abs(x) < 0.15 || Math.abs(y) < 0.15, // cross
];

/** Whether the second colour is seen there. */
const PATTERNS: readonly ((x: number, y: number) => boolean)[] = [
  () => false,
  (x) => Math.sin(x * 40) > 0.3, // upright stripes
  (_, y) => Math.sin(y * 40) > 0.3, // lying stripes
  (x, y) => Math.sin(x * 25) * Math.sin(y * 25) > 0.25, // dots
];

const TONES = [30, 90, 160, 225];

/** Distinct products, in a fixed order that mixes all their properties. */
export function drawnProducts(count: number, seed = 1): readonly DrawnProduct[] {
  const random = seededRandom(seed);
  const anyOf = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)]!;
  const colour = (): Rgb => [anyOf(TONES), anyOf(TONES), anyOf(TONES.slice(0, 3))];
  const products = new Map<string, DrawnProduct>();
  while (products.size < count) {
    const product = {
      shape: Math.floor(random() * SHAPES.length),
      pattern: Math.floor(random() * PATTERNS.length),
      colour: colour(),
      second: colour(),
    };
    const { second, ...plain } = product;
    if (String(second) === String(product.colour)) continue; // its pattern could not be seen
    products.set(JSON.stringify(product.pattern === 0 ? plain : product), product);
  }
  return [...products.values()];
}

/**
 * One photograph of a product: of another size, from another distance and place, in other light, on a ground of another
 * grey, with noise. `random` says which.
 */
export function photographed({ shape, pattern, colour, second }: DrawnProduct, random: () => number): Raster {
  const between = (least: number, most: number) => least + (most - least) * random();
  const [width, height] = [Math.round(between(90, 220)), Math.round(between(90, 220))];
  const side = Math.min(width, height) * between(0.6, 0.95);
  const left = between(0.5 * side, width - 0.5 * side);
  const top = between(0.5 * side, height - 0.5 * side);
  const ground = between(235, 255);
  const light = between(0.88, 1.12);
  const noise = between(0, 8);
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (let at = 0; at < width * height; at++) {
    const [x, y] = [((at % width) - left) / side, (Math.floor(at / width) - top) / side];
    const isThere = Math.abs(x) <= 0.5 && Math.abs(y) <= 0.5 && SHAPES[shape]!(x, y);
    const seen = PATTERNS[pattern]!(x, y) ? second : colour;
    for (let channel = 0; channel < 3; channel++) {
      const value = isThere ? seen[channel]! * light : ground;
      // Twelve uniform numbers less their mean are nearly normal; three are near enough here.
      rgba[4 * at + channel] = value + noise * 2 * (random() + random() + random() - 1.5);
    }
    rgba[4 * at + 3] = 255;
  }
  return { width, height, rgba };
}
