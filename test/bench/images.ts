/**
 * How well products are known again by a second photograph, and what that costs:
 * `node test/bench/images.ts [products] [vectors]`. A product is right where the first neighbour of one photograph is
 * the other, among two photographs of each product.
 */
import { jsquashDecoder } from '../../shared/adapters/jsquash/image-decoder.ts';
import { imageFeatures } from '../../shared/features/image-features.ts';
import { fitVectorNeighbours, type VectorGroup } from '../../shared/learning/vector-neighbours.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { drawnProducts, photographed } from '../support/drawn-products.ts';
import { imageFile } from '../support/image-files.ts';

const [productCount = 1000, vectorCount = 100_000] = process.argv.slice(2).map(Number);
const SETTINGS = { neighbourCount: 50, compareAll: 5000, leadersAsked: 8, seed: 1 };

const cpuMs = (since?: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
};

const random = seededRandom(3);
const decoder = jsquashDecoder();
const vectors: Float32Array[] = [];
let [decoding, seeing] = [0, 0];
for (const product of drawnProducts(productCount)) {
  for (let photograph = 0; photograph < 2; photograph++) {
    const file = await imageFile(photographed(product, random), 'jpeg', 40 + Math.floor(50 * random()));
    const decodeFrom = process.cpuUsage();
    const decoded = await decoder.decode(file);
    decoding += cpuMs(decodeFrom);
    if ('defect' in decoded) throw new Error(decoded.defect);
    const seeFrom = process.cpuUsage();
    vectors.push(imageFeatures(decoded));
    seeing += cpuMs(seeFrom);
  }
}
const width = vectors[0]!.length;
const groupOf = (rows: readonly Float32Array[]): VectorGroup => {
  const values = new Float32Array(rows.length * width);
  for (const [row, vector] of rows.entries()) values.set(vector, row * width);
  return { items: Int32Array.from(rows, (_, row) => row), width, values };
};
const found = fitVectorNeighbours(vectors.length, [groupOf(vectors)], { ...SETTINGS, compareAll: vectors.length });
const right = vectors.filter((_, row) => found.neighbours[row * found.width] === (row ^ 1)).length / vectors.length;
console.log(`${productCount} products, two photographs of each as JPEG at quality 40 to 89`);
console.log(
  `  first neighbour is the same product: ${right.toFixed(4)}; at random ${(1 / (vectors.length - 1)).toFixed(4)}`,
);
console.log(
  `  CPU ms an image: decoding ${(decoding / vectors.length).toFixed(2)}, features ${(seeing / vectors.length).toFixed(2)}`,
);

/** Photographs, each a little changed: as many as a large shop has, at a price that a bench can pay. */
const many = Array.from({ length: vectorCount }, () => {
  const from = vectors[Math.floor(random() * vectors.length)]!;
  const other = vectors[Math.floor(random() * vectors.length)]!;
  const share = 0.5 * random();
  return from.map((value, at) => (1 - share) * value + share * other[at]! + 0.02 * (random() - 0.5));
});
const group = groupOf(many);
const before = process.cpuUsage();
const table = fitVectorNeighbours(vectorCount, [group], SETTINGS);
const seconds = cpuMs(before) / 1000;
const asked = Array.from({ length: 200 }, () => Math.floor(random() * vectorCount));
console.log(
  `${vectorCount} vectors of ${width}: ${seconds.toFixed(1)} s CPU, ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB at the end`,
);
if (vectorCount <= 20_000) {
  const whole = fitVectorNeighbours(vectorCount, [group], { ...SETTINGS, compareAll: vectorCount });
  const ofRow = (of: typeof table, row: number) => [...of.neighbours.subarray(row * of.width, row * of.width + 10)];
  const kept = asked.map((row) => ofRow(whole, row).filter((item) => ofRow(table, row).includes(item)).length / 10);
  console.log(
    `  of the ten nearest by comparing all, found: ${(kept.reduce((a, b) => a + b) / kept.length).toFixed(3)}`,
  );
}
