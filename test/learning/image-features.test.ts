import { describe, expect, it } from 'vitest';
import { jsquashDecoder } from '../../shared/adapters/jsquash/image-decoder.ts';
import { imageFeatures } from '../../shared/features/image-features.ts';
import { fitVectorNeighbours } from '../../shared/learning/vector-neighbours.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { drawnProducts, photographed } from '../support/drawn-products.ts';
import { imageFile } from '../support/image-files.ts';

const grey = (width: number, height: number, value: number, alpha = 255) => ({
  width,
  height,
  rgba: Uint8Array.from({ length: 4 * width * height }, (_, at) => (at % 4 === 3 ? alpha : value)),
});

describe('what an image looks like', () => {
  it('is shared by another photograph of the same product, as a JPEG of another quality', async () => {
    const random = seededRandom(3);
    const decoder = jsquashDecoder();
    const vectors: Float32Array[] = [];
    for (const product of drawnProducts(24)) {
      for (const quality of [90, 45]) {
        const decoded = await decoder.decode(await imageFile(photographed(product, random), 'jpeg', quality));
        if ('defect' in decoded) throw new Error(decoded.defect);
        vectors.push(imageFeatures(decoded));
      }
    }
    const width = vectors[0]!.length;
    const values = new Float32Array(vectors.length * width);
    for (const [row, vector] of vectors.entries()) values.set(vector, row * width);
    const items = Int32Array.from(vectors, (_, row) => row);
    const settings = { neighbourCount: 5, compareAll: 100, leadersAsked: 1, seed: 1 };
    const table = fitVectorNeighbours(vectors.length, [{ items, width, values }], settings);
    const right = vectors.filter((_, row) => table.neighbours[row * table.width] === (row ^ 1)).length;
    expect(right / vectors.length).toBeGreaterThanOrEqual(0.95); // by chance 1 of 47
  });

  it('is 306 finite numbers of length 1, of one pixel and of one colour too', () => {
    for (const raster of [grey(1, 1, 90), grey(300, 2, 0), grey(7, 90, 255)]) {
      const features = imageFeatures(raster);
      expect(features).toHaveLength(306);
      expect(features.every(Number.isFinite)).toBe(true);
    }
    const [product] = drawnProducts(1);
    expect(Math.hypot(...imageFeatures(photographed(product!, seededRandom(1))))).toBeCloseTo(1, 5);
  });

  it('is white where the image is transparent', () => {
    expect(imageFeatures(grey(9, 9, 0, 0))).toEqual(imageFeatures(grey(9, 9, 255)));
  });

  it('refuses a raster without the pixels that it says', () => {
    expect(() => imageFeatures({ ...grey(2, 2, 0), width: 3 })).toThrow('want 3 × 2 × 4 bytes');
  });
});
